"""A return in a workbook: cells are written as the specification asks for them."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from opencld.errors import CannotRead
from opencld.returns.workbook import cell_text
from tests.returns.little_return import HEADERS, NAMES, WasRead, a_row, saved, some_rows


def a_workbook(folder: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    """Save a workbook with these sheets, cell by cell."""
    path = folder / "return.xlsx"
    with xlsxwriter.Workbook(
        path, {"default_date_format": "dd/mm/yyyy", "strings_to_numbers": False}
    ) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for line, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    if cell == "#N/A":
                        sheet.write_formula(line, place, "=NA()", None, "#N/A")
                    elif cell != "":
                        sheet.write(line, place, cell)
    return path


def filled(**changes: object) -> list[object]:
    """A row of the little return with some cells of other types."""
    return [changes.get(name, text) for name, text in a_row().items()]


def test_rows_of_a_sheet_are_read_with_their_row_in_the_sheet_as_line(tmp_path: Path) -> None:
    rows = [HEADERS, *([*row.values()] for row in some_rows(3))]
    read = WasRead(a_workbook(tmp_path, {"Sheet1": rows}))
    assert [{name: row[name] for name in NAMES} for row in read.rows] == some_rows(3)
    assert [(row["row"], row["line"]) for row in read.rows] == [(1, 2), (2, 3), (3, 4)]
    assert (read.faults, read.cld_return.reading, read.counts) == ([], [], (3, 0))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("as it is ", "as it is "),
        (date(2025, 4, 1), "01/04/2025"),
        (datetime(2025, 4, 1), "01/04/2025"),
        (datetime(2025, 4, 1, 9, 5), "01/04/2025 09:05:00"),
        (9434765919.0, "9434765919"),
        (45, "45"),
        (23.5, "23.5"),
        (23.599999999999998, "23.6"),
        (0.00001, "0.00001"),
        (-2.0, "-2"),
        (0.0, "0"),
        (1e19, "10000000000000000000"),
        (1e30, "1e+30"),
        (True, "TRUE"),
        (False, "FALSE"),
        (time(9, 5), "09:05:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_cells_become_the_text_the_specification_prints(cell: str | float | date, text: str) -> None:
    assert cell_text(cell) == text


def test_numbers_dates_and_errors_in_a_sheet_become_text(tmp_path: Path) -> None:
    cells = filled(
        la_code=991, nhs_number=9997032969, date_of_birth=date(1952, 10, 2), unit_cost=950.5, ethnicity="#N/A"
    )
    read = WasRead(a_workbook(tmp_path, {"Sheet1": [HEADERS, cells]}))
    (row,) = read.rows
    assert (row["la_code"], row["nhs_number"], row["date_of_birth"]) == ("991", "9997032969", "02/10/1952")
    assert (row["unit_cost"], row["ethnicity"], row["gender"]) == ("950.5", "#N/A", "Female")


def test_errors_stand_in_their_own_cells_also_where_the_sheet_begins_further_in(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [[], [], ["", "", *HEADERS], ["", "", *filled(gender="#N/A")]]
    read = WasRead(a_workbook(tmp_path, {"Sheet1": rows}))
    assert [(row["line"], row["gender"], row["ethnicity"][:5]) for row in read.rows] == [(4, "#N/A", "White")]


def test_the_first_sheet_whose_header_matches_is_taken_and_named(tmp_path: Path) -> None:
    sheets: dict[str, Sequence[Sequence[object]]] = {
        "Empty": [],
        "Notes": [["Read me"], ["Gender"]],
        "Return": [HEADERS, filled(event_reference="A")],
        "Old": [HEADERS, filled(event_reference="B")],
    }
    read = WasRead(a_workbook(tmp_path, sheets))
    assert read.references == ["A"]
    assert read.cld_return.reading == ["Read from the sheet 'Return', the first whose header matches."]


def test_empty_rows_at_the_end_are_no_rows_and_in_between_are_blank_rows(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [HEADERS, filled(), [], filled(), [" "], []]
    read = WasRead(a_workbook(tmp_path, {"Sheet1": rows}))
    assert (read.fault("blank_row").row, read.fault("blank_row").line) == (2, 3)
    assert ([row["line"] for row in read.rows], read.counts) == ([2, 4], (2, 1))


def test_columns_of_a_sheet_without_a_header_are_told_if_they_hold_values(tmp_path: Path) -> None:
    read = WasRead(a_workbook(tmp_path, {"Sheet1": [HEADERS, filled(), [*filled(), "checked"]]}))
    assert read.fault("unknown_column").field == "Column 49, without a header"
    assert read.counts == (2, 0)


def test_a_sheet_with_a_header_only_is_named(tmp_path: Path) -> None:
    read = WasRead(a_workbook(tmp_path, {"Sheet1": [HEADERS]}))
    assert (read.names(), read.counts) == (["header_only"], (0, 0))


def test_a_workbook_without_content_is_empty(tmp_path: Path) -> None:
    assert WasRead(a_workbook(tmp_path, {"One": [], "Two": []})).names() == ["empty_file"]


def test_a_workbook_without_a_header_says_where_one_was_seen(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["Quarter 1"], [], HEADERS, filled()]
    read = WasRead(a_workbook(tmp_path, {"Notes": [["x"]], "Sheet1": rows}))
    assert read.fault("no_header").detail == {"header_line": 3}
    assert WasRead(a_workbook(tmp_path, {"Notes": [["x"]]})).fault("no_header").detail == {}


def test_a_workbook_can_be_read_a_second_time_and_from_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_workbook(tmp_path, {"Sheet1": [HEADERS, filled(), filled()]})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes())))
    read = WasRead("-")
    assert (read.counts, read.cld_return.size) == ((2, 0), None)


def test_a_workbook_is_known_by_its_content(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, {"Sheet1": [HEADERS, filled()]})
    assert WasRead(path.rename(tmp_path / "return.csv")).counts == (1, 0)


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    whole = zipfile.ZipFile(a_workbook(tmp_path, {"Sheet1": [HEADERS, filled()]}))
    path = tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(path, "w") as damaged:
        for name in whole.namelist():
            content = whole.read(name)
            damaged.writestr(name, content[: len(content) // 2] if "sheet1" in name else content)
    with pytest.raises(CannotRead, match="is a damaged workbook"):
        WasRead(path)


def test_a_workbook_cut_short_is_refused(tmp_path: Path) -> None:
    content = a_workbook(tmp_path, {"Sheet1": [HEADERS, filled()]}).read_bytes()
    with pytest.raises(CannotRead, match="damaged zip file"):
        WasRead(saved(tmp_path, content[:-50], "cut.xlsx"))
