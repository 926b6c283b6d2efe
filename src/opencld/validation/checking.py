"""Checks a return: reads it once, batch by batch, and lays what was read side by side afterwards."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from opencld.returns import Original, Return, open_return
from opencld.second_process import SecondProcess
from opencld.settings import read_settings
from opencld.specification import Specification, load_specification
from opencld.validation.field_results import FieldResult, field_results_of
from opencld.validation.findings import COLUMNS, Findings, write_findings
from opencld.validation.one_pass import Keep, Pass, Progress, Task
from opencld.validation.readings import Readings
from opencld.validation.reporting_period import Period
from opencld.validation.sections import Asked, begin_second
from opencld.validation.summary import RuleCount, Summary
from opencld.validation.working_files import make_working_folder

if TYPE_CHECKING:
    from opencld.validation.sense_checks import SenseChecks


class Validation:
    """The result of checking one return. Working files go when it is closed, or forgotten."""

    def __init__(
        self,
        path: str | Path,
        summary: Summary,
        findings: Findings,
        sense_checks: SenseChecks | None,
        original: Original | None,
        working_files: Path,
    ) -> None:
        self.path = path
        """The return, as it was named; `-` for standard input."""
        self.summary = summary
        """Counts, periods and results; see `Summary`."""
        self.sense_checks = sense_checks
        """Figures to compare with one's own services; None where not asked for, or where no row was read."""
        self.kept_findings = findings
        self.original = original
        """The way to the return's own bytes, row by row; None for a workbook, or where there is no header."""
        self._remove: Callable[[], object] = weakref.finalize(
            self, shutil.rmtree, working_files, ignore_errors=True
        )

    @property
    def findings(self) -> pl.DataFrame:
        """All findings, one a row: columns `file`, `row`, `line`, identifiers, `rule`, `severity`, `field`, `value`,
        `message`, `suggestion`, `suggestion_is_safe`, `suggestion_class`; those about the file first, with neither row
        nor line."""
        frame = self.kept_findings.frame().with_columns(pl.lit(self.summary.file).alias("file"))
        return frame.select(COLUMNS)

    def write_findings(self, path: str | Path) -> None:
        """Write all findings to a `.csv`, `.parquet` or `.json` file. Raises Misused, CannotWrite."""
        write_findings(Path(path), [(self.summary.file, self.kept_findings)], read_settings().memory_mb)

    def __getstate__(self) -> dict[str, Any]:
        """Hand the result to another process, to whom its working files then belong: this one no longer removes them.

        The receiver reads them where they are, and removes them with the folder named as `scratch`.
        """
        self.kept_findings.spill()
        if isinstance(self._remove, weakref.finalize):
            self._remove.detach()
        return {name: value for name, value in self.__dict__.items() if name != "_remove"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._remove = _leave

    def close(self) -> None:
        """Remove the working files; `findings` cannot be read afterwards."""
        self._remove()


def _leave() -> None:
    """Remove nothing: the working files are somebody else's."""


def validate(
    path: str | Path,
    as_of: date | None = None,
    show_identifiers: bool = False,
    with_field_results: bool = True,
    progress: Progress | None = None,
    specification: Specification | None = None,
    with_sense_checks: bool = False,
    keep: Keep | None = None,
    scratch: Path | None = None,
    name: str = "",
) -> Validation:
    """Check a return against the specification.

    `path` is a CSV file as it is, gzipped, or alone in a zip; an Excel workbook; or `-` for standard input.
    `as_of` is the day of receipt (default: today). `show_identifiers` keeps NHS numbers, names, birth dates,
    postcodes and linked identifiers in findings. Without `with_field_results` the summary's `field_results` stay empty,
    which takes a little less time; `with_sense_checks` also counts events, services, people and costs, as reports show
    them. `keep` is given the rows as they were judged, part by part. `scratch` is the folder for working files
    (default: the setting's). `name` is what people call the return, where
    its file goes by another name. Raises CannotRead where the file is none of these; whatever is
    wrong within it is a finding. Source: collection guidance, Data quality.
    """
    settings = read_settings()
    specification = specification or load_specification()
    task = Task(
        specification=specification,
        as_of=as_of or date.today(),
        show_identifiers=show_identifiers,
        with_field_results=with_field_results,
        memory_mb=settings.memory_mb,
        progress=progress or (lambda _done, _all: None),
        readings=Readings(specification),
        with_sense_checks=with_sense_checks,
        keep=keep,
    )
    working_files = make_working_folder(scratch or settings.scratch)
    try:
        with open_return(path, specification, name=name) as cld_return:
            summary, passed = _check(task, cld_return, working_files)
            original = cld_return.original()
    except BaseException:
        shutil.rmtree(working_files, ignore_errors=True)
        raise
    return Validation(path, summary, passed.findings, passed.sense_checks, original, working_files)


def _check(task: Task, cld_return: Return, folder: Path) -> tuple[Summary, Pass]:
    second = None if task.keep else begin_second(cld_return, _asked(task, cld_return))
    try:
        passed = _run(task, cld_return, folder, second)
        if second:
            second.dismiss()
        with ThreadPoolExecutor(max_workers=1) as removing:
            removing.submit(shutil.rmtree, passed.handed_over, ignore_errors=True)
            return (_summary(task, passed, cld_return), passed)
    finally:
        if second:
            second.close()


def _run(task: Task, cld_return: Return, folder: Path, second: SecondProcess | None) -> Pass:
    period: Period | None = None
    for attempt in ("first", "second"):
        working = folder / attempt
        working.mkdir()
        passed = Pass(task, cld_return, working, period, second)
        passed.run()
        period = passed.stated.commonest()
        # only where the first batch stated another period than most rows do: once more, knowing the right one
        if passed.presumed == period:
            break
    return passed


def _asked(task: Task, cld_return: Return) -> Asked:
    """What a second process is told. Findings are put into words, and identifiers hidden, in this one."""
    is_packaged = task.specification is load_specification()
    specification = None if is_packaged else task.specification
    return Asked(cld_return.path, cld_return.stamp, task.as_of, task.with_field_results, specification)


def _summary(task: Task, passed: Pass, cld_return: Return) -> Summary:
    counts, derived = passed.across()
    return Summary(
        file=cld_return.name,
        as_of=task.as_of,
        release=task.specification.release.version,
        is_csv=not cld_return.is_workbook
        and all(fault.name != "not_comma_separated" for fault in cld_return.faults),
        reading=tuple(cld_return.reading),
        rows_read=cld_return.rows_read,
        rows_refused=cld_return.rows_refused,
        people=counts.people,
        events=counts.events,
        la_codes=dict(passed.la_codes.most_common(10)),
        stated_period=passed.stated.commonest(),
        derived_period=derived,
        rules=_rule_counts(task.specification, passed.findings),
        field_results=_field_results(task, passed),
    )


def _field_results(task: Task, passed: Pass) -> tuple[FieldResult, ...]:
    # to begin with them takes a while
    if not task.with_field_results:
        return ()
    return field_results_of(task.specification).results(passed.field_results)


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
