"""Writes invented returns to a folder: the returns, the list of submissions, the answers, the hospital stays.

Returns of one authority are written side by side, one for each quarter, as its people are invented.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, cast

from opencld.specification import Specification, load_specification
from opencld.synthetic.damage import written
from opencld.synthetic.folder import new_folder, write_table
from opencld.synthetic.hospital import COLUMNS
from opencld.synthetic.inventing import Invented, Job, invent_all
from opencld.synthetic.plan import Plan, check_plan, extracts_of, file_name, world_of
from opencld.synthetic.planting import Answer, FaultPlan, Planter, check_received, fault_plan
from opencld.synthetic.population import portions
from opencld.synthetic.release_1 import Release1
from opencld.synthetic.sizes import sizes_at
from opencld.synthetic.submission import Extract
from opencld.synthetic.world import SMALL_AREAS

Progress = Callable[[int, int], None]
SUBMISSIONS, ANSWERS = "submissions.csv", "planted_faults.csv"
SPELLS, AREAS = "hospital_spells.csv.gz", "lsoa_lookup.csv"
USUAL_FAULTS = 0.03


@dataclass(frozen=True)
class Made:
    """What was made: returns, rows in all of them, people in all of them (once in each return), planted faults."""

    returns: int
    rows: int
    people: int
    faults: int


@dataclass(frozen=True)
class Written:
    """A return that is whole, as the list of submissions and the answer file need it."""

    la_code: str
    la_name: str
    file: str
    received: datetime
    rows: int
    answers: tuple[Answer, ...]


def invent_returns(
    plan: Plan, folder: Path, progress: Progress = lambda _done, _all: None, processes: int = 1
) -> Made:
    """Invent the returns of a plan in a new folder, with `submissions.csv` that lists them.

    With faults there is `planted_faults.csv` as well, with spells `hospital_spells.csv.gz` and `lsoa_lookup.csv`.
    `progress` is called with the portions invented and portions in all. With several `processes` the calling script
    must be one that can be imported without running. Raises Misused where the plan makes no sense, CannotWrite where
    the folder exists already or cannot be written; then nothing is left behind.
    """
    specification = load_specification()
    plan = replace(plan, fault_rules=tuple(code.strip().upper() for code in plan.fault_rules))
    check_plan(plan, specification)
    has_faults = plan.faults > 0 or bool(plan.fault_rules)
    share = plan.faults or USUAL_FAULTS
    faults = fault_plan(share if has_faults else 0, plan.fault_rules, specification) if has_faults else None
    with new_folder(folder) as unfinished:
        return _Maker(plan, specification, faults, unfinished).make(progress, processes)


class _Maker:
    """Fills one folder with returns."""

    def __init__(
        self, plan: Plan, specification: Specification, faults: FaultPlan | None, folder: Path
    ) -> None:
        self.plan = plan
        self.specification = specification
        self.faults = faults
        self.folder = folder
        release_2 = [field.header for field in specification.fields]
        self.headers = Release1(specification).headers if plan.release == 1 else release_2
        self.worlds = {code: world_of(plan, code, specification) for code in plan.la_codes}
        self.people = 0
        if faults:
            received = (one.received.date() for code in plan.la_codes for one in self._extracts(code))
            check_received(faults, received, specification)

    def make(self, progress: Progress, processes: int) -> Made:
        jobs = [
            Job(self.plan, code, portion)
            for code, world in self.worlds.items()
            for portion in portions(sizes_at(self.plan.scale)[code], world, self.plan.with_spells)
        ]
        invented = _counted(invent_all(jobs, processes), len(jobs), progress)
        done: list[Written] = []
        with self._spells() as spells:
            for code, of_authority in groupby(invented, key=lambda one: one.la_code):
                done += self._returns_of(code, of_authority, spells)
        _write_submissions(self.folder / SUBMISSIONS, done)
        if self.faults:
            _write_answers(self.folder / ANSWERS, done)
        if self.plan.with_spells:
            self._write_areas()
        faults = sum(len(one.answers) for one in done)
        return Made(len(done), sum(one.rows for one in done), self.people, faults)

    def _returns_of(self, code: str, invented: Iterator[Invented], spells: BinaryIO | None) -> list[Written]:
        """Write an authority's returns, one for each quarter, side by side."""
        files = [self._open(code, place) for place in range(len(self.plan.quarters))]
        try:
            for portion in invented:
                self.people += portion.people
                for file, lines, rows in zip(files, portion.lines, portion.rows, strict=True):
                    file.write(lines, rows)
                if spells:
                    spells.write(portion.spells)
        finally:
            for file in files:
                file.close()
        return [self._finished(*one) for one in zip(files, self._extracts(code), strict=True)]

    def _extracts(self, code: str) -> list[Extract]:
        return extracts_of(self.plan, code, self.worlds[code])

    def _open(self, code: str, quarter: int) -> ReturnFile:
        authority, last = self.worlds[code].authority, self.plan.quarters[quarter]
        planter = None
        if self.faults:
            planter = Planter(self.faults, self.specification, code, authority.place, last)
        path = self.folder / file_name(code, authority.la_name, last, "csv")
        return ReturnFile(path, self.headers, planter)

    def _finished(self, file: ReturnFile, extract: Extract) -> Written:
        path = file.planter.finish(file.path) if file.planter else file.path
        if self.plan.file_format == "parquet":
            path = _as_parquet(path)
        return Written(
            la_code=extract.la_code,
            la_name=self.worlds[extract.la_code].authority.la_name,
            file=path.name,
            received=extract.received,
            rows=file.planter.rows if file.planter else file.rows,
            answers=tuple(file.planter.answers) if file.planter else (),
        )

    @contextmanager
    def _spells(self) -> Iterator[BinaryIO | None]:
        if not self.plan.with_spells:
            yield None
            return
        # without a time stamp, so that the same seed gives the same bytes
        with (self.folder / SPELLS).open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as file:
            file.write((",".join(COLUMNS) + "\n").encode())
            yield cast(BinaryIO, file)

    def _write_areas(self) -> None:
        authorities = [world.authority for world in self.worlds.values()]
        lines = [
            (one.small_area(number), one.ons_code, one.la_name)
            for one in authorities
            for number in range(SMALL_AREAS)
        ]
        write_table(self.folder / AREAS, ("lsoa_2011", "utla_code", "utla_name"), lines)


