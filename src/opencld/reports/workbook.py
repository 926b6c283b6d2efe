"""The result of a check as an Excel workbook: a summary, fields, rules, and every finding with its row."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.exceptions import XlsxFileError

from opencld import saving
from opencld.reports.found_by_team import OVERVIEW_COLUMNS, FoundByTeam, findings_of
from opencld.reports.long_sheet import EXCEL_ROWS, Book, Column, LongTable
from opencld.reports.results import Results, by_rule
from opencld.reports.summary_sheet import write_summary
from opencld.settings import read_settings
from opencld.specification import SEVERITIES
from opencld.validation.field_results import VALIDITIES
from opencld.validation.working_files import make_working_folder

TEXT = 49  # the number of Excel's own text format, @
HEADING = {"bold": True, "font_color": "white", "bg_color": "#1F4E79", "text_wrap": True, "valign": "top"}
STYLES: Mapping[str, Mapping[str, object]] = {
    "text": {"num_format": TEXT, "valign": "top", "indent": 1},
    "wrapped": {"num_format": TEXT, "valign": "top", "text_wrap": True, "indent": 1},
    "number": {"num_format": "#,##0", "align": "right", "indent": 1, "valign": "top"},
    "percentage": {"num_format": "0.0", "align": "right", "indent": 1, "valign": "top"},
    "heading": {**HEADING, "indent": 1},
    "heading of numbers": {**HEADING, "align": "right", "indent": 1},
    "title": {"bold": True, "font_size": 14},
    "label": {"bold": True, "num_format": TEXT, "valign": "top"},
    "reject": {"bold": True, "font_color": "white", "bg_color": "#9C0006"},
    "error": {"font_color": "#9C0006", "bg_color": "#FFC7CE"},
    "warning": {"font_color": "#7F4F00", "bg_color": "#FFEB9C"},
    "note": {"font_color": "#1F4E79", "bg_color": "#DDEBF7"},
}
COLOURED: Mapping[str, Mapping[str, str]] = {"severity": {severity: severity for severity in SEVERITIES}}
FILE = Column("File", 24, "file")
FIELD_COLUMNS = (
    Column("Field", 34, "field"),
    Column("Status", 30, "status"),
    *(Column(validity, 18, validity, "number") for validity in VALIDITIES),
    Column("All cells", 12, "cells", "number"),
)
RULE_COLUMNS = (
    Column("Rule", 8, "rule"),
    Column("Severity", 10, "severity"),
    Column("Field", 34, "field", "wrapped"),
    Column("What", 40, "title", "wrapped"),
    Column("Findings", 11, "findings", "number"),
    Column("% of rows", 9, "share", "percentage"),
    Column("Safe suggestions", 14, "safe", "number"),
    Column("What to do", 60, "act", "wrapped"),
    Column("Why", 50, "why", "wrapped"),
    Column("Collection guidance, section", 28, "guidance", "wrapped"),
)
# the person and the event first: by those the record is found in a case management system
FINDING_COLUMNS = (
    Column("LA Person Unique Identifier", 18, "la_person_unique_identifier"),
    Column("Event Reference", 18, "event_reference"),
    Column("Row", 10, "row", "number"),
    Column("Line", 10, "line", "number"),
    Column("Severity", 10, "severity"),
    Column("Rule", 8, "rule"),
    Column("Field", 30, "field"),
    Column("Value", 30, "value"),
    Column("Suggestion", 30, "suggestion"),
    Column("Safe", 7, "safe"),
    Column("What is wrong and what to do", 110, "message"),
)
FROZEN = 2
TEAM = Column("Team", 20, "team")


def write_workbook(path: Path, results: Results, most_rows: int = EXCEL_ROWS) -> None:
    """Write one workbook on all returns. Sheets end at `most_rows`, header included, and go on in further ones.

    Every finding is in it, however many there are. Identifiers are text, and no value ever becomes a formula. Where
    `results.teams` says who owns a person, each team with findings has a sheet of its own besides. Raises CannotRead,
    Misused where teams cannot be told, CannotWrite where the file, or working files for it, cannot be written.
    """
    scratch = make_working_folder(read_settings().scratch)
    try:
        with saving.whole(path, "the workbook") as unfinished:
            _write(unfinished, scratch, results, most_rows)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _write(path: Path, scratch: Path, results: Results, most_rows: int) -> None:
    workbook = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(scratch)})
    workbook.use_zip64()
    properties: dict[str, object] = {"title": "Check of Client Level Data"}
    for one in results.validations[:1]:
        # the day of the check rather than now, so that two workbooks on one check are alike
        properties["created"] = datetime.combine(one.summary.as_of, time())
    workbook.set_properties(properties)
    book = Book(workbook, STYLES)
    try:
        _fill(book, results, most_rows)
        workbook.close()
    except XlsxFileError as error:
        # xlsxwriter's own wrapping of what the system said
        reason = error.args[0] if error.args else error
        raise reason if isinstance(reason, OSError) else OSError(None, str(reason)) from None
    finally:
        book.close_files()


def _fill(book: Book, results: Results, most_rows: int) -> None:
    summary = book.sheet("Summary")
    _write_table(book, "Fields", FIELD_COLUMNS, _fields(results), results)
    _write_table(book, "Rules", RULE_COLUMNS, _rules(results), results)
    findings = _write_findings(book, results, most_rows)
    write_summary(book, summary, results, findings)


def _write_table(
    book: Book, title: str, columns: tuple[Column, ...], rows: pl.DataFrame, results: Results
) -> None:
    columns = (FILE, *columns) if len(results.validations) > 1 else columns
    table = LongTable(book, title, columns, coloured=COLOURED)
    table.append(rows)
    table.finish()


def _write_findings(book: Book, results: Results, most_rows: int) -> list[str]:
    """Write every finding, with teams once more on the sheet of its team. Return the names of the first sheets."""
    file = (FILE,) if len(results.validations) > 1 else ()
    team = (TEAM,) if results.teams else ()
    columns = (*FINDING_COLUMNS[:FROZEN], *team, *file, *FINDING_COLUMNS[FROZEN:])
    found = FoundByTeam(results) if results.teams else None
    overview = LongTable(book, "Teams", OVERVIEW_COLUMNS, 1) if found else None
    rows = LongTable(book, "Rows", columns, FROZEN, most_rows, COLOURED)
    by_team = {
        name: LongTable(book, name, columns, FROZEN, most_rows, COLOURED)
        for name in (found.names if found else ())
    }
    for findings in found.findings() if found else findings_of(results):
        rows.append(findings)
        for (name,), of_team in findings.partition_by("team", as_dict=True).items() if found else ():
            if name in by_team:
                by_team[str(name)].append(of_team)
    for table in (rows, *by_team.values()):
        table.finish()
    if found and overview:
        overview.append(found.overview({name: table.sheets[0].name for name, table in by_team.items()}))
        overview.finish()
    return [table.sheets[0].name for table in (rows, *by_team.values())]


def _fields(results: Results) -> pl.DataFrame:
    """Return the cells of each field by the centre's status and validity, one column a validity."""
    headers = {field.name: field.header for field in results.specification.fields}
    counted: dict[tuple[int, str, str, str], dict[str, int]] = {}
    for place, one in enumerate(results.validations):
        for result in one.summary.field_results:
            key = (place, one.summary.file, headers[result.field], result.status)
            counted.setdefault(key, {})[result.validity] = result.cells
    rows = [(*key[1:], *map(cells.get, VALIDITIES), sum(cells.values())) for key, cells in counted.items()]
    texts, numbers = ("file", "field", "status"), (*VALIDITIES, "cells")
    schema = dict.fromkeys(texts, pl.String) | dict.fromkeys(numbers, pl.Int64)
    return pl.DataFrame(rows, schema, orient="row")


def _rules(results: Results) -> pl.DataFrame:
    """Return the rules that found something, with what they mean: one row for each rule and field."""
    rows = [
        {
            "file": one.summary.file,
            "rule": result.rule.code,
            "severity": result.rule.severity,
            "field": count.field,
            "title": result.rule.title,
            "findings": count.findings,
            "share": 100 * count.findings / max(one.summary.rows_read + one.summary.rows_refused, 1),
            "safe": count.safe or None,
            "act": result.rule.act,
            "why": result.rule.why,
            "guidance": result.rule.guidance,
        }
        for one in results.validations
        for result in by_rule(one.summary, results.specification)
        for count in result.fields
    ]
    columns = (FILE, *RULE_COLUMNS)
    kinds = {"number": pl.Int64, "percentage": pl.Float64}
    schema = {column.name: kinds.get(column.style, pl.String) for column in columns}
    return pl.DataFrame(rows, schema)
