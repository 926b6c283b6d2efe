"""Writes a comparison: all differences as a table for other programs, or a report that its file's ending names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from opencld import saving
from opencld.comparison.comparing import Comparison
from opencld.validation.findings import FORMATS
from opencld.validation.working_files import in_sql

CHANGE_ENDINGS = tuple(FORMATS)


def _page(path: Path, comparison: Comparison) -> None:
    from opencld.comparison.page import page

    saving.save(page(comparison).encode("utf-8", "replace"), path, overwrite=True)


def _message(path: Path, comparison: Comparison) -> None:
    from opencld.comparison.message import message

    saving.save(message(comparison).encode("utf-8", "replace"), path, overwrite=True)


def _workbook(path: Path, comparison: Comparison) -> None:
    from opencld.comparison.workbook import write_workbook

    write_workbook(path, comparison)


WRITERS: Mapping[str, Callable[[Path, Comparison], None]] = {
    ".html": _page,
    ".md": _message,
    ".xlsx": _workbook,
}
"""What writes a report, by the ending of its file; each imports what it needs when it is called."""


def write_report(path: str | Path, comparison: Comparison) -> None:
    """Write a report on the comparison: `.html`, `.xlsx` or `.md`; the last is without personal data.

    The file appears whole or not at all. Raises Misused for another ending, CannotWrite where it cannot be written.
    """
    target = Path(path)
    saving.check_ending(target, WRITERS)
    WRITERS[target.suffix.lower()](target, comparison)


def write_changes(path: str | Path, comparison: Comparison) -> None:
    """Write all differences, one a row, to a `.csv`, `.parquet` or `.json` file. Raises Misused, CannotWrite."""
    import duckdb

    target = Path(path)
    saving.check_ending(target, FORMATS)
    with (
        saving.whole(target, "the changes") as unfinished,
        duckdb.connect(config={"threads": 2}) as connection,
    ):
        source = in_sql(comparison.differences_path)
        try:
            connection.execute(
                f"COPY (FROM read_parquet({source})) TO {in_sql(unfinished)} {FORMATS[target.suffix.lower()]}"
            )
        except duckdb.IOException as error:
            raise OSError(None, str(error).splitlines()[0]) from None


def check_targets(
    reports: Iterable[Path],
    changes: Path | None,
    returns: tuple[Path, Path],
    overwrite: bool,
    figures: Path | None = None,
) -> None:
    """Refuse outputs that could only fail once the work is done, or that exist and are not to be overwritten.

    Raises Misused, CannotWrite.
    """
    targets = [(path, "the report", tuple(WRITERS)) for path in reports]
    targets += [(changes, "the changes", CHANGE_ENDINGS)] if changes else []
    targets += [(figures, "the figures", CHANGE_ENDINGS)] if figures else []
    for path, what, endings in targets:
        saving.check_target(path, what, endings, returns)
        if path.exists() and not overwrite:
            raise saving.exists_already(path)
