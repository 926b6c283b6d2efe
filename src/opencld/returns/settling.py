"""Columns of the file become fields of the specification; rows that hold nothing of a return are refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from opencld.returns.fault import Fault
from opencld.returns.header import Columns
from opencld.returns.parsing import as_text, column
from opencld.returns.records import BLANKS


class Settled(NamedTuple):
    """Rows by field, with `row` and `line` in front, and the faults of those refused."""

    cells: pl.DataFrame
    faults: list[Fault]


class Settling:
    """The way from a file's columns to the specification's fields.

    Counts values found in columns without a name.
    """

    def __init__(self, columns: Columns, fields: tuple[str, ...]) -> None:
        self.columns = columns
        self.unnamed_values: Counter[int] = Counter()
        self._key = column(next(iter(columns.positions.values())))
        self._fields = fields
        self._titles = {column(place): columns.titles[place] for place in columns.positions.values()}
        self._is_blank = pl.all_horizontal(pl.exclude("row", "line") == "")
        self._is_header = pl.all_horizontal(pl.col(name) == title for name, title in self._titles.items())

    def settle(self, cells: pl.DataFrame, may_have_white_space: bool) -> Settled:
        """Blank white space, refuse rows and select fields.

        `cells` holds `row`, `line`, `column 0` and so on.
        """
        if may_have_white_space:
            cells = _blank_white_space(as_text(cells))
        faults: list[Fault] = []
        for name, rows_with in (
            ("blank_row", self._blank_rows),
            ("header_repeated_in_data", self._repeated_headers),
            ("too_many_values", self._rows_too_long),
        ):
            found = rows_with(cells)
            if found.height:
                counts = {"expected": self.columns.width, "found": cells.width - 2}
                detail = counts if name == "too_many_values" else {}
                places = found.select("row", "line").rows()
                faults += [Fault(name, row, line, detail=detail) for row, line in places]
                cells = cells.join(found.select("row"), on="row", how="anti", maintain_order="left")
        self._count_unnamed(cells)
        return Settled(pl.DataFrame([cells["row"], cells["line"], *self._by_field(cells)]), faults)

    def _by_field(self, cells: pl.DataFrame) -> Iterator[pl.Series]:
        """Columns of the file as fields, not copied; blank ones for fields that no column holds."""
        for name in self._fields:
            if name in self.columns.positions:
                yield cells[column(self.columns.positions[name])].alias(name)
            else:
                yield pl.Series(name, [""], dtype=pl.String).new_from_index(0, cells.height)

    def _blank_rows(self, cells: pl.DataFrame) -> pl.DataFrame:
        return self._rows_with(cells, "", self._is_blank)

    def _repeated_headers(self, cells: pl.DataFrame) -> pl.DataFrame:
        return self._rows_with(cells, self._titles[self._key], self._is_header)

    def _rows_with(self, cells: pl.DataFrame, key: str, condition: pl.Expr) -> pl.DataFrame:
        """Filter by a condition that only rows with this text in one certain column can meet."""
        has_key = as_text(cells.select(self._key)).to_series() == key
        return as_text(cells.filter(has_key)).filter(condition) if has_key.any() else cells.clear()

    def _rows_too_long(self, cells: pl.DataFrame) -> pl.DataFrame:
        surplus = cells.columns[2 + self.columns.width :]
        return cells.filter(pl.any_horizontal(pl.col(surplus) != "")) if surplus else cells.clear()

    def _count_unnamed(self, cells: pl.DataFrame) -> None:
        for place in self.columns.unnamed:
            if column(place) in cells.columns and (found := int((cells[column(place)] != "").sum())):
                self.unnamed_values[place] += found


def _blank_white_space(cells: pl.DataFrame) -> pl.DataFrame:
    """Make cells of white space only "".

    Looks closer only at columns in which a cell begins with something odd.
    """
    text = pl.exclude("row", "line")
    begin_oddly = (text < "!") | (text > "\x7f")
    counts = cells.select(begin_oddly.sum()).row(0), cells.select((text == "").sum()).row(0)
    suspects = [name for name, odd, empty in zip(cells.columns[2:], *counts, strict=True) if odd != empty]
    if not suspects:
        return cells
    blank = pl.col(suspects).str.strip_chars(BLANKS) == ""
    return cells.with_columns(pl.when(blank).then(pl.lit("")).otherwise(pl.col(suspects)).name.keep())
