"""Reports of a check that can be passed on, each in the form that its file's ending names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from opencld import saving
from opencld.notes import Notes
from opencld.reports.results import Results
from opencld.reports.teams import Teams
from opencld.validation import Validation

__all__ = ["WRITERS", "Results", "Teams", "check_report_target", "write_report", "write_reports"]


def _page(path: Path, results: Results) -> None:
    from opencld.reports.page import page

    saving.save(page(results).encode("utf-8", "replace"), path, overwrite=True)


def _message(path: Path, results: Results) -> None:
    from opencld.reports.message import message

    saving.save(message(results).encode("utf-8", "replace"), path, overwrite=True)


def _workbook(path: Path, results: Results) -> None:
    from opencld.reports.workbook import write_workbook

    write_workbook(path, results)


WRITERS: Mapping[str, Callable[[Path, Results], None]] = {
    ".html": _page,
    ".md": _message,
    ".xlsx": _workbook,
}
"""What writes a report, by the ending of its file; each imports what it needs when it is called."""


def write_report(
    path: str | Path,
    validations: Sequence[Validation],
    findings_path: Path | None = None,
    unread: Mapping[str, str] | None = None,
    teams: Teams | None = None,
    notes: Notes | None = None,
) -> None:
    """Write one report on all these returns; checks made with `with_sense_checks` also show their figures.

    `.html` is a page with everything that fits, `.md` a summary without personal data, `.xlsx` a workbook with every
    finding. `findings_path` is the file of all findings, which the report names; `unread` has files that could not be
    read, and why; `teams` gives each team a sheet of the workbook; `notes` are on the one return and stand beside its
    findings in the page and the summary. The file appears whole or not at all.
    Raises Misused for another ending, CannotWrite where the file cannot be written.
    """
    _write(Path(path), Results(validations, findings_path, unread or {}, teams, notes=notes))


def _write(path: Path, results: Results) -> None:
    saving.check_ending(path, WRITERS)
    WRITERS[path.suffix.lower()](path, results)


def write_reports(paths: Sequence[Path], results: Results) -> None:
    """Write several reports as `write_report` does each, two at a time. Raises what the first at fault raises."""
    for one in results.validations:
        # in files before two read them
        one.kept_findings.spill()
    # packing, most of the work on a workbook, leaves Python free for another report
    with ThreadPoolExecutor(max_workers=2) as writers:
        written = [writers.submit(_write, path, results) for path in paths]
        for report in written:
            report.result()


def check_report_target(path: Path, inputs: Sequence[Path]) -> None:
    """Refuse a path for a report that could only fail, or destroy something, once the work is done.

    Raises Misused for a wrong ending or one of the returns themselves, CannotWrite for a folder that does not exist.
    """
    saving.check_target(path, "the report", WRITERS, inputs)
