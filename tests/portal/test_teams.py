"""Findings shared out by team: by a file given with the return or later, as the command line does."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from opencld.portal import api, forms
from tests.portal.typed import sheets_of, typed
from tests.portal.visiting import AS_OF, EXAMPLE, RECEIVED, Visitor, said

HEADER = "la_person_unique_identifier,team\n"
BAD_FILES = [
    ("person,team\nP1,East\n", "our teams.csv has no column la_person_unique_identifier. Its first line"),
    (f"{HEADER}P1,East\nP1,West\n", "our teams.csv, line 3: the person has another team further up"),
    (HEADER, "our teams.csv names nobody"),
    ("", "The selected file, our teams.csv, is empty. Select a teams file with rows in it."),
    ("\0\1", "our teams.csv is no CSV file"),
]


def people_of(visitor: Visitor, place: str) -> list[str]:
    """Return the local identifiers that findings have."""
    found = visitor.client.post(f"/api{place}/findings", json={"most": 1000}).json()["findings"]
    return sorted({one["la_person_unique_identifier"] for one in found} - {""})


@pytest.fixture(scope="module")
def lookup(visitor: Visitor, result: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that gives most people a team, one team spelt in two ways."""
    people = people_of(visitor, result)[1:]
    teams = ("North", "Reablement, west", "north")
    path = tmp_path_factory.mktemp("teams") / "our teams.csv"
    lines = [f'{person.lower()},"{teams[place % 3]}"\n' for place, person in enumerate(people)]
    path.write_text(HEADER + "".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def shared_out(visitor: Visitor, lookup: Path) -> str:
    """The place of the result of the example return, the teams file given with it."""
    with EXAMPLE.open("rb") as file, lookup.open("rb") as teams:
        answer = visitor.send(
            "/returns", files={"file": (EXAMPLE.name, file), "teams": (lookup.name, teams)}, as_of=RECEIVED
        )
    return visitor.after(answer)


@pytest.fixture(scope="module")
def by_command(lookup: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The workbook that the command writes."""
    path = tmp_path_factory.mktemp("typed") / "findings.xlsx"
    typed("validate", EXAMPLE, *AS_OF, "--report", path, "--teams", lookup)
    return path.read_bytes()


@pytest.mark.needs_more
def test_a_workbook_has_the_sheets_of_the_commands(
    visitor: Visitor, shared_out: str, by_command: bytes
) -> None:
    visitor.after(visitor.client.get(f"{shared_out}/downloads/findings.xlsx", follow_redirects=False))
    downloaded = visitor.get(f"{shared_out}/downloads/findings.xlsx").content
    assert sheets_of(downloaded) == sheets_of(by_command)
    assert "Reablement, west" in sheets_of(downloaded)


def test_page_api_and_workbook_give_each_team_the_same_findings(
    visitor: Visitor, shared_out: str, by_command: bytes
) -> None:
    title, *rows = (list(row) for row in sheets_of(by_command)["Rows"] if "Team" in row or len(row) > 5)
    teams = Counter(str(row[title.index("Team")]) for row in rows)
    told = visitor.get(f"/api{shared_out}").json()["teams"]
    assert set(told) == {"No team", "North", "Reablement, west"} == set(teams) - {""}
    for team in told:
        found = visitor.client.post(f"/api{shared_out}/findings", json={"team": team, "most": 1000}).json()
        assert found["total"] == teams[team]
        assert {one["team"] for one in found["findings"]} == {team}
        assert f"{teams[team]} finding" in visitor.text(f"{shared_out}?team={team}")


def test_team_rule_severity_and_event_type_are_filtered_together(visitor: Visitor, shared_out: str) -> None:
    found = visitor.client.post(f"/api{shared_out}/findings", json={"most": 1000}).json()["findings"]
    keys = ("severity", "rule", "event_type", "team")
    one = next(row for row in found if row["team"] == "North" and row["event_type"])
    alike = [row for row in found if all(row[key] == one[key] for key in keys)]
    moved = visitor.send(f"{shared_out}/findings", words="", **{key: one[key] for key in keys})
    address = moved.headers["location"].partition("#")[0]
    assert f"{len(alike)} finding" in visitor.text(address)


def test_teams_given_later_share_the_same_findings_out_and_keep_the_notes(
    visitor: Visitor, lookup: Path, by_command: bytes
) -> None:
    place = visitor.check(EXAMPLE)
    assert "Night team" not in visitor.text(f"{place}/notes")
    visitor.send(f"{place}/notes", **{"new-about": "Night team", "new-what": "Late"})
    visitor.after(visitor.client.get(f"{place}/downloads/findings.xlsx", follow_redirects=False))
    assert "North" not in sheets_of(visitor.get(f"{place}/downloads/findings.xlsx").content)
    with lookup.open("rb") as file:
        there = visitor.after(visitor.send(f"{place}/teams", files={"teams": (lookup.name, file)}))
    assert there == f"{place}#rows"
    told = visitor.text(place)
    assert "Teams are by our teams.csv." in told
    visitor.after(visitor.client.get(f"{place}/downloads/findings.xlsx", follow_redirects=False))
    downloaded = visitor.get(f"{place}/downloads/findings.xlsx").content
    assert sheets_of(downloaded) == sheets_of(by_command)
    assert "Night team" in visitor.text(f"{place}/notes")


def test_a_corrected_return_keeps_the_teams(visitor: Visitor, shared_out: str) -> None:
    visitor.after(visitor.send(f"{shared_out}/fix"))
    corrected = visitor.after(visitor.send(f"{shared_out}/corrected", classes=["case", "spaces"]))
    assert visitor.get(f"/api{corrected}").json()["teams"] != []


@pytest.mark.needs_more
def test_the_api_shares_out_by_a_file_or_a_column(visitor: Visitor, lookup: Path, shared_out: str) -> None:
    given = visitor.client.post(
        "/api/files",
        content=lookup.read_bytes(),
        headers={"File-Name": "our teams.csv", "Content-Type": "application/octet-stream"},
    ).json()
    assert given in visitor.client.get("/api/files").json()
    place = visitor.check(EXAMPLE)
    begun = visitor.client.put(f"/api{place}/teams", json={"file": given["number"]})
    visitor.wait(begun.json()["number"])
    assert visitor.get(f"/api{place}").json()["teams"] == visitor.get(f"/api{shared_out}").json()["teams"]
    with_return = visitor.client.post(
        "/api/returns",
        params={"as_of": "2026-04-20", "teams": given["number"]},
        content=EXAMPLE.read_bytes(),
        headers={"Content-Type": "application/octet-stream"},
    ).json()
    visitor.wait(with_return["check"]["number"])
    told = visitor.get(f"/api/returns/{with_return['number']}").json()
    assert told["teams"] == visitor.get(f"/api{shared_out}").json()["teams"]
    both = visitor.client.put(f"/api{place}/teams", json={"file": given["number"], "column": "Team"})
    assert (both.status_code, both.json()["detail"][:34]) == (400, "Name teams by a column or by a fil")
    wrong = visitor.client.put(f"/api{place}/teams", json={"column": "Tema"}).json()
    visitor.wait(wrong["number"])
    told = visitor.client.get(f"/api/work/{wrong['number']}").json()
    assert told["state"] == "refused"
    assert "has no column 'Tema'" in told["fault"]
    assert visitor.client.delete(f"/api/files/{given['number']}").status_code == 204
    assert visitor.client.delete(f"/api/files/{given['number']}").status_code == 404


def test_a_column_that_is_none_leaves_the_result_as_it_was(visitor: Visitor, result: str) -> None:
    wrong = visitor.after(visitor.send(f"{result}/teams", team_column="Tema"))
    assert "faulty_return.csv has no column 'Tema'" in visitor.text(wrong)
    assert "Will it be accepted?" in visitor.text(result)


def test_a_column_that_is_none_is_told_by_the_name_of_the_return(visitor: Visitor) -> None:
    wrong = visitor.check(EXAMPLE, "our return.csv", team_column="Tema")
    assert "our return.csv has no column 'Tema'" in visitor.text(wrong)


@pytest.mark.parametrize(("content", "says"), BAD_FILES)
def test_a_bad_teams_file_is_told_beside_its_field_and_nothing_is_kept(
    visitor: Visitor, result: str, content: str, says: str
) -> None:
    held, before = len(visitor.session.returns), set(visitor.session.folder.glob("file-*/*"))
    teams = {"teams": ("our teams.csv", content.encode())}
    with EXAMPLE.open("rb") as file:
        with_return = visitor.send("/returns", files={"file": ("q1.csv", file), **teams}, as_of=RECEIVED)
    later = visitor.send(f"{result}/teams", files=teams)
    for answer in (with_return, later):
        assert answer.status_code == 400
        assert f"There is a problem {says}" in said(answer)
        assert 'href="#teams"' in answer.text
        assert "<title>Error: " in answer.text
        assert "P1" not in said(answer).partition("There is a problem")[2][:300]
    assert len(visitor.session.returns) == held
    assert set(visitor.session.folder.glob("file-*/*")) == before


def test_neither_file_nor_column_says_what_to_give(visitor: Visitor, result: str) -> None:
    answer = visitor.send(f"{result}/teams", files={"teams": ("", b"")})
    assert answer.status_code == 400
    assert "Select a teams file, or name the column that names the team." in said(answer)


def test_a_file_and_a_column_are_not_both_taken(visitor: Visitor, result: str, lookup: Path) -> None:
    with lookup.open("rb") as file:
        answer = visitor.send(f"{result}/teams", files={"teams": (lookup.name, file)}, team_column="Team")
    assert answer.status_code == 400
    assert "Name teams by the column Team or by our teams.csv, not by both." in said(answer)


def test_a_teams_file_that_is_too_large_is_refused(
    visitor: Visitor, result: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "LARGEST_BESIDE_MB", 0)
    answer = visitor.send(f"{result}/teams", files={"teams": ("teams.csv", b"x")})
    assert answer.status_code == 400
    assert "must be smaller than 0 MB. Select a teams file." in said(answer)


def test_a_file_beside_returns_that_is_too_large_or_empty_is_refused_by_the_api(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = visitor.client.get("/api/files").json()
    monkeypatch.setattr(api, "LARGEST_BESIDE_MB", 0)
    headers = {"Content-Type": "application/octet-stream"}
    large = visitor.client.post("/api/files", content=b"x", headers=headers)
    assert large.status_code == 413
    assert "smaller than 0 MB. Pack it, or leave out what is not needed." in large.json()["detail"]
    empty = visitor.client.post("/api/files", content=b"", headers=headers)
    assert (empty.status_code, empty.json()["detail"]) == (
        400,
        "The file is empty. Send one with rows in it.",
    )
    assert visitor.client.get("/api/files").json() == before


def test_a_teams_file_of_other_people_says_so(visitor: Visitor) -> None:
    place = visitor.check(EXAMPLE)
    visitor.after(
        visitor.send(f"{place}/teams", files={"teams": ("teams.csv", f"{HEADER}nobody,North\n".encode())})
    )
    assert "None of these findings is of a person whom teams.csv gives a team." in visitor.text(place)


def test_too_many_teams_are_refused(visitor: Visitor, tmp_path: Path) -> None:
    table = pl.read_csv(EXAMPLE, infer_schema=False)
    many = pl.concat([table] * 20).with_row_index("Own")
    many.select(*table.columns, "Own").write_csv(tmp_path / "many.csv")
    place = visitor.check(tmp_path / "many.csv")
    end = visitor.after(visitor.send(f"{place}/teams", team_column="Own"))
    assert "Name a column or a file with at most 200." in visitor.text(end)


def test_a_removed_return_takes_what_was_shared_out_along(visitor: Visitor, lookup: Path) -> None:
    place = visitor.check(EXAMPLE)
    with lookup.open("rb") as file:
        visitor.after(visitor.send(f"{place}/teams", files={"teams": (lookup.name, file)}))
    held = visitor.session.held(int(place.removeprefix("/returns/")))
    folders = [work.folder for work in held.works]
    assert all(folder.exists() for folder in folders)
    visitor.send(f"{place}/remove")
    assert not any(folder.exists() for folder in folders)
