"""The workbook of a check, read back by another program than wrote it."""

from __future__ import annotations

import resource
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from opencld import Validation, validate
from opencld.errors import CannotRead, CannotWrite, Misused
from opencld.reports import Results, Teams, write_report
from opencld.reports.long_sheet import LongSheet, SheetNames
from opencld.reports.teams import MOST_TEAMS, check_team_column, read_lookup
from opencld.reports.workbook import write_workbook
from tests.validation.little_returns import AS_OF, FIELDS, HEADERS, SPECIFICATION, an_event, check

FAULTY = [an_event("service", gender="FEMALE", event_reference=f"E{number}") for number in range(1, 8)]


def read(path: Path) -> dict[str, list[list[Any]]]:
    """Read every sheet of a workbook as rows of values."""
    workbook = load_workbook(path)
    return {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names}


def column(rows: list[list[Any]], title: str) -> list[Any]:
    """Return the values below a title."""
    place = rows[0].index(title)
    return [row[place] for row in rows[1:]]


def sheets_of(
    tmp_path: Path, validations: Sequence[Validation], **options: Any
) -> dict[str, list[list[Any]]]:
    """Write a workbook and read it."""
    path = tmp_path / "findings.xlsx"
    teams = options.pop("teams", None)
    write_workbook(path, Results(validations, teams=teams), **options)
    return read(path)


def test_it_has_a_summary_the_fields_the_rules_and_every_finding(tmp_path: Path) -> None:
    one = check(tmp_path / "return.csv", FAULTY)
    sheets = sheets_of(tmp_path, [one])
    assert list(sheets) == ["Summary", "Fields", "Rules", "Rows"]
    summary = {row[0]: row[1] for row in sheets["Summary"]}
    assert summary["Return"] == "return.csv"
    assert summary["Will it be accepted?"] == "Yes, but the centre will report its errors back."
    rows = sheets["Rows"]
    assert rows[0][:2] == ["LA Person Unique Identifier", "Event Reference"]
    found = one.findings
    for title, name in {"Rule": "rule", "Value": "value", "Suggestion": "suggestion"}.items():
        assert column(rows, title) == found[name].to_list()
    assert column(rows, "Row") == [row or "" for row in found["row"]]
    assert set(column(rows, "Safe")) == {"yes", ""}


def test_fields_are_counted_by_the_centres_status_and_validity(tmp_path: Path) -> None:
    one = check(tmp_path / "return.csv", FAULTY)
    rows = sheets_of(tmp_path, [one])["Fields"]
    gender = dict(zip(rows[0], next(row for row in rows if row[0] == "Gender"), strict=True))
    assert (gender["Status"], gender["Failed: Invalid"], gender["All cells"]) == ("Mandatory", 7, 7)
    assert sum(column(rows, "All cells")) == 7 * len(FIELDS)


def test_several_returns_stand_side_by_side_and_findings_name_their_file(tmp_path: Path) -> None:
    checked = [check(tmp_path / f"{name}.csv", FAULTY) for name in ("north", "south")]
    sheets = sheets_of(tmp_path, checked)
    assert sheets["Summary"][1] == ["Return", "north.csv", "south.csv"]
    assert set(column(sheets["Rows"], "File")) == {"north.csv", "south.csv"}
    assert sheets["Rules"][0][0] == sheets["Fields"][0][0] == "File"


def test_findings_that_do_not_fit_on_a_sheet_go_on_in_further_ones(tmp_path: Path) -> None:
    one = check(tmp_path / "return.csv", FAULTY)
    sheets = sheets_of(tmp_path, [one], most_rows=4)
    pages = [rows for name, rows in sheets.items() if name.startswith("Rows")]
    assert [len(rows) for rows in pages[:-1]] == [4] * (len(pages) - 1)
    assert len({tuple(rows[0]) for rows in pages}) == 1
    assert [row for rows in pages for row in column(rows, "Row")] == [
        row or "" for row in one.findings["row"]
    ]
    assert list(sheets)[3:5] == ["Rows", "Rows (2)"]


