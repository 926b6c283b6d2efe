"""The change log: every change with its row, so that anybody can see, and do again, what was done to a return.

It holds values as they were and as they are, personal ones too, and belongs beside the return.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from opencld.repair.changes import Change

COLUMNS = ("row", "field", "before", "after", "rule", "why")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # by which Excel knows that the file is UTF-8


def write_change_log(path: Path, about_file: Iterable[Change], frames: Iterable[pl.DataFrame]) -> None:
    """Write changes of the file as a whole, which have no row, and those of cells, as a CSV file."""
    schema = {"row": pl.Int64} | dict.fromkeys(Change._fields[1:], pl.String)
    first = pl.DataFrame(list(about_file), schema, orient="row")
    with path.open("wb") as file:
        file.write(BYTE_ORDER_MARK + ",".join(COLUMNS).encode() + b"\r\n")
        for frame in (first, *frames):
            # a blank text would be written as two quotes, nothing at all is blank
            lines = frame.select(COLUMNS).with_columns(pl.col(pl.String).replace("", None))
            lines.write_csv(file, include_header=False, line_terminator="\r\n")
