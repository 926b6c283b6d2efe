"""A table of any length in a workbook: written in whole columns, and carried on over further sheets where one is full.

xlsxwriter takes cells one by one, which for 100,000 findings takes as long as the check of a million rows. So
`LongSheet` writes its rows as xlsxwriter does in constant memory, with their texts inside a file of the sheet's own,
but from whole columns at once. A text is always written as a text, whatever it begins with: no cell is ever a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

EXCEL_ROWS = 1_048_576
LONGEST_TEXT = 16_000  # characters; Excel takes 32,767, and counts those beyond the usual plane twice
WRITTEN_AT_ONCE = 10_000
LINE_POINTS = 15
NUMBER = "number of the sheet's row"
HEADING_LINES = 2
# what XML cannot hold as it is, in the way Excel writes it; and what only looks like that
ESCAPED = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "\ufffe": "\ufffd",
    "\uffff": "\ufffd",
    **{chr(code): f"_x{code:04X}_" for code in (*range(9), *range(11, 32))},
}
LOOKS_ESCAPED = "_x([0-9a-fA-F]{4}_)"


@dataclass(frozen=True)
class Column:
    """A column of a table: its title, its width in characters, the frame's column that fills it, how it is written."""

    title: str
    width: int
    name: str
    style: str = "text"


class LongSheet(Worksheet):  # type: ignore[misc]
    """A worksheet, in a workbook in constant memory, that takes many rows at once, from top to bottom."""

    def append(self, rows: pl.DataFrame, styles: Sequence[Any], lines: pl.Series | None = None) -> None:
        """Write rows below those that are there, numbers as numbers, all else as text; blank cells are left out.

        `styles` are the formats of the columns; `lines` says how many lines high each row is, where not all have one.
        """
        first = self.previous_row + 1
        # what waits is written out, and the next row to come is the one after these
        self._write_single_row(self.previous_row + rows.height)
        self._check_dimensions(self.previous_row, rows.width - 1)
        numbers = [style._get_xf_index() for style in styles]
        for offset in range(0, rows.height, WRITTEN_AT_ONCE):
            piece = rows.slice(offset, WRITTEN_AT_ONCE)
            high = None if lines is None else lines.slice(offset, WRITTEN_AT_ONCE)
            self.row_data_fh.write(rows_as_xml(piece, first + offset + 1, numbers, high))

    def _xml_rich_inline_string(self, string: str, attributes: Any = ()) -> None:
        # a text that begins with <r> would otherwise be taken for XML
        self._xml_inline_string(string, True, attributes)


def rows_as_xml(rows: pl.DataFrame, first: int, styles: Sequence[int], lines: pl.Series | None) -> str:
    """Return rows as a sheet's XML has them. `first` is the number of the first row, from 1."""
    numbers = pl.int_range(first, first + rows.height, eager=True).cast(pl.String).alias(NUMBER)
    frame = numbers.to_frame().hstack(rows)
    height = pl.lit("")
    if lines is not None:
        points = (lines * LINE_POINTS).cast(pl.String)
        height = pl.concat_str([pl.lit('" customHeight="1" ht="'), pl.lit(points)])
    cells = [_cells(column, place, styles[place]) for place, column in enumerate(rows.iter_columns())]
    row = pl.concat_str([pl.lit('<row r="'), NUMBER, height, pl.lit('">'), *cells, pl.lit("</row>")])
    return str(frame.select(row).to_series().str.join("").item())


def _cells(column: pl.Series, place: int, style: int) -> pl.Expr:
    cell, is_number = pl.col(column.name), column.dtype.is_numeric()
    begin = [pl.lit(f'<c r="{xl_col_to_name(place)}'), pl.col(NUMBER), pl.lit(f'" s="{style}"')]
    if is_number:
        content = [pl.lit("><v>"), cell.cast(pl.String), pl.lit("</v></c>")]
    else:
        opening, closing = ' t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>"
        content = [pl.lit(opening), _escaped(cell), pl.lit(closing)]
    is_blank = cell.is_null() if is_number else cell.fill_null("") == ""
    return pl.when(is_blank).then(pl.lit("")).otherwise(pl.concat_str([*begin, *content]))


def _escaped(text: pl.Expr) -> pl.Expr:
    is_long = text.str.len_chars() > LONGEST_TEXT
    cut = pl.when(is_long).then(text.str.head(LONGEST_TEXT) + "…").otherwise(text)
    return cut.str.replace_all(LOOKS_ESCAPED, "_x005F_x$1").str.replace_many(ESCAPED)


