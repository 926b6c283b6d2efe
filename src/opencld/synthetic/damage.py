"""Damage to the file itself, by the reader's word for it: to a line, or to the file as a whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Line = Sequence[str]
DROPPED = "GP Practice Name"
OTHER_COLUMN = "Team Name"
VOLUNTARY, MANDATORY, REPEATED = "Dementia", "Has Unpaid Carer", "Gender"
ACCENTED = "Zo\u00eb"
ACCENT_IN_WINDOWS_1252 = b"Zo\xeb"


@dataclass(frozen=True)
class DamagedLines:
    """Lines to be planted together, and which of them (counted from 0) has the finding."""

    lines: tuple[bytes, ...]
    found_on: int


def written(cells: Line) -> bytes:
    """Write cells as a line of CSV."""
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()


def damaged_lines(fault: str, headers: Line, new_row: Callable[[], list[str]]) -> DamagedLines:
    """Return lines with one fault. `new_row` gives a row that breaks no rule, of somebody new each time."""
    name, description = headers.index("First Name"), headers.index("Event Description")
    quoted = {headers.index("Ethnicity"): "No data: Refused", headers.index("Event Outcome"): "NFA: Other"}

    def with_cells(changed: Mapping[int, str]) -> list[str]:
        return [changed.get(place, cell) for place, cell in enumerate(new_row())]

    def accented() -> bytes:
        return written(with_cells({name: ACCENTED}))

    if fault == "undecodable_bytes":
        # after two lines that show the file to be in UTF-8
        spoilt = accented().replace(ACCENTED.encode(), ACCENT_IN_WINDOWS_1252)
        return DamagedLines((accented(), accented(), spoilt), 2)
    if fault == "unclosed_quote":
        # before a line whose quotes cannot close it
        opened = written(with_cells({description: "OPENED", **quoted}))
        return DamagedLines((opened.replace(b"OPENED", b'"left open'), written(new_row())), 0)
    lines = {
        "too_few_values": lambda: written(new_row()[:-1]),
        "too_many_values": lambda: written([*new_row(), "x"]),
        "blank_row": lambda: written([""] * len(headers)),
        "nul_bytes": lambda: written(with_cells({name: "Wr\0en"})),
        "header_repeated_in_data": lambda: written(headers),
    }
    return DamagedLines((lines[fault](),), 0)


IN_LINES = (
    "unclosed_quote",
    "too_few_values",
    "too_many_values",
    "blank_row",
    "nul_bytes",
    "undecodable_bytes",
    "header_repeated_in_data",
)


def damage_file(fault: str, path: Path) -> tuple[Path, str]:
    """Damage a whole CSV file. Return its path, whose ending may be another, and the field at fault, if one is."""
    damaged = path.with_name(f"{path.name}.damaged")
    field = WHOLE_FILE[fault](path, damaged)
    path.unlink()
    target = path.with_suffix(".xlsx") if fault == "workbook" else path
    damaged.replace(target)
    return target, field


def _empty(_source: Path, target: Path) -> str:
    target.write_bytes(b"")
    return ""


def _header_only(source: Path, target: Path) -> str:
    with source.open("rb") as lines:
        target.write_bytes(lines.readline())
    return ""


def _no_header(source: Path, target: Path) -> str:
    with source.open("rb") as lines, target.open("wb") as damaged:
        lines.readline()
        damaged.writelines(lines)
    return ""


def _without(header: str) -> Callable[[Path, Path], str]:
    def without(source: Path, target: Path) -> str:
        rows = _rows(source)
        headers = next(rows)
        place = headers.index(header)
        _write(target, ([*row[:place], *row[place + 1 :]] for row in _all(headers, rows)))
        return header

    return without


def _with(header: str, text: str) -> Callable[[Path, Path], str]:
    def with_column(source: Path, target: Path) -> str:
        rows = _rows(source)
        _write(target, _all([*next(rows), header], ([*row, text] for row in rows)))
        return header

    return with_column


def _semicolons(source: Path, target: Path) -> str:
    _write(target, _rows(source), delimiter=";")
    return ""


def _utf_16(source: Path, target: Path) -> str:
    with (
        source.open(encoding="utf-8", newline="") as lines,
        target.open("w", encoding="utf-16", newline="") as new,
    ):
        new.writelines(lines)
    return ""


def _cut_off(source: Path, target: Path) -> str:
    """Leave out the end of the last line."""
    with source.open("rb") as lines, target.open("wb") as damaged:
        last = b""
        for line in lines:
            damaged.write(last)
            last = line
        damaged.write(last[: len(last) // 3])
    return ""


def _workbook(source: Path, target: Path) -> str:
    import xlsxwriter

    workbook = xlsxwriter.Workbook(str(target), {"constant_memory": True})
    sheet = workbook.add_worksheet()
    for number, row in enumerate(_rows(source)):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text)
    workbook.close()
    return ""


WHOLE_FILE: Mapping[str, Callable[[Path, Path], str]] = {
    "empty_file": _empty,
    "header_only": _header_only,
    "no_header": _no_header,
    "missing_mandatory_column": _without(MANDATORY),
    "missing_voluntary_column": _without(VOLUNTARY),
    "repeated_column": _with(REPEATED, "Unknown"),
    "unknown_column": _with(OTHER_COLUMN, "Team 7"),
    "dropped_column": _with(DROPPED, "Surgery Q1"),
    "dropped_column_before_due": _with(DROPPED, "Surgery Q1"),
    "not_comma_separated": _semicolons,
    "not_utf8": _utf_16,
    "truncated_last_line": _cut_off,
    "workbook": _workbook,
}
"""How to damage a whole file, by the reader's word for it."""


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file)


def _all(headers: list[str], rows: Iterator[list[str]]) -> Iterator[list[str]]:
    yield headers
    yield from rows


def _write(path: Path, rows: Iterator[list[str]], delimiter: str = ",") -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
