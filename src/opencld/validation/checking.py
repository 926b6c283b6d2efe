"""Checks a return: reads it once, batch by batch, and lays what was read side by side afterwards."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from opencld.returns import Batch, Fault, Return, open_return
from opencld.settings import Settings, read_settings
from opencld.specification import Specification, load_specification
from opencld.validation.across_rows import AcrossRows, AcrossWording, Counts, RowsRead
from opencld.validation.cell_rules import CellRules
from opencld.validation.cells import CellReader
from opencld.validation.field_results import FieldResults
from opencld.validation.file_rules import FileWording
from opencld.validation.findings import COLUMNS, Findings, write_findings
from opencld.validation.readings import Readings
from opencld.validation.reporting_period import Period, StatedPeriods
from opencld.validation.row_rules import Check, Known, RowRules, with_known
from opencld.validation.summary import RuleCount, Summary
from opencld.validation.wording import Wording

AT_THE_SAME_TIME = 2  # batches; each also uses polars' own threads
ROWS_JUDGED_TOGETHER = 100_000
ENOUGH_TO_WORD = 50_000  # findings gathered before they are put into words, many at a time being quicker
Progress = Callable[[int, int | None], None]
"""Called now and then with the bytes read so far and the bytes in all, where those are known."""


class Validation:
    """The result of checking one return. Working files go when it is closed, or forgotten."""

    def __init__(self, summary: Summary, findings: Findings, working_files: Path) -> None:
        self.summary = summary
        """Counts, periods and results; see `Summary`."""
        self.kept_findings = findings
        self._remove = weakref.finalize(self, shutil.rmtree, working_files, ignore_errors=True)

    @property
    def findings(self) -> pl.DataFrame:
        """All findings, one a row: columns `file`, `row`, `line`, identifiers, `rule`, `severity`, `field`, `value`,
        `message`, `suggestion`, `suggestion_is_safe`; those about the file first, with neither row nor line."""
        frame = self.kept_findings.frame().with_columns(pl.lit(self.summary.file).alias("file"))
        return frame.select(COLUMNS)

    def write_findings(self, path: str | Path) -> None:
        """Write all findings to a `.csv`, `.parquet` or `.json` file. Raises Misused, CannotWrite."""
        write_findings(Path(path), [(self.summary.file, self.kept_findings)], read_settings().memory_mb)

    def close(self) -> None:
        """Remove the working files; `findings` cannot be read afterwards."""
        self._remove()


def validate(
    path: str | Path,
    as_of: date | None = None,
    show_identifiers: bool = False,
    progress: Progress | None = None,
    specification: Specification | None = None,
) -> Validation:
    """Check a return against the specification.

    `path` is a CSV file as it is, gzipped, or alone in a zip; an Excel workbook; or `-` for standard input.
    `as_of` is the day of receipt (default: today). `show_identifiers` keeps NHS numbers, names, birth dates,
    postcodes and linked identifiers in findings. Raises CannotRead where the file is none of these; whatever is
    wrong within it is a finding. Source: collection guidance, Data quality.
    """
    settings = read_settings()
    working_files = Path(tempfile.mkdtemp(prefix="opencld-", dir=settings.scratch))
    try:
        checker = _Checker(
            specification or load_specification(), as_of or date.today(), show_identifiers, settings, progress
        )
        with open_return(path, checker.specification) as cld_return:
            summary, findings = checker.check(cld_return, working_files)
    except BaseException:
        shutil.rmtree(working_files, ignore_errors=True)
        raise
    return Validation(summary, findings, working_files)


class _Checker:
    def __init__(
        self,
        specification: Specification,
        as_of: date,
        show_identifiers: bool,
        settings: Settings,
        progress: Progress | None,
    ) -> None:
        self.specification = specification
        self.as_of = as_of
        self.show_identifiers = show_identifiers
        self.settings = settings
        self.progress = progress or (lambda _done, _all: None)
        self.readings = Readings(specification)

    def check(self, cld_return: Return, folder: Path) -> tuple[Summary, Findings]:
        period: Period | None = None
        for attempt in range(2):
            working = folder / str(attempt)
            working.mkdir()
            passed = _Pass(self, cld_return, working, period)
            passed.run()
            if passed.presumed == passed.stated.commonest():
                break
            # the first batch stated another period than most rows do: once more, knowing the right one
            period = passed.stated.commonest()
        return (self._summary(passed, cld_return), passed.findings)

    def _summary(self, passed: _Pass, cld_return: Return) -> Summary:
        counts, derived = passed.across()
        return Summary(
            file=cld_return.name,
            as_of=self.as_of,
            release=self.specification.release.version,
            reading=tuple(cld_return.reading),
            rows_read=cld_return.rows_read,
            rows_refused=cld_return.rows_refused,
            people=counts.people,
            events=counts.events,
            la_codes=dict(passed.la_codes.most_common(10)),
            stated_period=passed.stated.commonest(),
            derived_period=derived,
            rules=_rule_counts(self.specification, passed.findings),
            field_results=passed.field_results.results(),
        )


@dataclass(frozen=True)
class _Stretch:
    """Some batches put together."""

    cells: pl.DataFrame
    faults: tuple[Fault, ...]
    bytes_read: int


def _stretch(batches: list[Batch]) -> _Stretch:
    return _Stretch(
        cells=pl.concat([batch.cells for batch in batches]) if len(batches) > 1 else batches[0].cells,
        faults=tuple(fault for batch in batches for fault in batch.faults),
        bytes_read=batches[-1].bytes_read,
    )


@dataclass(frozen=True)
class _Judged:
    """What one batch came to: the rows that broke each rule, and counts."""

    broken: list[tuple[Check, pl.DataFrame]]
    field_results: Counter[tuple[str, int]]
    periods: Counter[Period]
    la_codes: dict[str, int]


class _Pass:
    """One pass over a return's batches, judged against a presumed reporting period."""

    def __init__(self, checker: _Checker, cld_return: Return, folder: Path, period: Period | None) -> None:
        specification = checker.specification
        self.checker = checker
        self.cld_return = cld_return
        self.presumed = period
        self.findings = Findings(folder)
        self.rows = RowsRead(specification, folder)
        self.stated = StatedPeriods()
        self.la_codes: Counter[str] = Counter()
        self.field_results = FieldResults(specification)
        self.cells = CellReader(specification, checker.readings)
        self.cell_rules = CellRules(specification, checker.readings)
        self.row_rules = RowRules(specification, frozenset(cld_return.absent))
        self.wording = Wording(specification, checker.readings, checker.show_identifiers)
        self.file_wording = FileWording(specification, checker.as_of)

    def run(self) -> None:
        """Read and judge every batch. Batches are judged at the same time, and taken in the order of the file."""
        self._add_faults(self.cld_return.faults)
        judging: deque[tuple[_Stretch, Future[_Judged]]] = deque()
        with ThreadPoolExecutor(max_workers=AT_THE_SAME_TIME) as judges:
            for part, stretch in enumerate(self._stretches()):
                judging.append((stretch, judges.submit(self._judge, stretch.cells, part)))
                if len(judging) > AT_THE_SAME_TIME:
                    self._take(*judging.popleft())
            while judging:
                self._take(*judging.popleft())
        self._add_faults(self.cld_return.end_faults)
        self.findings.add(self.wording.findings())

    def _stretches(self) -> Iterator[_Stretch]:
        """Put batches together: reading goes best in small pieces, judging in large ones."""
        waiting: list[Batch] = []
        for batch in self.cld_return.batches():
            self.presumed = self.presumed or self._presumed(batch)
            waiting.append(batch)
            if sum(one.cells.height for one in waiting) >= ROWS_JUDGED_TOGETHER:
                yield _stretch(waiting)
                waiting = []
        if waiting:
            yield _stretch(waiting)

    def _presumed(self, batch: Batch) -> Period | None:
        """Return the period of the first batch, as far as one can tell so soon."""
        first = StatedPeriods()
        first.add(first.count(self.cells.read(batch.cells)))
        return first.commonest()

    def _judge(self, cells: pl.DataFrame, part: int) -> _Judged:
        batch = with_known(self.cells.read(cells), Known(*_ordered(self.presumed), self.checker.as_of))
        if batch.height:
            self.rows.write(batch, part)
        broken = (*self.cell_rules.find(batch), *self.row_rules.find(batch)) if batch.height else ()
        return _Judged(
            broken=[(check, self.wording.needed_of(check, batch, positions)) for check, positions in broken],
            field_results=self.field_results.count(batch),
            periods=self.stated.count(batch),
            la_codes=dict(batch["la_code"].value_counts().iter_rows()),
        )

    def _take(self, stretch: _Stretch, judging: Future[_Judged]) -> None:
        judged = judging.result()
        for check, rows in judged.broken:
            self.wording.gather(check, rows)
        self._add_faults(stretch.faults)
        self.findings.add(self.wording.findings(at_least=ENOUGH_TO_WORD))
        self.field_results.add(judged.field_results)
        self.stated.add(judged.periods)
        self.la_codes.update(judged.la_codes)
        self.checker.progress(stretch.bytes_read, self.cld_return.size)

    def across(self) -> tuple[Counts, Period | None]:
        """Judge what shows only when rows are laid side by side."""
        if not self.cld_return.rows_read:
            return (Counts({}, 0), None)
        wording = AcrossWording(self.checker.specification, self.checker.show_identifiers)
        with AcrossRows(self.rows, self.checker.settings.memory_mb) as across:
            derived = across.derived_period(self.checker.as_of)
            across.state(self.stated.commonest(), derived, self.checker.as_of)
            for rule in self.checker.specification.rules:
                if rule.kind == "across":
                    self.findings.add(wording.findings(rule, across.broken(rule)))
            return (across.counts(), derived)

    def _add_faults(self, faults: tuple[Fault, ...]) -> None:
        self.findings.add(self.file_wording.findings(faults))


def _ordered(period: Period | None) -> tuple[date | None, date | None]:
    """A period that ends before it starts cannot judge any event."""
    return period if period and period[0] <= period[1] else (None, None)


def _rule_counts(specification: Specification, findings: Findings) -> tuple[RuleCount, ...]:
    places = {rule.code: place for place, rule in enumerate(specification.rules)}
    counted = sorted(findings.counts, key=lambda key: (places[key[0]], key[1]))
    return tuple(
        RuleCount(
            rule=code,
            severity=specification.rule[code].severity,
            field=field,
            title=specification.rule[code].title,
            findings=findings.counts[code, field],
            safe=findings.safe[code, field],
        )
        for code, field in counted
    )
