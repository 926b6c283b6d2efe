"""A return in a workbook (.xlsx): the first sheet with a known header, cells as the specification asks."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from xml.etree import ElementTree
from zipfile import BadZipFile

import polars as pl
from python_calamine import CalamineError, PasswordError, load_workbook

from opencld.errors import CannotRead
from opencld.returns.encoding import Encoding
from opencld.returns.fault import Fault
from opencld.returns.header import (
    FEWEST_KNOWN,
    Columns,
    column_faults,
    column_notes,
    count_known,
    match_columns,
)
from opencld.returns.layout import LINES_SEARCHED
from opencld.returns.parsing import column
from opencld.returns.records import BLANKS
from opencld.returns.source import Source
from opencld.returns.stretch import Pass, Stretch
from opencld.returns.workbook_errors import find_error_cells
from opencld.specification import Specification

Cell = int | float | str | bool | time | date | datetime | timedelta
BATCH_ROWS = 20_000
# what Excel shows of a number: it keeps 15 digits, and so do we, or 23.6 comes out as 23.599999999999998
EXCEL_DIGITS = 15


def cell_text(cell: Cell) -> str:
    """Write a cell as the specification asks: dates as dd/mm/yyyy, with their time if any, plain decimals.

    >>> cell_text(45.0), cell_text(0.00001), cell_text(True), cell_text(date(2025, 4, 1))
    ('45', '0.00001', 'TRUE', '01/04/2025')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y %H:%M:%S" if cell.time() != time() else "%d/%m/%Y")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return number_text(cell) if isinstance(cell, int | float) else str(cell)


def number_text(number: float) -> str:
    """Write a number with as many digits as Excel keeps, with an exponent only beyond twenty places."""
    text = f"{number:.{EXCEL_DIGITS}g}"
    decimal = Decimal(text)
    return f"{decimal:f}" if decimal == 0 or -20 < decimal.adjusted() < 20 else text


@dataclass(frozen=True)
class SheetTable:
    """A sheet whose header has been read. `header_row` is its row in the sheet, from 1."""

    source: Source
    faults: tuple[Fault, ...]
    reading: tuple[str, ...] = ()
    columns: Columns | None = None
    name: str = ""
    header_row: int = 0

    def begin(self, batch_bytes: int) -> Pass:  # noqa: ARG002 - sheets are cut by rows, being in memory as a whole
        """Begin a pass over the rows."""
        return SheetPass(self)


def read_workbook(source: Source, specification: Specification) -> SheetTable:
    """Find the sheet that holds the return.

    Raises CannotRead where the workbook is damaged or has a password.
    """
    first_lines: list[list[tuple[int, list[str]]]] = []
    with _damage_named(source.name):
        names = sheet_names(source)
        for name in names:
            lines = list(islice(_filled_rows(source, name), LINES_SEARCHED))
            if lines and count_known(lines[0][1], specification) >= FEWEST_KNOWN:
                return _table(source, name, lines[0], specification, several=len(names) > 1)
            first_lines.append(lines)
    if not any(first_lines):
        return SheetTable(source, (Fault("empty_file"),))
    further_down = (
        row
        for lines in first_lines
        for row, titles in lines
        if count_known(titles, specification) >= FEWEST_KNOWN
    )
    seen = next(further_down, None)
    return SheetTable(source, (Fault("no_header", detail={"header_line": seen} if seen else {}),))


def _table(
    source: Source, name: str, header: tuple[int, list[str]], specification: Specification, several: bool
) -> SheetTable:
    row, titles = header
    columns = match_columns(titles, specification)
    faults = list(column_faults(columns, specification))
    if next(islice(_filled_rows(source, name), 1, None), None) is None:
        faults.append(Fault("header_only"))
    reading = [f"Read from the sheet '{name}', the first whose header matches."] if several else []
    reading += column_notes(columns, specification)
    return SheetTable(source, tuple(faults), tuple(reading), columns, name, row)


class SheetPass:
    """A pass over the rows of a sheet. Empty rows after the last filled one are no rows."""

    lines = 0

    def __init__(self, table: SheetTable) -> None:
        self.late_faults: list[Fault] = []
        self.is_finished = True
        self.encoding = Encoding(utf_16=False)
        self._table = table

    def stretches(self) -> Iterator[Stretch]:
        """Read all rows."""
        assert self._table.columns is not None, "a sheet without header has no rows to read"
        width, row = self._table.columns.width, 1
        with _damage_named(self._table.source.name):
            for batch in _batches(self._lines()):
                cells = pl.DataFrame(
                    [(row + place, line, *texts) for place, (line, texts) in enumerate(batch)],
                    {"row": pl.Int64, "line": pl.Int64}
                    | {column(place): pl.String for place in range(width)},
                    orient="row",
                )
                row += len(batch)
                position = self._table.source.bytes_on_disk
                yield Stretch(cells, [], len(batch), position, may_have_white_space=True)

    def _lines(self) -> Iterator[tuple[int, list[str]]]:
        empty: list[tuple[int, list[str]]] = []
        for line, texts in _rows(self._table.source, self._table.name):
            if line <= self._table.header_row:
                continue
            empty.append((line, texts))
            if not _is_empty(texts):
                yield from empty
                empty.clear()


def _batches(lines: Iterator[tuple[int, list[str]]]) -> Iterator[list[tuple[int, list[str]]]]:
    while batch := list(islice(lines, BATCH_ROWS)):
        yield batch


def sheet_names(source: Source) -> list[str]:
    """Name the sheets of a workbook in their order."""
    with source.open_file() as file:
        return load_workbook(file).sheet_names


def _filled_rows(source: Source, name: str) -> Iterator[tuple[int, list[str]]]:
    return ((line, texts) for line, texts in _rows(source, name) if not _is_empty(texts))


def _rows(source: Source, name: str) -> Iterator[tuple[int, list[str]]]:
    """Read the rows of a sheet as text, each with its number, from 1."""
    with source.open_file() as file:
        errors = find_error_cells(file, name)
        file.seek(0)
        sheet = load_workbook(file).get_sheet_by_name(name)
        first_column = sheet.start[1] + 1 if sheet.start else 1
        for line, cells in enumerate(sheet.iter_rows(), 1):
            texts = [cell_text(cell) for cell in cells]
            if errors:
                texts = [errors.get((line, first_column + place), text) for place, text in enumerate(texts)]
            yield line, texts


def _is_empty(texts: list[str]) -> bool:
    return not any(text.strip(BLANKS) for text in texts)


@contextmanager
def _damage_named(name: str) -> Iterator[None]:
    try:
        yield
    except PasswordError as error:
        raise CannotRead(
            f"{name} is protected with a password. Save a copy without it and name that."
        ) from error
    except (CalamineError, BadZipFile, ElementTree.ParseError, zlib.error, EOFError) as error:
        raise CannotRead(
            f"{name} is a damaged workbook ({error}). Open it in Excel, save it anew and name the new file."
        ) from error
