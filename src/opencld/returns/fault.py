"""What is wrong with a return as a file: the reader's own words, before any rule has spoken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

NO_DETAIL: Mapping[str, str | int] = {}


class Fault(NamedTuple):
    """Something the reader met. Validation turns it into a finding by the rule that names the fault.

    `row` counts the data rows from 1, refused ones included; `line` counts the lines of the file (in a
    workbook the rows of the sheet) from 1. Faults of the whole file have neither. `field` is a header text:
    the specification's for a known field, the file's own otherwise. `detail` holds values for the message.

    Of the file: empty_file, header_only, no_header (`header_line`, where one was seen further down),
    not_comma_separated (`separator`), not_utf8 (`encoding`), missing_mandatory_column,
    missing_voluntary_column, repeated_column, unknown_column, dropped_column.
    Of a row that was refused: too_few_values, too_many_values, truncated_last_line (all three `expected` and
    `found`), blank_row, header_repeated_in_data.
    Of a line whose row was kept if that was possible: nul_bytes, undecodable_bytes, and unclosed_quote, whose
    `refused` is 1 where the row had to be refused, else 0.
    """

    name: str
    row: int | None = None
    line: int | None = None
    field: str = ""
    value: str = ""
    detail: Mapping[str, str | int] = NO_DETAIL

    def moved(self, rows: int, lines: int) -> Fault:
        """Return the same fault behind so many rows and lines."""
        return self._replace(
            row=None if self.row is None else self.row + rows,
            line=None if self.line is None else self.line + lines,
        )