class SheetNames:
    """Names of sheets as Excel allows them: 31 characters, without some, each once whatever its capitals."""

    longest = 31
    forbidden = re.compile(r"[\[\]:*?/\\\x00-\x1f]")

    def __init__(self) -> None:
        # Excel keeps this one to itself
        self.taken = {"history"}

    def new(self, wanted: str) -> str:
        """Return a name like the one wanted, with a number behind it where that is taken."""
        plain = self.forbidden.sub("-", wanted).strip().strip("'") or "-"
        for name in _numbered(plain, self.longest):
            if name.casefold() not in self.taken:
                self.taken.add(name.casefold())
                return name
        raise AssertionError("there is always a higher number")


def _numbered(name: str, longest: int) -> Iterator[str]:
    yield name[:longest].rstrip("' ")
    number = 2
    while True:
        ending = f" ({number})"
        yield name[: longest - len(ending)].rstrip("' ") + ending
        number += 1


class Book:
    """A workbook in constant memory: makes its sheets, and knows its formats by the names of columns' styles."""

    def __init__(self, workbook: Any, styles: Mapping[str, Mapping[str, object]]) -> None:
        self.workbook, self.names = workbook, SheetNames()
        self.formats = {name: workbook.add_format(dict(style)) for name, style in styles.items()}

    def sheet(self, wanted: str) -> LongSheet:
        """Add a sheet of this or a like name, laid out to be printed across the page."""
        sheet = self.workbook.add_worksheet(self.names.new(wanted), worksheet_class=LongSheet)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        assert isinstance(sheet, LongSheet)
        return sheet

    def close_files(self) -> None:
        """Close the files that sheets are written to, as nobody else does where a workbook is not finished."""
        for sheet in self.workbook.worksheets():
            sheet.row_data_fh.close()


class LongTable:
    """A table with a frozen header and filters, which goes on over further sheets where one is full.

    `frozen` columns stay in view. `most_rows` is what a sheet takes, its header included. `coloured` gives formats to
    cells of the columns of these names that hold certain texts.
    """

    def __init__(
        self,
        book: Book,
        title: str,
        columns: Sequence[Column],
        frozen: int = 0,
        most_rows: int = EXCEL_ROWS,
        coloured: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.book, self.title, self.columns = book, title, columns
        self.frozen, self.most_rows, self.coloured = frozen, most_rows, coloured or {}
        self.sheets = [self._begin()]
        self.rows = 0

    def append(self, rows: pl.DataFrame) -> None:
        """Write rows below those that are there. The frame has the columns that fill the table's, and may have more."""
        rows = rows.select(column.name for column in self.columns)
        styles = [self.book.formats[column.style] for column in self.columns]
        while rows.height:
            sheet = self.sheets[-1]
            room = self.most_rows - 1 - sheet.previous_row
            if not room:
                self.sheets.append(self._begin())
                continue
            sheet.append(rows.head(room), styles, self._lines(rows.head(room)))
            self.rows += min(room, rows.height)
            rows = rows.slice(room)

    def finish(self) -> None:
        """Give every sheet its filters and colours."""
        for sheet in self.sheets:
            sheet.autofilter(0, 0, sheet.previous_row, len(self.columns) - 1)
            for place, column in enumerate(self.columns):
                for text, style in self.coloured.get(column.name, {}).items():
                    sheet.conditional_format(
                        1,
                        place,
                        max(sheet.previous_row, 1),
                        place,
                        {
                            "type": "cell",
                            "criteria": "==",
                            "value": f'"{text}"',
                            "format": self.book.formats[style],
                        },
                    )

    def _lines(self, rows: pl.DataFrame) -> pl.Series | None:
        """How many lines the wrapped texts of each row take; not every program finds out by itself."""
        wrapped = [
            (pl.col(column.name).str.len_chars() / (column.width * 0.9)).ceil().clip(1).fill_null(1)
            for column in self.columns
            if column.style == "wrapped"
        ]
        return rows.select(pl.max_horizontal(wrapped)).to_series().cast(pl.Int64) if wrapped else None

    def _begin(self) -> LongSheet:
        sheet = self.book.sheet(self.title)
        sheet.freeze_panes(1, self.frozen)
        sheet.repeat_rows(0)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        sheet.set_row(0, HEADING_LINES * LINE_POINTS)
        for place, column in enumerate(self.columns):
            sheet.set_column(place, place, column.width, self.book.formats[column.style])
            heading = "heading" if column.style in ("text", "wrapped") else "heading of numbers"
            sheet.write_string(0, place, column.title, self.book.formats[heading])
        return sheet
