"""A comparison as a page, a workbook, a summary and a table for other programs."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from opencld.cli import cld
from opencld.comparison import Comparison, write_changes, write_report
from opencld.comparison.workbook import write_workbook
from opencld.errors import Misused
from tests.comparison.little_comparisons import LAST_PERIOD, THIS_PERIOD, a_service, compared
from tests.validation.little_returns import an_event, write_return

PERSONAL = ("9990000018", "Wren", "Holloway", "14/06/1948", "QQ1 2ZZ", "QQ9 9ZZ")
FORMULA = "=1+1"


@pytest.fixture
def comparison(tmp_path: Path) -> Comparison:
    number = {"nhs_number": "9990000018"}
    review = an_event("review", event_start_date="02/10/2025", event_end_date="02/10/2025", **number)
    gone = a_service(service_component="Day support", event_reference="S9", **number)
    last = [a_service(nhs_number="9990000018"), review, gone]
    this = [
        a_service(nhs_number="9990000018", unit_cost="25", postcode="QQ9 9ZZ", event_reference=FORMULA),
        {**review, "event_description": "Holloway spoke <b>well</b>"},
    ]
    return compared(tmp_path, last, this)


def test_the_page_says_what_differs_and_what_to_do_and_names_no_person(
    comparison: Comparison, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    write_report(page, comparison)
    text = page.read_text(encoding="utf-8")
    for expected in (
        "Gone, though still in the period: 1 service",
        "The centre will end 1 of the services on 31 March 2025.",
        "Put back what belongs there",
        "Events by month, then and now",
        "Mean costs: Hourly",
        "<svg",
    ):
        assert expected in text
    assert "<script src" not in text
    for personal in PERSONAL:
        assert personal not in text


def test_the_summary_holds_neither_values_nor_identifiers(comparison: Comparison, tmp_path: Path) -> None:
    summary = tmp_path / "report.md"
    write_report(summary, comparison)
    text = summary.read_text(encoding="utf-8")
    assert "| Gone, though still in the period | 1 service |" in text
    for personal in (*PERSONAL, "S9", FORMULA, "P-9", "Written"):
        assert personal not in text


def test_the_workbook_has_every_difference_as_text(comparison: Comparison, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    write_report(path, comparison)
    book = CalamineWorkbook.from_path(str(path))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert list(sheets) == [
        "Summary", "Kinds", "Fields", "Costs", "Completeness", "Months", "Findings", "Differences",
    ]  # fmt: skip
    header, *rows = sheets["Differences"]
    assert len(rows) == comparison.differences.height
    assert FORMULA in {row[header.index("Event Reference")] for row in rows}
    assert not {str(cell) for sheet in sheets.values() for row in sheet for cell in row} & set(PERSONAL)


def test_a_sheet_that_is_full_goes_on_in_another(comparison: Comparison, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    write_workbook(path, comparison, most_rows=3)
    book = CalamineWorkbook.from_path(str(path))
    parts = [name for name in book.sheet_names if name.startswith("Differences")]
    assert len(parts) == -(-comparison.differences.height // 2)


def test_changes_are_the_same_in_csv_parquet_and_json(comparison: Comparison, tmp_path: Path) -> None:
    paths = {ending: tmp_path / f"changes.{ending}" for ending in ("csv", "parquet", "json")}
    for path in paths.values():
        write_changes(path, comparison)
    frame = pl.read_parquet(paths["parquet"])
    assert frame.equals(comparison.differences)
    with paths["csv"].open(encoding="utf-8", newline="") as file:
        assert [row["field"] for row in csv.DictReader(file)] == frame["field"].to_list()
    assert pl.read_json(paths["json"])["kind"].to_list() == frame["kind"].to_list()
    with pytest.raises(Misused, match=r"changes\.txt ends in neither"):
        write_changes(tmp_path / "changes.txt", comparison)


def test_the_terminal_says_what_differs_and_where_the_outputs_are(tmp_path: Path) -> None:
    last = write_return(tmp_path / "last.csv", [a_service(**LAST_PERIOD)])
    this = write_return(tmp_path / "this.csv", [a_service(**THIS_PERIOD, unit_cost="25")])
    changes = tmp_path / "changes.csv"
    done = CliRunner().invoke(
        cld, ["compare", str(last), str(this), "--as-of", "20/04/2026", "--changes", str(changes)]
    )
    assert done.exit_code == 0, done.output
    for expected in (
        "1 rows are in both returns",
        "Unit Cost",
        "Changed",
        "1 service",
        "Every difference is in",
    ):
        assert expected in done.stdout
    assert changes.exists()


def test_two_returns_that_say_the_same_are_said_to(tmp_path: Path) -> None:
    comparison = compared(tmp_path, [], [])
    page = tmp_path / "report.html"
    write_report(page, comparison)
    assert "Nothing differs." in page.read_text(encoding="utf-8")
    write_report(tmp_path / "report.xlsx", comparison)
    write_report(tmp_path / "report.md", comparison)
