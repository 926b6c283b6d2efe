"""The Excel template is opened again: headers, text columns, drop-downs, comments, guidance."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter.utility import xl_col_to_name

from opencld.specification import load_specification
from opencld.specification.exports import template

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def workbook() -> bytes:
    return template(load_specification())


def rows_of(workbook: bytes, sheet: str) -> list[list[object]]:
    opened = CalamineWorkbook.from_filelike(BytesIO(workbook))
    return [list(row) for row in opened.get_sheet_by_name(sheet).to_python()]


def part(workbook: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        return ElementTree.fromstring(archive.read(name))


def test_it_has_three_sheets_with_the_return_in_front(workbook: bytes) -> None:
    opened = CalamineWorkbook.from_filelike(BytesIO(workbook))
    assert opened.sheet_names == ["Return", "Lists", "Guidance"]


def test_the_return_has_exactly_the_headers_in_order(workbook: bytes) -> None:
    assert rows_of(workbook, "Return") == [[field.header for field in load_specification().fields]]


def test_the_header_stays_in_view(workbook: bytes) -> None:
    pane = part(workbook, "xl/worksheets/sheet1.xml").find(f".//{MAIN}pane")
    assert pane is not None
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")


def test_every_column_of_the_return_is_text(workbook: bytes) -> None:
    text = "49"  # Excel's own number for the format @
    styles = [xf.get("numFmtId") for xf in part(workbook, "xl/styles.xml").findall(f"{MAIN}cellXfs/{MAIN}xf")]
    columns = part(workbook, "xl/worksheets/sheet1.xml").findall(f"{MAIN}cols/{MAIN}col")
    covered = [
        number
        for column in columns
        if styles[int(column.get("style", "0"))] == text
        for number in range(int(column.get("min", "0")), int(column.get("max", "0")) + 1)
    ]
    assert covered == list(range(1, 49))


def test_every_list_field_has_a_drop_down_of_its_values(workbook: bytes) -> None:
    specification = load_specification()
    lists = rows_of(workbook, "Lists")
    dropped_down = {}
    for validation in part(workbook, "xl/worksheets/sheet1.xml").iter(f"{MAIN}dataValidation"):
        source = re.fullmatch(r"Lists!\$([A-Z]+)\$2:\$\1\$(\d+)", validation.findtext(f"{MAIN}formula1", ""))
        assert source is not None
        column = [xl_col_to_name(number) for number in range(len(lists[0]))].index(source[1])
        dropped_down[validation.get("sqref")] = tuple(row[column] for row in lists[1 : int(source[2])])
    assert dropped_down == {
        f"{(name := xl_col_to_name(field.number - 1))}2:{name}1048576": specification.defined_lists[
            field.name
        ]
        for field in specification.fields
        if field.data_type == "defined_list"
    }


def test_no_message_of_a_drop_down_is_longer_than_excel_allows(workbook: bytes) -> None:
    for validation in part(workbook, "xl/worksheets/sheet1.xml").iter(f"{MAIN}dataValidation"):
        assert len(validation.get("error", "")) <= 255
        assert len(validation.get("errorTitle", "")) <= 32


def test_every_header_has_a_comment_with_its_meaning(workbook: bytes) -> None:
    comments = part(workbook, "xl/comments1.xml").findall(f".//{MAIN}comment")
    texts = ["".join(comment.itertext()) for comment in comments]
    for field, text in zip(load_specification().fields, texts, strict=True):
        assert field.meaning in text
        assert field.mandatory.capitalize() in text


def test_the_guidance_goes_through_every_field(workbook: bytes) -> None:
    rows = rows_of(workbook, "Guidance")
    start = next(place for place, row in enumerate(rows) if row[0] == "No.") + 1
    told = [(row[0], row[1], row[5]) for row in rows[start:]]
    assert told == [(str(f.number), f.header, f.meaning) for f in load_specification().fields]


def test_the_guidance_says_how_to_type_dates_and_how_to_save(workbook: bytes) -> None:
    said = " ".join(str(row[0]) for row in rows_of(workbook, "Guidance"))
    assert "dd/mm/yyyy" in said
    assert "CSV UTF-8" in said


def test_the_same_specification_gives_the_same_bytes(workbook: bytes) -> None:
    assert template(load_specification()) == workbook
