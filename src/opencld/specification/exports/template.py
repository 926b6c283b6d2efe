"""The specification as an Excel workbook in which a return can be typed, with drop-downs and guidance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from io import BytesIO
from typing import Any

from opencld.specification.model import Field, Mandatory, Specification
from opencld.specification.pages import words

LAST_ROW = 1_048_575  # of an Excel sheet, counted from 0
COLOURS: Mapping[Mandatory, str] = {"mandatory": "#1F4E79", "conditional": "#2E75B6", "voluntary": "#7F7F7F"}
SUBJECT_TO_BLANK = "Leave a cell blank where the field does not apply."
HOW_TO = (
    "Sheet Return: one row for each event, and one for each unpaid carer known by association. Headers and "
    "their order are those of the specification. Rest the mouse on a header to read what the field means.",
    "Every column is text, so that leading zeros, long numbers and dates stay as you type them. "
    "Type dates as dd/mm/yyyy, for example 01/04/2025.",
    "Paste values only (Paste Special, Values): pasting cells replaces the text format and the drop-downs. "
    "Excel does not check what is pasted.",
    f"Fields with a defined list have a drop-down; sheet Lists holds the values. {SUBJECT_TO_BLANK}",
    "To submit, show sheet Return and save it as CSV UTF-8 (comma delimited): only the sheet in view is "
    "saved. Then check the file: cld validate RETURN.csv",
)
GUIDANCE_COLUMNS = {
    "No.": 5, "Field": 28, "Module": 26, "Type": 24, "Mandatory": 13, "For": 34, "Meaning": 52,
    "Guidance section": 30, "Note": 60,
}  # fmt: skip


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
        "num_format": "@",
    }
    return {
        **{kind: workbook.add_format({**header, "bg_color": colour}) for kind, colour in COLOURS.items()},
        "text": workbook.add_format({"num_format": "@"}),
        "wrapped": workbook.add_format({"text_wrap": True, "valign": "top"}),
        "title": workbook.add_format({"bold": True, "font_size": 14}),
    }


def _return_sheet(sheet: Any, specification: Specification, formats: Mapping[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 45)
    sheet.set_landscape()
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    list_column = 0
    for column, field in enumerate(specification.fields):
        values = specification.defined_lists.get(field.name, ())
        sheet.set_column(column, column, _width(field, values), formats["text"])
        sheet.write_string(0, column, field.header, formats[field.mandatory])
        comment = _comment(field, specification)
        sheet.write_comment(0, column, comment, {"x_scale": 2.2, "y_scale": 1.4, "author": "opencld"})
        if values:
            _drop_down(sheet, column, field, list_column, len(values))
            list_column += 1


def _width(field: Field, values: tuple[str, ...]) -> int:
    return min(
        max(14, *(len(text) + 2 for text in (*values, field.header[: len(field.header) // 2 + 4]))), 44
    )


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
            "error_message": f"Choose one of the values of {field.header} (sheet Lists). {SUBJECT_TO_BLANK}",
        },
    )


def _lists_sheet(sheet: Any, specification: Specification, formats: Mapping[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 45)
    sheet.set_landscape()
    with_list = [field for field in specification.fields if field.name in specification.defined_lists]
    for column, field in enumerate(with_list):
        values = specification.defined_lists[field.name]
        sheet.set_column(column, column, _width(field, values), formats["text"])
        sheet.write_string(0, column, field.header, formats[field.mandatory])
        for row, value in enumerate(values, start=1):
            sheet.write_string(row, column, value, formats["text"])


def _guidance_sheet(sheet: Any, specification: Specification, formats: Mapping[str, Any]) -> None:
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, f"Client Level Data return, {specification.release.version}", formats["title"])
    last_column = len(GUIDANCE_COLUMNS) - 1
    for row, text in enumerate(HOW_TO, start=1):
        sheet.merge_range(row, 0, row, last_column, text, formats["wrapped"])
    head = len(HOW_TO) + 2
    for column, (title, width) in enumerate(GUIDANCE_COLUMNS.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(head, column, title, formats["mandatory"])
    sheet.freeze_panes(head + 1, 2)
    sheet.repeat_rows(head)
    for row, field in enumerate(specification.fields, start=head + 1):
        _guidance_row(sheet, row, field, specification, formats)


def _guidance_row(
    sheet: Any, row: int, field: Field, specification: Specification, formats: Mapping[str, Any]
) -> None:
    cells = (
        field.header,
        field.module,
        words.data_type(field, specification),
        field.mandatory,
        field.mandatory_for,
        field.meaning,
        field.guidance_section,
        field.note,
    )
    sheet.write_number(row, 0, field.number, formats["wrapped"])
    for column, text in enumerate(cells, start=1):
        sheet.write_string(
            row, column, text, formats[field.mandatory] if text == field.mandatory else formats["wrapped"]
        )