def test_values_that_look_like_formulas_or_numbers_stay_the_text_they_are(tmp_path: Path) -> None:
    texts = ["=1+1", "+44", "-5", "@cmd", "00123", "http://example.org", "<r>x</r>", "a&b_x0041_\x07"]
    rows = [an_event("service", gender=text, event_reference=text) for text in texts]
    sheets = sheets_of(tmp_path, [check(tmp_path / "return.csv", rows)])
    found = sheets["Rows"]
    of_gender = [row for row in found[1:] if dict(zip(found[0], row, strict=True))["Field"] == "Gender"]
    assert [row[found[0].index("Event Reference")] for row in of_gender] == texts
    assert [row[found[0].index("Value")] for row in of_gender] == texts
    for name in zipfile.ZipFile(tmp_path / "findings.xlsx").namelist():
        assert b"<f>" not in zipfile.ZipFile(tmp_path / "findings.xlsx").read(name)


def test_header_is_frozen_and_has_filters_and_identifiers_have_the_format_text(tmp_path: Path) -> None:
    sheets_of(tmp_path, [check(tmp_path / "return.csv", FAULTY)])
    content = zipfile.ZipFile(tmp_path / "findings.xlsx").read("xl/worksheets/sheet4.xml").decode()
    assert '<pane xSplit="2" ySplit="1"' in content
    assert '<autoFilter ref="A1:K' in content
    styles = zipfile.ZipFile(tmp_path / "findings.xlsx").read("xl/styles.xml").decode()
    assert 'numFmtId="49"' in styles


def test_the_same_check_gives_the_same_bytes(tmp_path: Path) -> None:
    one = check(tmp_path / "return.csv", FAULTY)
    for name in ("first.xlsx", "second.xlsx"):
        write_report(tmp_path / name, [one])
    assert (tmp_path / "first.xlsx").read_bytes() == (tmp_path / "second.xlsx").read_bytes()


def test_personal_values_are_hidden_as_in_findings(tmp_path: Path) -> None:
    rows = [an_event("service", nhs_number="9990000108")]
    everything = str(sheets_of(tmp_path, [check(tmp_path / "return.csv", rows)]))
    assert "9990000108" not in everything
    assert "[hidden]" in everything


def with_team_column(path: Path, teams: Sequence[str]) -> Path:
    """Write a return with one faulty row for each team named, and their names in a column of its own."""
    rows = [
        an_event(
            "service", gender="FEMALE", event_reference=f"E{place}", la_person_unique_identifier=f"P{place}"
        )
        for place in range(len(teams))
    ]
    lines = [[*HEADERS, "Team"], *([*row.values(), team] for row, team in zip(rows, teams, strict=True))]
    pl.DataFrame(lines[1:], lines[0], orient="row").write_csv(path)
    return path


def test_each_team_has_a_sheet_by_a_column_of_the_return(tmp_path: Path) -> None:
    names = ["East", "North/West", "", "east", "x" * 40, "x" * 39 + "y", "Summary", "'quoted'"]
    path = with_team_column(tmp_path / "return.csv", names)
    sheets = sheets_of(tmp_path, [validate(path, AS_OF)], teams=Teams(column="TEAM"))
    overview = dict(zip(column(sheets["Teams"], "Team"), column(sheets["Teams"], "Sheet"), strict=True))
    assert overview["East"] == "East"
    assert overview["North/West"] == "North-West"
    assert overview["x" * 40] == "x" * 31
    assert overview["x" * 39 + "y"] == "x" * 27 + " (2)"
    assert overview["Summary"] == "Summary (2)"
    for team, people in {"East": {"P0", "P3"}, "No team": {"P2"}}.items():
        assert set(column(sheets[team], "LA Person Unique Identifier")) == people
    of_teams = sum(len(sheets[sheet]) - 1 for sheet in overview.values())
    about_the_file = column(sheets["Rows"], "Row").count("")
    assert len(column(sheets["Rows"], "Row")) == of_teams + about_the_file


