"""Invents portions of people, side by side where there are many, and gives back their rows in order."""

from __future__ import annotations

import csv
import gc
import io
import multiprocessing
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import islice

from opencld.specification import load_specification
from opencld.synthetic.events import Career
from opencld.synthetic.hospital import spell_lines
from opencld.synthetic.people import Stream
from opencld.synthetic.plan import Plan, extracts_of, world_of
from opencld.synthetic.population import Household, Portion, households, others_in_hospital
from opencld.synthetic.release_1 import Release1
from opencld.synthetic.sizes import sizes_at
from opencld.synthetic.submission import Extract, Row, row_by_association, rows_of
from opencld.synthetic.world import World

AHEAD = 4
"""Portions that wait for each process: enough to keep it busy, and few enough to keep memory small."""
FEW = 15_000
"""So few people are invented sooner than another process starts."""


@dataclass(frozen=True)
class Job:
    """A portion of one authority's people, to be invented for every quarter of a plan."""

    plan: Plan
    la_code: str
    portion: Portion


@dataclass(frozen=True)
class Invented:
    """What became of a job: for each quarter the rows as lines of CSV, and how many; people; hospital lines."""

    la_code: str
    lines: tuple[bytes, ...]
    rows: tuple[int, ...]
    people: int
    spells: bytes


def invent_all(jobs: Sequence[Job], processes: int) -> Iterator[Invented]:
    """Invent portions, in the order of the jobs, in so many processes if there is work enough for them."""
    if processes == 1 or sum(job.portion.people for job in jobs) < FEW:
        yield from map(invent, jobs)
        return
    # started afresh: a copy of this process might hold locks of its threads
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_start) as pool:
        yield from _in_order(pool, iter(jobs), processes * AHEAD)


def _in_order(pool: ProcessPoolExecutor, jobs: Iterator[Job], ahead: int) -> Iterator[Invented]:
    under_way: deque[Future[Invented]] = deque(pool.submit(invent, job) for job in islice(jobs, ahead))
    try:
        while under_way:
            invented = under_way.popleft().result()
            under_way.extend(pool.submit(invent, job) for job in islice(jobs, 1))
            yield invented
    finally:
        for future in under_way:
            future.cancel()


def _start() -> None:
    # Ctrl+C stops the process that waits for this one, which then ends
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # invented people refer to each other in no circles, so there is little to look for
    gc.set_threshold(200_000)


def invent(job: Job) -> Invented:
    """Invent one portion."""
    plan, world = job.plan, _world(job.plan, job.la_code)
    size = sizes_at(plan.scale)[job.la_code]
    spells = io.StringIO()
    lines = csv.writer(spells, lineterminator="\n")
    if job.portion.stream == Stream.IN_NO_RETURN:
        lines.writerows(others_in_hospital(job.portion, size, plan.seed, world))
        nothing = (b"",) * len(plan.quarters), (0,) * len(plan.quarters)
        return Invented(job.la_code, *nothing, 0, spells.getvalue().encode())
    writers = [_RowWriter(extract, plan.release) for extract in extracts_of(plan, job.la_code, world)]
    people = 0
    for household in households(job.portion, size, plan.seed, world):
        for career in household:
            shown = [writer.write(career, household) for writer in writers]
            people += any(shown)
            if plan.with_spells:
                lines.writerows(spell_lines(career, plan.seed, world))
    texts = tuple(writer.text.getvalue().encode() for writer in writers)
    rows = tuple(writer.rows for writer in writers)
    return Invented(job.la_code, texts, rows, people, spells.getvalue().encode())


@cache
def _world(plan: Plan, la_code: str) -> World:
    return world_of(plan, la_code, load_specification())


class _RowWriter:
    """Writes what one extract shows of people as lines of CSV."""

    def __init__(self, extract: Extract, release: int) -> None:
        specification = load_specification()
        self.extract = extract
        self.names = [field.name for field in specification.fields]
        self.worded = Release1(specification).row if release == 1 else None
        self.text = io.StringIO()
        self.csv = csv.writer(self.text)
        self.rows = 0

    def write(self, career: Career, household: Household) -> bool:
        """Write a person's rows; say whether there are any."""
        before = self.rows
        for row in _rows(career, household, self.extract):
            cells = [row.get(name, "") for name in self.names]
            self.csv.writerow(self.worded(cells) if self.worded else cells)
            self.rows += 1
        return self.rows > before


def _rows(career: Career, household: Household, extract: Extract) -> Iterator[Row]:
    if career.known_by_association:
        return row_by_association(career, household[0], extract)
    return rows_of(career, extract)
