"""What the command line says, for a page and the API to be held against it."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from opencld.cli import cld


def typed(*words: str | Path) -> str:
    """Run a command and return what it printed. Fails where it does."""
    done = CliRunner().invoke(cld, [str(word) for word in words])
    assert done.exit_code in (0, 1), done.output
    return done.stdout


def sheets_of(workbook: bytes) -> dict[str, Sequence[Sequence[object]]]:
    """Return what stands in a workbook; its time of writing is no part of that."""
    opened = CalamineWorkbook.from_filelike(BytesIO(workbook))
    return {name: opened.get_sheet_by_name(name).to_python() for name in opened.sheet_names}