def test_each_team_has_a_sheet_by_a_file_of_people(tmp_path: Path) -> None:
    path = with_team_column(tmp_path / "return.csv", ["", "", ""])
    lookup = tmp_path / "teams.csv"
    lookup.write_text("Team,LA Person unique identifier\nEast,p0 \nZoë's,P1\n", encoding="utf-8")
    sheets = sheets_of(tmp_path, [validate(path, AS_OF)], teams=read_lookup(lookup))
    for team, reference in {"East": "E0", "Zoë's": "E1", "No team": "E2"}.items():
        assert set(column(sheets[team], "Event Reference")) == {reference}
    assert column(sheets["Teams"], "People with findings") == [1, 1, 1]


def test_more_teams_than_anyone_has_are_refused(tmp_path: Path) -> None:
    path = with_team_column(tmp_path / "return.csv", [f"T{number}" for number in range(MOST_TEAMS + 1)])
    with pytest.raises(Misused, match="201 teams"):
        sheets_of(tmp_path, [validate(path, AS_OF)], teams=Teams(column="Team"))
    assert not (tmp_path / "findings.xlsx").exists()


def test_a_column_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    path = with_team_column(tmp_path / "return.csv", ["East"])
    with pytest.raises(Misused, match=r"has no column 'Area'\. Beside the specification's it has Team"):
        check_team_column("Area", [path], SPECIFICATION)


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        ("person,team\nP1,East\n", Misused, "has no column la_person_unique_identifier"),
        ("", Misused, "has no column"),
        (
            "la_person_unique_identifier,team\nP1,East\np1,West\n",
            Misused,
            "line 3: the person has another team",
        ),
        ("\0\1", CannotRead, "is no CSV file"),
        ("la_person_unique_identifier,team\n", Misused, "names nobody. Below its first line"),
        ('la_person_unique_identifier,team\nP1,"' + "x" * 200_000, Misused, "cannot be read from line 2 on"),
        ("x" * 200_000, Misused, "The first line of teams.csv cannot be read"),
    ],
)
def test_a_file_of_people_that_cannot_be_right_is_refused(
    content: str, error: type[Exception], message: str, tmp_path: Path
) -> None:
    lookup = tmp_path / "teams.csv"
    lookup.write_text(content, encoding="utf-8")
    with pytest.raises(error, match=message):
        read_lookup(lookup)


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = check(tmp_path / "return.csv", FAULTY)
    scratch, folder = tmp_path / "scratch", tmp_path / "full"
    scratch.mkdir()
    folder.mkdir()
    monkeypatch.setenv("OPENCLD_SCRATCH", str(scratch))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for most_bytes in (1_000, 8_000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
        try:
            with pytest.raises(CannotWrite, match="The workbook could not be written"):
                write_workbook(folder / "findings.xlsx", Results([one]))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not list(folder.iterdir())
    assert not list(scratch.iterdir())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=20))
def test_names_of_sheets_are_ones_that_excel_allows_whatever_is_wanted(wanted: list[str]) -> None:
    names = SheetNames()
    given_names = [names.new(name) for name in wanted]
    assert len({name.casefold() for name in given_names}) == len(wanted)
    for name in given_names:
        assert 0 < len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=1, max_size=8))
def test_any_text_comes_back_as_it_was(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("texts") / "texts.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Texts", worksheet_class=LongSheet)
        sheet.write_string(0, 0, "Title")
        sheet.append(pl.DataFrame({"text": texts, "number": range(len(texts))}), [workbook.add_format()] * 2)
    rows = load_workbook(path).get_sheet_by_name("Texts").to_python()
    # U+FFFE and U+FFFF cannot be in XML
    expected = [text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd") for text in texts]
    assert [row[0] for row in rows[1:]] == expected
    assert [row[1] for row in rows[1:]] == list(range(len(texts)))
