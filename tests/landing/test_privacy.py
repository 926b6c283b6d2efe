"""Nothing that identifies people leaves the identified area, wherever in a return it was typed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from opencld.cli import cld
from opencld.submissions.home import Home
from tests.golden.golden_set import HERE
from tests.landing.homes import LA_CODE, RECEIVED, a_return, land, with_key  # noqa: F401 - a fixture
from tests.validation.little_returns import FIELDS, SPECIFICATION, an_event

PEOPLE = [
    {
        "nhs_number": "9990000107", "la_person_unique_identifier": "Kx-90417", "first_name": "Wrenna",
        "last_name": "Hollowaye-Smythe", "date_of_birth": "14/06/1948", "postcode": "QQ1 2ZZ",
        "event_reference": "EVENTREF771", "adult_1_linked_person_id": "LINK-5501",
    },
    {
        "nhs_number": "9990000115", "la_person_unique_identifier": "Kx-90418", "first_name": "Tamsyn",
        "last_name": "Oakenfold", "date_of_birth": "02/11/1951", "postcode": "QQ9 8YY",
        "event_reference": "EVENTREF772", "adult_1_linked_person_id": "LINK-5502",
    },
]  # fmt: skip
PASSING = [*SPECIFICATION.defined_lists, "gp_practice_code", "provider_cqc_location_id"]
FREE_TEXT = "Rang about her brother Zebedee Quill of Hollow Lane"


def mistyped() -> list[dict[str, str]]:
    """Rows on which every identifier of one person, or of another, stands in every field that passes as submitted."""
    rows = []
    for own, other in (PEOPLE, PEOPLE[::-1]):
        for person in (own, other):
            for text in person.values():
                for written in (text, f"see {text.lower()} ", text.replace(" ", "")):
                    # a part of somebody else's text cannot be known for an identifier
                    if person is own or written == text:
                        row = an_event("request", la_code=LA_CODE, event_description=FREE_TEXT, **own)
                        rows.append(row | dict.fromkeys(PASSING, written))
    return rows


def everything_below(folder: Path) -> str:
    """Return all text that left the identified area: register, every column of every file, names of files."""
    home = Home(folder)
    texts = [home.register.read_bytes().decode("utf-8", "replace")]
    for path in sorted(home.pseudonymised.rglob("*")):
        texts.append(path.name)
        if path.suffix == ".parquet":
            texts.append(path.read_bytes().decode("latin-1"))
            texts.append(pl.read_parquet(path).write_csv())
    return "\n".join(texts).upper()


def identifiers_of(rows: list[dict[str, str]]) -> set[str]:
    """Return every identifier of the rows as it might be written, but for those too short to tell."""
    names = [name for name in FIELDS if SPECIFICATION.field[name].personal]
    written = {
        row[name] for row in rows for name in (*names, "la_person_unique_identifier", "event_reference")
    }
    iso = {"-".join(reversed(row["date_of_birth"].split("/"))) for row in rows}
    return {text.strip().upper() for text in written | iso | {FREE_TEXT, "ZEBEDEE"} if len(text.strip()) > 4}


def test_no_identifier_passes_the_door_wherever_it_was_typed(tmp_path: Path) -> None:
    rows = mistyped()
    land(tmp_path / "home", a_return(tmp_path / "return.csv", *rows))
    below = everything_below(tmp_path / "home")
    assert [text for text in sorted(identifiers_of(rows)) if text in below] == []
    # and what is looked for would be found
    assert LA_CODE in below
    assert "REQUEST" in below


def test_a_hidden_value_stays_equal_to_itself(tmp_path: Path) -> None:
    rows = [
        an_event("request", la_code=LA_CODE, **PEOPLE[0]) | {"gender": text}
        for text in ("wrenna", "WRENNA ", "Femal")
    ]
    land(tmp_path / "home", a_return(tmp_path / "return.csv", *rows))
    events = pl.read_parquet(Home(tmp_path / "home").events_of(1))
    first, second, third = events["gender"].cast(pl.String)
    assert first == second
    assert first.startswith("[hidden ")
    # a slip of the pen says nothing about a person, and whoever maps values must see it
    assert third == "Femal"
    assert events["gender_folded"].cast(pl.String).to_list() == [first.upper(), first.upper(), "FEMAL"]


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
def test_neither_logs_nor_outputs_of_commands_show_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, encrypted: bool
) -> None:
    if encrypted:
        monkeypatch.setenv("OPENCLD_ENCRYPTION_KEY", "2e" * 32)
    rows = mistyped()
    file, home = a_return(tmp_path / "return.csv", *rows), str(tmp_path / "home")
    said = "".join(
        CliRunner().invoke(cld, arguments, catch_exceptions=False).output
        for arguments in (
            ["land", str(file), "--la-code", LA_CODE, "--imported-at", str(RECEIVED), "--home", home],
            ["submissions", "list", "--home", home, "--format", "json"],
            ["submissions", "show", "1", "--home", home],
            ["submissions", "calendar", "--home", home, "--la-code", LA_CODE],
            ["submissions", "check", "--home", home],
        )
    ).upper()
    assert "SUBMISSION" in said
    shown = said + caplog.text.upper()
    assert [text for text in sorted(identifiers_of(rows)) if text in shown] == []


def test_no_identifier_of_the_golden_set_passes_the_door(golden_home: Path) -> None:
    with (HERE / "submissions.csv").open(encoding="utf-8") as file:
        (line, *_) = csv.DictReader(file)
    submitted = (golden_home.parent / line["file"]).read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(submitted)))
    events = pl.read_parquet(Home(golden_home).events_of(1))
    cells = {
        str(cell).upper() for name in events.columns for cell in events[name].unique() if cell is not None
    }
    headers = ["NHS Number", "LA Person Unique Identifier", "Last Name", "Postcode", "Event Reference"]
    identifiers = {row[header].strip().upper() for row in rows for header in headers} - {""}
    assert len(identifiers) > 1000
    assert {
        text for text in identifiers if " " in text or any(mark.isdigit() for mark in text)
    } & cells == set()
    births = {row["Date of Birth"] for row in rows} - {""}
    assert births & cells == set()