class ReturnFile:
    """One return while it is written, with faults between the rows if a planter is given."""

    def __init__(self, path: Path, headers: Sequence[str], planter: Planter | None) -> None:
        self.path = path
        self.planter = planter
        self.rows = 0
        self.file = path.open("wb")
        self.file.write(written(headers))

    def write(self, lines: bytes, rows: int) -> None:
        """Add rows as lines of CSV."""
        self.rows += rows
        self.file.writelines(self.planter.mixed(lines) if self.planter else (lines,))

    def close(self) -> None:
        """Close the file."""
        self.file.close()


def _counted(invented: Iterator[Invented], of: int, progress: Progress) -> Iterator[Invented]:
    for done, one in enumerate(invented, start=1):
        yield one
        progress(done, of)


def _as_parquet(path: Path) -> Path:
    import polars as pl

    target = path.with_suffix(".parquet")
    pl.scan_csv(path, infer_schema=False).sink_parquet(target)
    path.unlink()
    return target


def _write_submissions(path: Path, done: list[Written]) -> None:
    """List the returns in the order in which they were received, their records numbered through all of them."""
    lines, first = [], 1
    for one in sorted(done, key=lambda one: (one.received, one.la_code)):
        lines.append(
            (one.la_code, one.la_name, one.file, f"{one.received:%Y-%m-%d %H:%M:%S.000}", one.rows, first)
        )
        first += one.rows
    write_table(path, ("la_code", "la_name", "file", "imported_at", "rows", "first_record_id"), lines)


def _write_answers(path: Path, done: list[Written]) -> None:
    lines = [
        (one.file, answer.row or "", answer.field, answer.rule) for one in done for answer in one.answers
    ]
    write_table(path, ("file", "row", "field", "rule"), lines)
