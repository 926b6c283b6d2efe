"""The change log: every change with its row, so that anybody can see, and do again, what was done to a return.

It holds values as they were and as they are, personal ones too, and belongs beside the return.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from opencld.repair.changes import Change

if TYPE_CHECKING:
    from _csv import Writer

COLUMNS = ("row", "field", "before", "after", "rule", "why")


class ChangeLog:
    """Writes changes down in the order of rows, first those about the file as a whole."""

    def __init__(self, lines: Writer) -> None:
        self._lines = lines

    def add(self, changes: Iterable[Change]) -> None:
        """Write changes, the row blank where they are about the file."""
        self._lines.writerows((*change[:5], change.why) for change in changes)


@contextmanager
def change_log(path: Path) -> Iterator[ChangeLog]:
    """Open a new change log, a CSV file that Excel knows to be UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(COLUMNS)
        yield ChangeLog(lines)
