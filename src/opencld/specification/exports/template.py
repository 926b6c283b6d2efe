"""The specification as an Excel workbook in which a return can be typed, with drop-downs and guidance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from io import BytesIO
from textwrap import wrap
from typing import Any

from opencld.specification.model import Field, Mandatory, Specification
from opencld.specification.pages import words

LAST_ROW = 1_048_575  # of an Excel sheet, counted from 0
COLOURS: Mapping[Mandatory, str] = {"mandatory": "#1F4E79", "conditional": "#2E75B6", "voluntary": "#7F7F7F"}
BLANK = "Leave a cell blank where the field does not apply."
HOW_TO = (
    "Sheet Return: one row for each event, and one for each unpaid carer known by association. Headers and "
    "their order are those of the specification.",
    "Dark blue headers are mandatory, lighter blue ones on some rows, grey ones voluntary. Rest the mouse on "
    "a header to read what the field means.",
    "Every column is text, so that leading zeros, long numbers and dates stay as you type them. "
    "Type dates as dd/mm/yyyy, for example 01/04/2025.",
    "Paste values only (Paste Special, Values): pasting cells replaces the text format and the drop-downs. "
    "Excel does not check what is pasted.",
    f"Fields with a defined list have a drop-down; sheet Lists holds the values. {BLANK}",
    "To submit, show sheet Return and save it as CSV UTF-8 (comma delimited): only the sheet in view is "
    "saved. Then check the file: cld validate RETURN.csv",
)
GUIDANCE_COLUMNS = {
    "No.": 5, "Field": 30, "Module": 27, "Type": 24, "Mandatory": 32, "Meaning": 50, "Guidance section": 30,
    "Note": 50,
}  # fmt: skip
LINE_HEIGHT = 15
TEXT = 49  # the number of Excel's own text format, @
EVERYWHERE = "A1:XFD1048576"
A4 = 9


def template(specification: Specification) -> bytes:
    """Return an Excel workbook (.xlsx) with the sheets Return, Lists and Guidance.

    Return has the headers in order, frozen, each with a comment; its columns are text; fields with a defined
    list have drop-downs, which refer to the sheet Lists as Excel allows only 255 characters beside the cell.
    The same specification always gives the same bytes.
    """
    import xlsxwriter

    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as workbook:
        # the day of the release rather than now, so that two exports are alike
        workbook.set_properties(
            {
                "title": f"Client Level Data return, {specification.release.version}",
                "created": datetime.combine(specification.release.published, time()),
            }
        )
        formats = _formats(workbook)
        sheets = {name: workbook.add_worksheet(name) for name in ("Return", "Lists", "Guidance")}
        _return_sheet(sheets["Return"], specification, formats)
        _lists_sheet(sheets["Lists"], specification, formats)
        _guidance_sheet(sheets["Guidance"], specification, formats)
    return content.getvalue()


def _formats(workbook: Any) -> Mapping[str, Any]:
    header = {
        "bold": True,
        "font_color": "white",
        "text_wrap": True,
        "valign": "top",
        "border": 1,
        "num_format": TEXT,
    }
    return {
        **{kind: workbook.add_format({**header, "bg_color": colour}) for kind, colour in COLOURS.items()},
        "text": workbook.add_format({"num_format": TEXT}),
        "wrapped": workbook.add_format({"text_wrap": True, "valign": "top"}),
        "title": workbook.add_format({"bold": True, "font_size": 14}),
    }


def _return_sheet(sheet: Any, specification: Specification, formats: Mapping[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 45)
    sheet.set_landscape()
    sheet.ignore_errors({"number_stored_as_text": EVERYWHERE})
    list_column = 0
    for column, field in enumerate(specification.fields):
        values = specification.defined_lists.get(field.name, ())
        sheet.set_column(column, column, _width(field, values, 44), formats["text"])
        sheet.write_string(0, column, field.header, formats[field.mandatory])
        comment = _comment(field, specification)
        sheet.write_comment(0, column, comment, {"x_scale": 2.2, "y_scale": 1.4, "author": "opencld"})
        if values:
            _drop_down(sheet, column, field, list_column, len(values))
            list_column += 1


def _width(field: Field, values: tuple[str, ...], at_most: int) -> int:
    half_header = len(field.header) // 2 + 4  # headers may wrap over two lines
    return min(max(14, half_header, *(len(value) + 2 for value in values)), at_most)


def _comment(field: Field, specification: Specification) -> str:
    kind = words.mandatory(field).capitalize()
    return f"{field.meaning}\n\n{kind}.\nType: {words.data_type(field, specification)}."


def _drop_down(sheet: Any, column: int, field: Field, list_column: int, length: int) -> None:
    from xlsxwriter.utility import xl_range_abs

    sheet.data_validation(
        1,
        column,
        LAST_ROW,
        column,
        {
            "validate": "list",
            "source": f"=Lists!{xl_range_abs(1, list_column, length, list_column)}",
            "error_title": "Not on the list",
            "error_message": f"Choose one of the values of {field.header} (sheet Lists). {BLANK}",
        },
    )


def _lists_sheet(sheet: Any, specification: Specification, formats: Mapping[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 45)
    sheet.set_landscape()
    with_list = [field for field in specification.fields if field.name in specification.defined_lists]
    for column, field in enumerate(with_list):
        values = specification.defined_lists[field.name]
        sheet.set_column(column, column, _width(field, values, 80), formats["text"])
        sheet.write_string(0, column, field.header, formats[field.mandatory])
        for row, value in enumerate(values, start=1):
            sheet.write_string(row, column, value, formats["text"])


def _guidance_sheet(sheet: Any, specification: Specification, formats: Mapping[str, Any]) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.ignore_errors({"number_stored_as_text": EVERYWHERE})
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, f"Client Level Data return, {specification.release.version}", formats["title"])
    for row, text in enumerate(HOW_TO, start=1):
        sheet.write_string(row, 0, text)
    head = len(HOW_TO) + 2
    for column, (title, width) in enumerate(GUIDANCE_COLUMNS.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(head, column, title, formats["mandatory"])
    sheet.repeat_rows(head)
    for row, field in enumerate(specification.fields, start=head + 1):
        cells = _guidance_cells(field, specification)
        lines = (len(wrap(text, width)) for text, width in zip(cells, GUIDANCE_COLUMNS.values(), strict=True))
        # not every program that opens a workbook fits the height of rows to wrapped text
        sheet.set_row(row, LINE_HEIGHT * max(lines))
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text, formats["wrapped"])


def _guidance_cells(field: Field, specification: Specification) -> tuple[str, ...]:
    return (
        str(field.number),
        field.header,
        field.module,
        words.data_type(field, specification),
        words.mandatory(field),
        field.meaning,
        field.guidance_section,
        field.note,
    )
