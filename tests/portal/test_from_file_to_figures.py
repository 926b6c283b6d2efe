"""The whole way in pages, and that page, API and command line say the same of the same return."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from opencld.cli import cld
from opencld.portal.session import REPORTS
from opencld.repair import TAKEN
from tests.portal.typed import sheets_of, typed
from tests.portal.visiting import AS_OF, EXAMPLE, Visitor, said

NAME = "our return.csv"


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two invented returns of one authority, the later one with faults in it."""
    folder = tmp_path_factory.mktemp("invented")
    made = {}
    for name, options in (
        ("last", ["--quarter", "2025-12-31"]),
        ("this", ["--quarter", "2026-03-31", "--faults", "0.03"]),
    ):
        command = ["synth", "--la-code", "503", "--scale", "0.02", "--out", str(folder / name), *options]
        done = CliRunner().invoke(cld, command)
        assert done.exit_code == 0, done.output
        [made[name]] = (folder / name).glob("503*.csv")
    return made


@pytest.fixture(scope="module")
def place(visitor: Visitor, returns: dict[str, Path]) -> str:
    """The place of the result of the invented return with faults."""
    return visitor.check(returns["this"], NAME)


@pytest.fixture(scope="module")
def command_line(returns: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the same return under the same name, and what the commands make of it."""
    folder = tmp_path_factory.mktemp("typed")
    (folder / NAME).write_bytes(returns["this"].read_bytes())
    (folder / "last.csv").write_bytes(returns["last"].read_bytes())
    return folder


def number_of(place: str) -> int:
    """Return the number of the return that a place is about."""
    found = re.search(r"\d+", place)
    assert found
    return int(found[0])


def test_page_api_and_command_line_give_the_same_result(
    visitor: Visitor, place: str, command_line: Path
) -> None:
    [by_command] = json.loads(typed("validate", command_line / NAME, *AS_OF, "--json"))["returns"]
    by_api = visitor.get(f"/api{place}").json()
    assert by_api["summary"] == by_command
    shown = visitor.text(place)
    page = visitor.get(place).text
    for severity, counted in by_command["findings"].items():
        if counted:
            assert f"{counted:,} {severity}" in shown
    rules: dict[str, int] = {}
    for count in by_command["rules"]:
        rules[count["rule"]] = rules.get(count["rule"], 0) + count["findings"]
    listed = re.findall(
        r'/rules/(\w+)">\w+</a></th>.*?nhsuk-table__cell--numeric">([\d,]+)</td>', page.replace("\n", "")
    )
    assert {code: int(counted.replace(",", "")) for code, counted in listed} == rules


def test_every_finding_is_the_same_in_rows_api_and_file(
    visitor: Visitor, place: str, command_line: Path, tmp_path: Path
) -> None:
    typed("validate", command_line / NAME, *AS_OF, "--findings", tmp_path / "findings.csv")
    with (tmp_path / "findings.csv").open(encoding="utf-8", newline="") as file:
        by_command = list(csv.DictReader(file))
    answer = visitor.client.post(f"/api{place}/findings", json={"most": 1000}).json()
    assert answer["total"] == len(by_command)
    for told, typed_row in zip(answer["findings"], by_command, strict=True):
        for name in ("row", "rule", "severity", "field", "value", "message", "suggestion"):
            assert ("" if told[name] is None else str(told[name])) == typed_row[name]
    seen: list[str] = []
    for number in range(1, -(-len(by_command) // 25) + 1):
        page = visitor.get(f"{place}?page={number}").text
        seen += re.findall(r'<a class="nhsuk-link" href="/returns/\d+/rules/(\w+)">\w+</a><br>', page)
    assert seen == [row["rule"] for row in by_command]


@pytest.mark.needs_more
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_the_same_as_the_commands(
    visitor: Visitor, place: str, command_line: Path, tmp_path: Path, name: str
) -> None:
    path = f"{place}/downloads/{name}"
    first = visitor.client.get(path, follow_redirects=False)
    if first.status_code == 303:
        assert visitor.after(first) == f"{place}/downloads?ready={name}"
        assert f"Download {name}" in visitor.text(f"{place}/downloads?ready={name}")
    answer = visitor.get(path)
    assert answer.headers["content-disposition"].startswith("attachment; ")
    by_api = visitor.get(f"/api{place}/reports/{name}")
    assert by_api.content == answer.content
    option = "--annotated" if name.startswith("annotated") else "--findings"
    option = "--report" if Path(name).suffix in (".html", ".md", ".xlsx") else option
    typed("validate", command_line / NAME, *AS_OF, option, tmp_path / name)
    by_command = (tmp_path / name).read_bytes()
    if name.endswith(".parquet"):
        assert pl.read_parquet(answer.content).equals(pl.read_parquet(by_command))
    elif name.endswith(".xlsx"):
        assert sheets_of(answer.content) == sheets_of(by_command)
    else:
        assert answer.content == by_command


@pytest.fixture(scope="module")
def corrected(visitor: Visitor, place: str) -> str:
    """The place of the result of the corrected return."""
    assert visitor.after(visitor.send(f"{place}/fix")) == f"{place}/fix"
    return visitor.after(visitor.send(f"{place}/corrected", classes=list(TAKEN)))


def test_correcting_is_the_same_as_the_command(
    visitor: Visitor, place: str, corrected: str, command_line: Path, tmp_path: Path
) -> None:
    typed("fix", command_line / NAME, *AS_OF, "-o", tmp_path / "fixed.csv", "--log", tmp_path / "log.csv")
    assert (
        visitor.get(f"{corrected}/downloads/corrected.csv").content == (tmp_path / "fixed.csv").read_bytes()
    )
    assert visitor.get(f"{corrected}/downloads/changes.csv").content == (tmp_path / "log.csv").read_bytes()
    shown = visitor.text(f"{place}/fix")
    changes = visitor.get(f"/api{place}/fixes").json()["changes"]
    for name in {change["change"] for change in changes}:
        cells = sum(change["rows"] for change in changes if change["change"] == name)
        assert f"{cells:,} cell" in shown
        assert f"Old and new values of “{name}”" in shown


def test_the_corrected_return_says_what_correcting_it_changed(
    visitor: Visitor, place: str, corrected: str
) -> None:
    assert corrected != place
    before, after = (visitor.get(f"/api{one}").json() for one in (place, corrected))
    assert after["corrected_from"] == before["number"]
    assert after["summary"]["findings"]["error"] < before["summary"]["findings"]["error"]
    told = visitor.text(corrected)
    assert "What correcting it changed" in told
    assert "Findings before and after, where they differ" in told
    assert "Download the corrected return" in told


def test_correcting_what_is_correct_writes_nothing(visitor: Visitor, corrected: str) -> None:
    visitor.after(visitor.send(f"{corrected}/fix"))
    held = len(visitor.session.returns)
    place = visitor.after(visitor.send(f"{corrected}/corrected", classes=["case"]))
    assert place == f"{corrected}/fix?unchanged=1"
    assert "Nothing would be changed" in visitor.text(place)
    assert len(visitor.session.returns) == held


@pytest.mark.needs_more
def test_values_are_decided_on_the_page_or_in_a_file(visitor: Visitor, result: str) -> None:
    visitor.after(visitor.send(f"{result}/fix"))
    page = visitor.get(f"{result}/fix").text
    assert 'name="decision-0"' in page
    refused = visitor.send(f"{result}/corrected", **{"decision-0": "no such value"})
    assert refused.status_code == 400
    assert 'href="#decision-0"' in refused.text
    assert "the new value is no value of" in said(refused)
    [first, *_] = visitor.get(f"/api{result}/fixes").json()["to_decide"]
    draft = visitor.get(f"{result}/downloads/decisions.csv").content.decode("utf-8-sig")
    answers = StringIO()
    writer = csv.DictWriter(answers, ["field", "value", "new value"], extrasaction="ignore")
    writer.writeheader()
    writer.writerow({"field": first["field"], "value": first["value"], "new value": "(blank)"})
    assert first["value"] in draft
    by_page = visitor.after(visitor.send(f"{result}/corrected", **{"decision-0": "(blank)"}))
    by_file = visitor.after(
        visitor.send(f"{result}/corrected", files={"decisions": ("my answers.csv", answers.getvalue())})
    )
    contents = [visitor.get(f"{one}/downloads/corrected.csv").content for one in (by_page, by_file)]
    assert contents[0] == contents[1]
    assert contents[0] != EXAMPLE.read_bytes()
    wrong = visitor.send(
        f"{result}/corrected", files={"decisions": ("my answers.csv", "field,value\nGender,x\n")}
    )
    assert wrong.status_code == 400
    assert "my answers.csv has no column new value" in said(wrong)


def test_nothing_chosen_to_correct_is_told(visitor: Visitor, result: str) -> None:
    visitor.after(visitor.send(f"{result}/fix"))
    answer = visitor.send(f"{result}/corrected")
    assert answer.status_code == 400
    assert "Tick at least one kind of change" in said(answer)


@pytest.fixture(scope="module")
def compared(visitor: Visitor, place: str, returns: dict[str, Path]) -> str:
    """The place of a comparison with the return before."""
    return visitor.after(
        visitor.send(f"{place}/compare", files={"file": ("last.csv", returns["last"].read_bytes())})
    )


def test_comparing_is_the_same_as_the_command(
    visitor: Visitor, compared: str, command_line: Path, tmp_path: Path
) -> None:
    names = {"html": "c.html", "md": "c.md", "changes.csv": "c.csv"}
    reports: list[str | Path] = [
        "--report",
        tmp_path / "c.html",
        "--report",
        tmp_path / "c.md",
        "--changes",
        tmp_path / "c.csv",
    ]
    typed("compare", command_line / "last.csv", command_line / NAME, *AS_OF, *reports)
    for ending, name in names.items():
        assert visitor.get(f"{compared}/{ending}").content == (tmp_path / name).read_bytes()
        assert visitor.get(f"/api{compared}/{ending}").content == (tmp_path / name).read_bytes()
    by_api = visitor.get(f"/api{compared}").json()
    shown = visitor.text(compared)
    assert by_api["kinds"]
    for kind in by_api["kinds"]:
        assert f"{kind['title']}: {kind['counted']}" in shown
    assert (by_api["last"], by_api["this"]) == ("last.csv", NAME)


@pytest.mark.needs_more
def test_what_a_return_does_to_each_measure_is_the_same_as_the_command(
    visitor: Visitor, place: str, compared: str, returns: dict[str, Path], command_line: Path, tmp_path: Path
) -> None:
    last = {"file": ("last.csv", returns["last"].read_bytes())}
    answer = visitor.send(f"{place}/compare", files=last, with_measures="yes")
    measured = visitor.after(answer)
    typed(
        "compare", command_line / "last.csv", command_line / NAME, *AS_OF, "--figures", tmp_path / "f.csv",
        "--report", tmp_path / "c.html", "--report", tmp_path / "c.md", "--report", tmp_path / "c.xlsx",
    )  # fmt: skip
    for ending, name in {"html": "c.html", "md": "c.md", "figures.csv": "f.csv"}.items():
        assert visitor.get(f"{measured}/{ending}").content == (tmp_path / name).read_bytes()
        assert visitor.get(f"/api{measured}/{ending}").content == (tmp_path / name).read_bytes()
    assert sheets_of(visitor.get(f"{measured}/xlsx").content) == sheets_of((tmp_path / "c.xlsx").read_bytes())
    figures = pl.read_csv(tmp_path / "f.csv")
    changed = figures.filter(pl.col("figure").is_not_null() & pl.col("last").ne_missing(pl.col("this")))
    by_api = visitor.get(f"/api{measured}").json()["measures"]
    assert [(one["Measure"], one["Figure"], one["Of"]) for one in by_api["changed"]] == changed.select(
        "measure", "figure", pl.col("group").fill_null("")
    ).rows()
    page = visitor.get(measured).text.partition('id="measures-heading"')[2]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page.partition('id="measures"')[2], re.DOTALL)
    shown = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in rows][1 : changed.height + 1]
    assert shown == [list(one.values()) for one in by_api["changed"]]
    assert "What it does to each measure" not in visitor.text(compared)
    assert visitor.get(f"/api{compared}").json()["measures"] is None
    assert visitor.get(f"{compared}/figures.csv").status_code == 404


@pytest.mark.needs_more
@pytest.mark.usefixtures("compared")
def test_the_api_compares_measures(visitor: Visitor, place: str) -> None:
    this = number_of(place)
    last = next(one.number for one in visitor.session.returns.values() if one.file.name == "last.csv")
    asked = {"last": last, "this": this, "with_measures": True}
    work = visitor.wait(visitor.client.post("/api/comparisons", json=asked).json()["number"])
    assert work.state == "done"
    told = visitor.get(f"/api{work.then}").json()["measures"]
    assert told["changed"]
    assert "ascof-2d" in {one["Measure"] for one in told["not_shown"]}


def test_returns_that_do_not_belong_together_are_told_by_their_names(
    visitor: Visitor, place: str, tmp_path: Path
) -> None:
    typed(
        "synth", "--la-code", "506", "--scale", "0.01", "--quarter", "2025-12-31", "--out", tmp_path / "other"
    )
    [other] = (tmp_path / "other").glob("[0-9]*.csv")
    end = visitor.after(
        visitor.send(f"{place}/compare", files={"file": ("not ours.csv", other.read_bytes())})
    )
    assert end.startswith("/work/")
    told = visitor.text(end)
    assert "There is a problem" in told
    assert f"not ours.csv is of 506 Derbyshire, {NAME} of 503 Lincolnshire" in told
    assert "Go back" in told


def test_comparing_with_nothing_says_what_to_select(visitor: Visitor, place: str) -> None:
    answer = visitor.send(f"{place}/compare", files={"file": ("", b"")})
    assert answer.status_code == 400
    assert "Select the return you sent last." in said(answer)


@pytest.fixture(scope="module")
def previewed(visitor: Visitor, place: str, returns: dict[str, Path]) -> str:
    """The place of the figures, beside those of the return before."""
    return visitor.after(
        visitor.send(
            f"{place}/figures",
            files={"file": ("last.csv", returns["last"].read_bytes())},
            with_fixed="yes",
        )
    )


def test_figures_are_the_same_as_the_commands(
    visitor: Visitor, previewed: str, command_line: Path, tmp_path: Path
) -> None:
    typed(
        "preview", command_line / NAME, "--previous", command_line / "last.csv", "--fixed", *AS_OF, "--out",
        tmp_path / "out", "--cases",
    )  # fmt: skip
    by_command = (tmp_path / "out/figures.csv").read_text(encoding="utf-8")
    assert visitor.get(f"{previewed}/downloads/csv").text == by_command
    by_api = visitor.get(f"/api{previewed}").json()
    rows = list(csv.DictReader(StringIO(by_command)))
    assert [(one["measure"], one["figure"] or "", one["group"] or "") for one in by_api] == [
        (one["measure"], one["figure"], one["group"]) for one in rows
    ]
    ascof = [one for one in rows if one["measure"] == "ascof-2a" and one["value"]]
    assert ascof
    shown = visitor.text(previewed)
    for one in ascof:
        assert f"{float(one['value']):,.1f}".removesuffix(".0") in shown
    written = sorted((tmp_path / "out").glob("503_*.csv"))
    assert written
    for path in written:
        table = path.stem.removeprefix("503_")
        told = visitor.client.post(f"/api{previewed}/cases/503/{table}", json={})
        assert told.json()["total"] == pl.read_csv(path, infer_schema=False).height


def test_cases_are_chosen_by_why_they_are_left_out(visitor: Visitor, previewed: str) -> None:
    place = f"{previewed}/503/ascof_2a_cases"
    everybody = visitor.get(place).text
    reasons = re.findall(r'<option value="(\d+)">([^<]+)</option>', everybody)
    assert ("1", "Counted") in reasons
    moved = visitor.send(place, reason=reasons[-1][0])
    some = visitor.text(moved.headers["location"].partition("#")[0])
    assert reasons[-1][1].replace("&#39;", "'") in some


def test_charts_show_what_the_api_counts(visitor: Visitor, place: str) -> None:
    counted = visitor.get(f"/api{place}/sense-checks").json()
    ended = sum(
        one["events"]
        for one in counted["events"]
        if (one["event_type"], one["counted_by"], one["place"]) == ("Request", "end", "within")
    )
    assert f"Requests that ended: {ended:,} in the period" in visitor.text(f"{place}/charts")
    assert visitor.get(f"{place}/charts").text.count('role="img"') > 5


def test_notes_are_filled_in_and_become_the_comment(visitor: Visitor, place: str) -> None:
    assert "Nothing is ticked yet" in visitor.text(f"{place}/notes")
    form = {"new-about": "Night team", "new-what": "Two services are late", "new-reason": "A new system"}
    assert visitor.send(f"{place}/notes", **form).status_code == 303
    notes = visitor.get(f"/api{place}/notes").json()
    assert notes["missing"][-1]["about"] == "Night team"
    last = len(notes["missing"]) - 1
    ticked = {f"what-{last}": "Two services are late", f"confirmed-{last}": "yes", f"expected-{last}": "July"}
    visitor.send(f"{place}/notes", **ticked)
    line = "- Night team: Two services are late. Expected: July."
    assert line in visitor.text(f"{place}/notes")
    assert line in visitor.get(f"{place}/notes/comment.txt").text
    assert line in visitor.get(f"/api{place}/comment").json()["comment"]
    kept = visitor.get(f"{place}/notes/notes.yaml").content
    again = visitor.send(f"{place}/notes", files={"last": ("notes.yaml", kept)})
    assert again.status_code == 303
    assert "Night team" in visitor.text(f"{place}/notes")


@pytest.mark.parametrize(
    ("form", "says", "beside"),
    [
        ({"new-what": "x"}, "Say what the note is about", "new-about"),
        ({"new-about": "Gender"}, "Say what is missing or incomplete about Gender", "new-what"),
    ],
)
def test_half_a_note_is_told_beside_its_field(
    visitor: Visitor, place: str, form: dict[str, str], says: str, beside: str
) -> None:
    answer = visitor.send(f"{place}/notes", **form)
    assert answer.status_code == 400
    assert says in said(answer)
    assert f'href="#{beside}"' in answer.text
    for typed_in in form.values():
        assert f'value="{typed_in}"' in answer.text


def test_a_file_that_holds_no_notes_is_told_by_its_own_name(visitor: Visitor, place: str) -> None:
    answer = visitor.send(f"{place}/notes", files={"last": ("last quarter.yaml", b"- a list")})
    assert answer.status_code == 400
    assert "last quarter.yaml" in said(answer)


def test_what_is_sought_stays_out_of_addresses_and_the_log(
    visitor: Visitor, place: str, caplog: pytest.LogCaptureFixture
) -> None:
    found = visitor.client.post(f"/api{place}/findings", json={"most": 1000}).json()["findings"]
    person = next(one["la_person_unique_identifier"] for one in found if one["la_person_unique_identifier"])
    moved = visitor.send(f"{place}/findings", words=person.lower(), severity="")
    address = moved.headers["location"]
    assert person.lower() not in address.lower()
    assert re.fullmatch(rf"{place}\?search=\d+#rows", address)
    shown = visitor.get(address.partition("#")[0]).text
    assert f">{person}</td>" in shown
    assert person not in caplog.text
    total = sum(
        person.lower() in f"{one['la_person_unique_identifier']}{one['event_reference']}".lower()
        for one in found
    )
    assert f"{total} finding" in shown


@pytest.mark.parametrize("severity", ["error", "warning", "note"])
def test_rows_are_filtered_by_severity_and_event_type(visitor: Visitor, place: str, severity: str) -> None:
    everything = visitor.client.post(f"/api{place}/findings", json={"most": 1000}).json()["findings"]
    expected = [one for one in everything if (one["severity"], one["event_type"]) == (severity, "Service")]
    asked = {"severity": severity, "event_type": "Service"}
    told = visitor.client.post(f"/api{place}/findings", json={**asked, "most": 1000}).json()
    assert told["findings"] == expected
    page = visitor.text(f"{place}?severity={severity}&event_type=Service")
    assert f"{len(expected)} finding" in page if expected else "No finding matches" in page


def test_rows_are_filtered_by_team(visitor: Visitor, tmp_path: Path) -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    with_teams = [
        f"{lines[0]},Team",
        *(f"{line},{('North', 'South')[n % 2]}" for n, line in enumerate(lines[1:])),
    ]
    path = tmp_path / "teams.csv"
    path.write_text("\n".join(with_teams) + "\n", encoding="utf-8")
    place = visitor.check(path, team_column="Team")
    counts = {}
    for team in ("", "North", "South"):
        told = visitor.client.post(f"/api{place}/findings", json={"team": team, "most": 1000}).json()
        counts[team] = told["total"]
        assert {one["team"] for one in told["findings"]} >= ({team} if team else {"North", "South"})
    about_the_file = sum(
        one["row"] is None
        for one in visitor.client.post(f"/api{place}/findings", json={"most": 1000}).json()["findings"]
    )
    no_team = visitor.client.post(f"/api{place}/findings", json={"team": "No team"}).json()["total"]
    assert counts[""] == counts["North"] + counts["South"] + about_the_file + no_team
    assert '<option value="North">' in visitor.get(place).text


def test_a_rules_page_says_why_and_shows_its_rows_and_examples(visitor: Visitor, place: str) -> None:
    found = visitor.client.post(f"/api{place}/findings", json={"rule": "EO01", "most": 1}).json()
    code, message = found["findings"][0]["rule"], found["findings"][0]["message"]
    told = visitor.text(f"{place}/rules/{code}")
    for words in ("Why", "What to do", "Guidance", "Rows that it found", "Examples with a finding"):
        assert words in told
    assert message.replace("`", "") in told.replace("`", "")
    assert visitor.get(f"{place}/rules/XX99").status_code == 404


def test_a_removed_return_and_its_file_are_gone(visitor: Visitor) -> None:
    place = visitor.check(EXAMPLE)
    held = visitor.session.held(number_of(place))
    folders = [held.file.path.parent, visitor.session.folder / f"work-{held.check.number}"]  # type: ignore[union-attr]
    assert all(folder.exists() for folder in folders)
    assert visitor.send(f"{place}/remove").status_code == 303
    assert not any(folder.exists() for folder in folders)
    answer = visitor.get(place)
    assert answer.status_code == 404
    assert "Give the file once more." in said(answer)


@pytest.fixture(scope="module")
def addresses(visitor: Visitor) -> list[str]:
    return re.findall(r'href="(/[^"]*)"', visitor.get("/specification").text)


def test_the_specification_is_looked_up_and_searched(visitor: Visitor, addresses: list[str]) -> None:
    for address in addresses:
        assert visitor.get(address).status_code == 200, address
    assert "Reablement" in visitor.text("/specification?words=reablement")
    assert "Nothing holds all of these words" in visitor.text("/specification?words=zzz")
    assert visitor.get("/specification/fields/nothing").status_code == 404
    assert visitor.get("/specification/fruits").status_code == 404
    assert visitor.get("/measures/nothing").status_code == 404
    assert visitor.get("/api/specification/rules/EO01").json()["title"].startswith("EO01: ")
