"""A comparison as an Excel workbook: a summary, what changed in figures, and every difference with its row."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from textwrap import wrap

import polars as pl
import xlsxwriter
from xlsxwriter.exceptions import XlsxFileError

from opencld import __version__, saving
from opencld.comparison import sentences
from opencld.comparison.comparing import Comparison
from opencld.comparison.kinds import URGENCIES, kinds
from opencld.comparison.measured import HOW_MEASURED
from opencld.reports import workbook
from opencld.reports.count_figures import SERIES
from opencld.reports.long_sheet import EXCEL_ROWS, LINE_POINTS, Book, Column, LongTable
from opencld.settings import read_settings
from opencld.specification import load_specification
from opencld.validation.working_files import make_working_folder

STYLES: Mapping[str, Mapping[str, object]] = {
    **workbook.STYLES,
    "pounds": {**workbook.STYLES["number"], "num_format": "£#,##0.00"},
    "figure": {**workbook.STYLES["number"], "num_format": "#,##0.0"},
    "act": workbook.STYLES["error"],
    "look": workbook.STYLES["warning"],
}
COLOURED: Mapping[str, Mapping[str, str]] = {
    "urgency": {URGENCIES["act"]: "act", URGENCIES["look"]: "look"},
}
KIND_COLUMNS = (
    Column("How pressing", 24, "urgency", "wrapped"),
    Column("Difference", 34, "title", "wrapped"),
    Column("How many", 40, "counted", "wrapped"),
    Column("Remarks", 34, "remarks", "wrapped"),
    Column("What it means", 60, "meaning", "wrapped"),
    Column("What to do", 60, "act", "wrapped"),
)
FIELD_COLUMNS = (
    Column("Field", 34, "field"),
    Column("How", 44, "how"),
    Column("On", 16, "on"),
    *(
        Column(title, 11, name, "number")
        for title, name in (
            ("Changes", "changes"),
            ("Filled", "filled"),
            ("Emptied", "emptied"),
            ("People", "people"),
            ("Rows", "lines"),
        )
    ),
)
COST_COLUMNS = (
    Column("Service component", 40, "service_component"),
    Column("Cost frequency", 18, "cost_frequency"),
    Column("Provider", 20, "provider"),
    *(Column(title, 11, title.lower(), "number") for title in ("Lines", "Raised", "Lowered")),
    Column("Mean before", 13, "before", "pounds"),
    Column("Mean now", 13, "after", "pounds"),
    Column("Change of all, %", 11, "per_cent", "percentage"),
    Column("Typical change, %", 11, "typical_per_cent", "percentage"),
)
COMPLETENESS_COLUMNS = (
    Column("Field", 34, "field"),
    *(
        Column(title, 13, name, style)
        for title, name, style in (
            ("Cells, last", "last_cells", "number"),
            ("Filled, last", "last_filled", "number"),
            ("Cells, this", "this_cells", "number"),
            ("Filled, this", "this_filled", "number"),
            ("Filled, last, %", "last_share", "percentage"),
            ("Filled, this, %", "this_share", "percentage"),
            ("Change in points", "change", "percentage"),
        )
    ),
)
MONTH_COLUMNS = (
    Column("Events", 34, "series"),
    Column("Month", 16, "month"),
    Column("Last return", 13, "last_events", "number"),
    Column("This return", 13, "this_events", "number"),
)
FINDING_COLUMNS = (
    Column("Rule", 8, "rule"),
    Column("Severity", 10, "severity"),
    Column("Field", 34, "field", "wrapped"),
    Column("What", 44, "title", "wrapped"),
    *(
        Column(title, 13, name, "number")
        for title, name in (
            ("Last", "last_findings"),
            ("This", "this_findings"),
            ("Mended", "mended"),
            ("Gone with their rows", "left_with_line"),
            ("New on rows that were there", "new_on_line"),
            ("New with new rows", "new_with_line"),
        )
    ),
)
FIGURE_COLUMNS = (
    Column("Measure", 18, "measure"),
    Column("Figure", 26, "figure"),
    Column("Of", 44, "group", "wrapped"),
    *(Column(title, 12, title.lower(), "figure") for title in ("Last", "This", "Change")),
    Column("Number, this", 12, "numerator", "number"),
    Column("Out of, this", 12, "denominator", "number"),
)
DIFFERENCE_COLUMNS = (
    Column("LA Person Unique Identifier", 18, "la_person_unique_identifier"),
    Column("Event Reference", 18, "event_reference"),
    Column("Difference", 40, "difference"),
    Column("Certain", 9, "is_certain"),
    Column("Event Type", 13, "event_type"),
    Column("Start", 12, "event_start_date"),
    Column("End", 12, "event_end_date"),
    Column("Service Type", 34, "service_type"),
    Column("Service Component", 34, "service_component"),
    Column("Field", 30, "field"),
    Column("Before", 30, "before"),
    Column("Now", 30, "after"),
    Column("Rows concerned", 11, "lines", "number"),
    Column("Row, last", 10, "last_row", "number"),
    Column("Line, last", 10, "last_line", "number"),
    Column("Row, this", 10, "this_row", "number"),
    Column("Line, this", 10, "this_line", "number"),
    Column("The centre ends it on", 13, "closed_by_centre_on"),
    Column("Uncertain: told by", 40, "told_by"),
)
CARE = "This workbook names people by local identifiers. Keep it and pass it on with the care that the returns need."


def write_workbook(path: Path, comparison: Comparison, most_rows: int = EXCEL_ROWS) -> None:
    """Write the workbook. Sheets end at `most_rows`, header included, and go on in further ones.

    Identifiers are text, and no value ever becomes a formula. Raises CannotWrite where the file, or working files for
    it, cannot be written.
    """
    scratch = make_working_folder(read_settings().scratch)
    try:
        with saving.whole(path, "the workbook") as unfinished:
            _write(unfinished, scratch, comparison, most_rows)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _write(path: Path, scratch: Path, comparison: Comparison, most_rows: int) -> None:
    excel = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(scratch)})
    excel.use_zip64()
    compared_on = datetime.combine(comparison.this.as_of, time())
    excel.set_properties({"title": "Comparison of Client Level Data", "created": compared_on})
    book = Book(excel, STYLES)
    try:
        _summary(book, comparison)
        for title, columns, rows in _tables(comparison):
            table = LongTable(book, title, columns, 1, coloured=COLOURED)
            table.append(rows)
            table.finish()
        differences = LongTable(book, "Differences", DIFFERENCE_COLUMNS, 2, most_rows)
        differences.append(comparison.differences)
        differences.finish()
        excel.close()
    except XlsxFileError as error:
        # xlsxwriter's own wrapping of what the system said
        reason = error.args[0] if error.args else error
        raise reason if isinstance(reason, OSError) else OSError(None, str(reason)) from None
    finally:
        book.close_files()


def _summary(book: Book, comparison: Comparison) -> None:
    sheet = book.sheet("Summary")
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, "This return beside the last one", book.formats["title"])
    steps = sentences.next_steps(comparison, changes_written=True)
    lines = [
        *sentences.facts(comparison),
        ("What to do next", "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))),
        ("How it was compared", sentences.HOW_COUNTED),
        *_measured(comparison),
        ("Keep it safe", CARE),
        ("Compared with", f"opencld {__version__}"),
    ]
    for row, (label, text) in enumerate(lines, start=1):
        sheet.set_row(row, LINE_POINTS * sum(max(len(wrap(line, 100)), 1) for line in text.split("\n")))
        sheet.write_string(row, 0, label, book.formats["label"])
        sheet.write_string(row, 1, text, book.formats["wrapped"])


def _measured(comparison: Comparison) -> Iterable[tuple[str, str]]:
    measured = comparison.measured
    if measured:
        yield ("Measures", HOW_MEASURED)
        yield from measured.periods
        yield ("Not shown", "\n".join(f"{name}: {why}" for name, why in measured.not_shown))
        yield ("What two files cannot show", "\n".join(measured.limits))


def _tables(comparison: Comparison) -> Iterable[tuple[str, Sequence[Column], pl.DataFrame]]:
    rules, header = load_specification().rule, sentences.header
    yield (
        "Kinds",
        KIND_COLUMNS,
        _frame(
            KIND_COLUMNS,
            (
                {
                    "urgency": URGENCIES[count.kind.urgency],
                    "title": count.kind.title,
                    "counted": sentences.kind_counted(count),
                    "remarks": sentences.remarks(count, comparison),
                    "meaning": count.kind.meaning,
                    "act": count.kind.act,
                }
                for count in comparison.kinds
            ),
        ),
    )
    yield (
        "Fields",
        FIELD_COLUMNS,
        _frame(
            FIELD_COLUMNS,
            (
                vars(one)
                | {
                    "field": header(one.field),
                    "how": kinds()[one.kind].title,
                    "on": sentences.field_row(one)[2],
                }
                for one in comparison.fields
            ),
        ),
    )
    yield (
        "Costs",
        COST_COLUMNS,
        _frame(
            COST_COLUMNS,
            (
                vars(one) | {"provider": one.provider if one.is_by_provider else "All"}
                for one in comparison.uplifts
            ),
        ),
    )
    yield (
        "Completeness",
        COMPLETENESS_COLUMNS,
        _frame(
            COMPLETENESS_COLUMNS,
            (
                vars(one)
                | {
                    "field": header(one.field),
                    "last_share": None if one.last_share is None else 100 * one.last_share,
                    "this_share": None if one.this_share is None else 100 * one.this_share,
                    "change": 100 * one.change,
                }
                for one in comparison.completeness
            ),
        ),
    )
    yield (
        "Months",
        MONTH_COLUMNS,
        _frame(
            MONTH_COLUMNS,
            (
                vars(one) | {"series": SERIES[one.event_type, one.counted_by], "month": f"{one.month:%B %Y}"}
                for one in comparison.months
            ),
        ),
    )
    yield (
        "Findings",
        FINDING_COLUMNS,
        _frame(
            FINDING_COLUMNS,
            (
                vars(one) | {"severity": rules[one.rule].severity, "title": rules[one.rule].title}
                for one in comparison.findings
            ),
        ),
    )
    if comparison.measured:
        figures = (vars(one) | {"change": one.change} for one in comparison.measured.figures)
        yield ("Measures", FIGURE_COLUMNS, _frame(FIGURE_COLUMNS, figures))


def _frame(columns: Sequence[Column], rows: Iterable[Mapping[str, object]]) -> pl.DataFrame:
    kinds_of_number = {
        "number": pl.Int64,
        "percentage": pl.Float64,
        "pounds": pl.Float64,
        "figure": pl.Float64,
    }
    schema = {column.name: kinds_of_number.get(column.style, pl.String) for column in columns}
    return pl.DataFrame([[row[name] for name in schema] for row in rows], schema, orient="row")
