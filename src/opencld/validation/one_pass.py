"""One pass over a return: read and judged, in its order or by sections, then laid side by side."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from opencld.returns import Batch, Fault, Reading, Return
from opencld.second_process import SecondProcess, apart
from opencld.specification import Rule, Specification
from opencld.validation.across_rows import AcrossRows, Counts, Database, reads_candidates
from opencld.validation.across_wording import AcrossWording
from opencld.validation.file_rules import FileWording
from opencld.validation.findings import Findings
from opencld.validation.judging import Judge, Judged, Stretch, stretches_of
from opencld.validation.noticed import Noticed, together
from opencld.validation.parts import Parts
from opencld.validation.readings import Readings
from opencld.validation.reporting_period import Period, StatedPeriods
from opencld.validation.rows_read import RowsRead
from opencld.validation.sections import Piece, TwoProcesses, sections_of
from opencld.validation.wording import Wording

if TYPE_CHECKING:
    from opencld.validation.sense_checks import SenseChecks


MOST_PEOPLE_IN_MEMORY = 500_000  # of about 110 bytes each
ENOUGH_TO_WORD = 50_000  # findings gathered before they are put into words, many at a time being quicker
ASKED_TOGETHER = 3  # of what is done across rows: each waits for another now and then
Progress = Callable[[int, int | None], None]
"""Called now and then with the bytes read so far and the bytes in all, where those are known."""
Keep = Callable[[pl.DataFrame, int], None]
"""Called with the rows of each part as they were judged, and the part's number; two parts at a time, in any order. A
part comes once more where the file turns out to state another period than its beginning did; the last one counts."""


class Task(NamedTuple):
    """What a return is to be checked against, and how."""

    specification: Specification
    as_of: date
    show_identifiers: bool
    memory_mb: int
    with_field_results: bool
    progress: Progress
    readings: Readings
    with_sense_checks: bool = False
    keep: Keep | None = None


class Pass:
    """One pass over a return's batches, judged against a presumed reporting period. A `second` process may help."""

    def __init__(
        self,
        task: Task,
        cld_return: Return,
        folder: Path,
        period: Period | None,
        second: SecondProcess | None = None,
    ) -> None:
        specification = task.specification
        self.task = task
        self.cld_return = cld_return
        self.presumed = period
        self.second = second
        self.handed_over = folder / "handed over"
        self.findings = Findings(folder)
        self.rows = RowsRead(specification, folder)
        self.people = Parts(folder, "people", MOST_PEOPLE_IN_MEMORY)
        self.database = Database(folder, task.memory_mb)
        self.noticed: list[Noticed] = []
        self.stated = StatedPeriods()
        self.sense_checks: SenseChecks | None = None
        self.la_codes: Counter[str] = Counter()
        self.field_results: Counter[tuple[str, int]] = Counter()
        absent = frozenset(cld_return.absent)
        self.judge = Judge(specification, task.readings, task.as_of, absent, task.with_field_results)
        self.wording = Wording(specification, task.readings, task.show_identifiers)
        self.file_wording = FileWording(specification, task.as_of)

    def run(self) -> None:
        """Read and judge every batch."""
        self._add_faults(self.cld_return.faults)
        if self.cld_return.is_workbook:
            self._add_faults((Fault("workbook"),))
        self.cld_return.begin()
        if self.cld_return.has_rows:
            rest = self._run_in_sections(self.second) if self.second else self.cld_return.read_all()
            if rest is not None:
                self._run_in_order(rest)
        self.cld_return.conclude()
        self._add_faults(self.cld_return.end_faults)

    def _run_in_sections(self, second: SecondProcess) -> Reading | None:
        """Judge section by section, and return a reading of what must be read in its order, if anything."""
        self.handed_over.mkdir()
        both, known = TwoProcesses(self.judge, self.cld_return, second), self.presumed
        waiting = deque(sections_of(self.cld_return))
        while waiting:
            # read as if the encoding were known, and once more where it turned out otherwise
            encoding = self.cld_return.encoding
            pieces = [Piece(section, known, encoding, self.handed_over) for section in waiting]
            with apart() as rejoin, closing(both.judged(pieces, rejoin, self.database.open)) as judged:
                for one in judged:
                    self.presumed = known or both.presumed
                    if one.tally.encoding.has_decided and self.cld_return.encoding != encoding:
                        break
                    if not one.tally.is_finished:
                        return self.cld_return.read_from(waiting[0])
                    waiting.popleft()
                    for stretch in one.stretches:
                        self._take(stretch)
                    self.cld_return.add(one.tally)
        return None

    def _run_in_order(self, reading: Reading) -> None:
        """Judge a stretch while the next one is read, polars' own threads helping both.

        Where rows are kept, which takes about as long again, two are judged at the same time.
        """
        # it is wanted when all rows are judged
        Thread(target=self.database.open).start()
        at_the_same_time = 2 if self.task.keep else 1
        judging: deque[Future[Judged]] = deque()
        with ThreadPoolExecutor(max_workers=at_the_same_time) as judges:
            for part, stretch in enumerate(stretches_of(self._noting_the_period(reading.batches()))):
                judging.append(judges.submit(self._judge, stretch, part))
                if len(judging) > at_the_same_time:
                    self._take(judging.popleft().result())
            while judging:
                self._take(judging.popleft().result())
        self.cld_return.add(reading.tally)

    def _noting_the_period(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        for batch in batches:
            self.presumed = self.presumed or self.judge.presume(batch)
            yield batch

    def _judge(self, stretch: Stretch, part: int) -> Judged:
        rows = self.judge.read(stretch.cells, self.presumed)
        if rows.height and self.task.keep:
            self.task.keep(rows, part)
        return self.judge.judge(rows, stretch)

    def _take(self, judged: Judged) -> None:
        """Add what a stretch came to, which stands behind the sections that were added before."""
        before = self.cld_return
        judged = judged.moved(before.rows_read + before.rows_refused, before.lines_read)
        for check, rows in judged.broken:
            self.wording.gather(check, rows)
        self._add_faults(judged.faults)
        self.findings.add(self.wording.findings(at_least=ENOUGH_TO_WORD))
        self.field_results.update(judged.field_results)
        self.stated.add(judged.periods)
        self.la_codes.update(judged.la_codes)
        self.rows.add(judged.needed)
        self.people.add(judged.people)
        self.noticed.append(judged.noticed)
        self.task.progress(judged.bytes_read, self.cld_return.size)

    def across(self) -> tuple[Counts, Period | None]:
        """Judge what shows only when rows are laid side by side, while what was found within rows is put into words."""
        if not self.cld_return.rows_read:
            self.findings.add(self.wording.findings())
            return (Counts({}, 0), None)
        across = AcrossRows(self.rows, self.people, together(self.noticed), self.database)
        with across, ThreadPoolExecutor(max_workers=ASKED_TOGETHER) as asking:
            worded = asking.submit(self.wording.findings)
            laid_out = asking.submit(across.lay_out_candidates)
            derived = across.lay_out_run(self.stated.commonest(), self.task.as_of)
            sensed = asking.submit(self._sense_checks, across)
            for found in self._broken(across, asking, laid_out):
                self.findings.add(found)
            self.findings.add(worded.result())
            self.sense_checks = sensed.result()
            return (across.counts(), derived)

    def _broken(
        self, across: AcrossRows, asking: ThreadPoolExecutor, laid_out: Future[None]
    ) -> Iterator[pl.DataFrame]:
        """Yield what breaks each rule across rows. They are asked several at a time, for most queries are too small to
        keep two processors busy; those that read no candidates, which take longest, while candidates are laid out."""
        wording = AcrossWording(self.task.specification, self.task.show_identifiers)

        def found(rule: Rule) -> pl.DataFrame:
            return wording.findings(rule, across.broken(rule))

        rules = [rule for rule in self.task.specification.rules if rule.kind == "across"]
        asked = [asking.submit(found, rule) for rule in rules if not reads_candidates(rule)]
        laid_out.result()
        asked += [asking.submit(found, rule) for rule in rules if reads_candidates(rule)]
        yield from (one.result() for one in asked)

    def _sense_checks(self, across: AcrossRows) -> SenseChecks | None:
        genders = self.task.specification.defined_lists["gender"]
        return across.sense_checks(genders) if self.task.with_sense_checks else None

    def _add_faults(self, faults: tuple[Fault, ...]) -> None:
        self.findings.add(self.file_wording.findings(faults))
