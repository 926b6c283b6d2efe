"""One pass over a return: read in batches, judged in stretches, then laid side by side."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path

import polars as pl

from opencld.returns import Batch, Fault, Return, as_text
from opencld.specification import Specification
from opencld.validation.across_rows import AcrossRows, Counts
from opencld.validation.across_wording import AcrossWording
from opencld.validation.cell_rules import CellRules
from opencld.validation.cells import CellReader
from opencld.validation.field_results import field_results_of
from opencld.validation.file_rules import FileWording
from opencld.validation.findings import Findings
from opencld.validation.noticed import Noticed, noticed_in, together
from opencld.validation.readings import Readings
from opencld.validation.reporting_period import Period, StatedPeriods
from opencld.validation.row_rules import Check, Known, row_rules_of, with_known
from opencld.validation.rows_read import RowsRead
from opencld.validation.sense_checks import SenseChecks
from opencld.validation.wording import Wording

ROWS_JUDGED_TOGETHER = 200_000  # a larger stretch takes more memory, a smaller one is judged more slowly
ENOUGH_TO_WORD = 50_000  # findings gathered before they are put into words, many at a time being quicker
Progress = Callable[[int, int | None], None]
"""Called now and then with the bytes read so far and the bytes in all, where those are known."""
Keep = Callable[[pl.DataFrame, int], None]
"""Called with the rows of each part as they were judged, and the part's number; two parts at a time, in any order. A
part comes once more where the file turns out to state another period than its beginning did; the last one counts."""


@dataclass(frozen=True)
class Task:
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


@dataclass(frozen=True)
class Stretch:
    """Some batches put together."""

    cells: pl.DataFrame
    faults: tuple[Fault, ...]
    bytes_read: int


def _stretch(batches: list[Batch]) -> Stretch:
    cells = [batch.cells for batch in batches]
    if any(one.schema != cells[0].schema for one in cells):
        cells = [as_text(one) for one in cells]
    return Stretch(
        # in one piece each column: in many, every look at it would be as many looks
        cells=pl.concat(cells, rechunk=True),
        faults=tuple(fault for batch in batches for fault in batch.faults),
        bytes_read=batches[-1].bytes_read,
    )


@dataclass(frozen=True)
class Judged:
    """What one batch came to: the rows that broke each rule, counts, and what is needed of it across rows."""

    broken: list[tuple[Check, pl.DataFrame]]
    field_results: Counter[tuple[str, int]]
    periods: Counter[Period]
    la_codes: dict[str, int]
    needed: pl.DataFrame
    noticed: Noticed


class Pass:
    """One pass over a return's batches, judged against a presumed reporting period."""

    def __init__(self, task: Task, cld_return: Return, folder: Path, period: Period | None) -> None:
        specification = task.specification
        self.task = task
        self.cld_return = cld_return
        self.presumed = period
        self.findings = Findings(folder)
        self.rows = RowsRead(specification, folder)
        self.noticed: list[Noticed] = []
        self.stated = StatedPeriods()
        self.sense_checks: SenseChecks | None = None
        self.la_codes: Counter[str] = Counter()
        self.field_results: Counter[tuple[str, int]] = Counter()
        self.cells = CellReader(specification, task.readings)
        self.cell_rules = CellRules(specification, task.readings)
        self.row_rules = row_rules_of(specification, frozenset(cld_return.absent))
        self.wording = Wording(specification, task.readings, task.show_identifiers)
        self.file_wording = FileWording(specification, task.as_of)

    def run(self) -> None:
        """Read and judge every batch. A stretch is judged while the next one is read, polars' own threads helping both.

        Where rows are kept, which takes about as long again, two are judged at the same time.
        """
        at_the_same_time = 2 if self.task.keep else 1
        self._add_faults(self.cld_return.faults)
        if self.cld_return.is_workbook:
            self._add_faults((Fault("workbook"),))
        judging: deque[tuple[Stretch, Future[Judged]]] = deque()
        with ThreadPoolExecutor(max_workers=at_the_same_time) as judges:
            # the judges have nothing else to do yet, and it is wanted when they are done
            judges.submit(import_module, "duckdb")
            for part, stretch in enumerate(self._stretches()):
                judging.append((stretch, judges.submit(self._judge, stretch.cells, part)))
                if len(judging) > at_the_same_time:
                    self._take(*judging.popleft())
            while judging:
                self._take(*judging.popleft())
        self._add_faults(self.cld_return.end_faults)
        self.findings.add(self.wording.findings())

    def _stretches(self) -> Iterator[Stretch]:
        """Put batches together: reading goes best in small pieces, judging in large ones."""
        waiting: list[Batch] = []
        for batch in self.cld_return.batches():
            self.presumed = self.presumed or self._presumed(batch)
            waiting.append(batch)
            if sum(one.cells.height for one in waiting) >= ROWS_JUDGED_TOGETHER:
                stretch, waiting = _stretch(waiting), []  # so that the batches are gone while it is judged
                yield stretch
        if waiting:
            yield _stretch(waiting)

    def _presumed(self, batch: Batch) -> Period | None:
        """Return the period of the first batch, as far as one can tell so soon."""
        first = StatedPeriods()
        first.add(first.count(batch.cells.lazy().select(self.cells.period).collect()))
        return first.commonest()

    def _judge(self, cells: pl.DataFrame, part: int) -> Judged:
        batch = with_known(self.cells.read(cells), Known(*_ordered(self.presumed), self.task.as_of))
        if batch.height and self.task.keep:
            self.task.keep(batch, part)
        needed = self.rows.needed_of(batch)
        broken = (*self.cell_rules.find(batch), *self.row_rules.find(batch)) if batch.height else ()
        return Judged(
            broken=[(check, self.wording.needed_of(check, batch, positions)) for check, positions in broken],
            field_results=self._field_results(batch),
            periods=self.stated.count(batch),
            la_codes=dict(batch["la_code"].value_counts().iter_rows()),
            needed=needed,
            noticed=noticed_in(needed, self.task.specification),
        )

    def _field_results(self, batch: pl.DataFrame) -> Counter[tuple[str, int]]:
        if not self.task.with_field_results:
            return Counter()
        return field_results_of(self.task.specification).count(batch)

    def _take(self, stretch: Stretch, judging: Future[Judged]) -> None:
        judged = judging.result()
        for check, rows in judged.broken:
            self.wording.gather(check, rows)
        self._add_faults(stretch.faults)
        self.findings.add(self.wording.findings(at_least=ENOUGH_TO_WORD))
        self.field_results.update(judged.field_results)
        self.stated.add(judged.periods)
        self.la_codes.update(judged.la_codes)
        self.rows.add(judged.needed)
        self.noticed.append(judged.noticed)
        self.task.progress(stretch.bytes_read, self.cld_return.size)

    def across(self) -> tuple[Counts, Period | None]:
        """Judge what shows only when rows are laid side by side."""
        if not self.cld_return.rows_read:
            return (Counts({}, 0), None)
        wording = AcrossWording(self.task.specification, self.task.show_identifiers)
        specification, memory_mb = self.task.specification, self.task.memory_mb
        with AcrossRows(self.rows, together(self.noticed), specification, memory_mb) as across:
            derived = across.derived_period(self.task.as_of)
            across.state(self.stated.commonest(), derived, self.task.as_of)
            for rule in self.task.specification.rules:
                if rule.kind == "across":
                    self.findings.add(wording.findings(rule, across.broken(rule)))
            if self.task.with_sense_checks:
                self.sense_checks = across.sense_checks(self.task.specification.defined_lists["gender"])
            return (across.counts(), derived)

    def _add_faults(self, faults: tuple[Fault, ...]) -> None:
        self.findings.add(self.file_wording.findings(faults))


def _ordered(period: Period | None) -> tuple[date | None, date | None]:
    """A period that ends before it starts cannot judge any event."""
    return period if period and period[0] <= period[1] else (None, None)
