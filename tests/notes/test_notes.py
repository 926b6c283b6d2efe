"""Notes for the comments box: drafted, edited, carried over, shown beside findings, printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from opencld.cli import cld
from opencld.errors import CannotRead, Misused, OpencldError
from opencld.notes import Answer, Missing, Notes, as_yaml, comment, draft, read_notes
from opencld.notes.drafting import blank_rules
from opencld.notes.model import standing_questions
from tests.validation.little_returns import SPECIFICATION, an_event, check, write_return

PERIOD = (date(2025, 4, 1), date(2026, 3, 31))
REVIEW = {"event_start_date": "02/03/2026", "event_end_date": "02/03/2026"}
ROWS = [an_event("request"), an_event("assessment"), an_event("service"), an_event("review", **REVIEW)]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cld, list(map(str, arguments)))


def drafted(folder: Path, rows: list[dict[str, str]], last: Notes | None = None) -> Notes:
    return draft(check(folder / "return.csv", rows).summary, SPECIFICATION, last)


def about(notes: Notes) -> dict[str, Missing]:
    return {one.about: one for one in notes.missing}


def test_blank_cells_that_should_be_filled_are_drafted_with_their_share(tmp_path: Path) -> None:
    blank = [{**ROWS[0], "gender": ""}, *ROWS[1:]]
    note = about(drafted(tmp_path, blank))["Gender"]
    assert note.what == "Blank on 1 of 4 rows that should have it (25.0 %)."
    assert (note.reason, note.expected, note.confirmed) == ("", "", False)


def test_a_date_of_death_that_is_blank_is_not_missing(tmp_path: Path) -> None:
    assert "Date of Death" not in about(drafted(tmp_path, ROWS))


def test_an_event_type_without_a_row_is_drafted(tmp_path: Path) -> None:
    assert about(drafted(tmp_path, ROWS[:3]))["Reviews"].what == "There are no reviews in this return."
    assert "Reviews" not in about(drafted(tmp_path, ROWS))


def test_every_standing_question_is_asked_and_rests_on_a_section_of_the_guidance(tmp_path: Path) -> None:
    assert [one.question for one in drafted(tmp_path, ROWS).answers] == list(standing_questions())
    assert {one.guidance for one in standing_questions().values()} <= set(SPECIFICATION.guidance_sections)


def test_the_rules_on_blank_cells_are_rules() -> None:
    assert blank_rules() <= set(SPECIFICATION.rule)


def test_last_quarters_words_are_carried_over_to_be_confirmed(tmp_path: Path) -> None:
    last = Notes(
        la_code=ROWS[0]["la_code"],
        period=(date(2025, 1, 1), date(2025, 12, 31)),
        missing=(
            Missing("Gender", "Blank on 9 of 9 rows.", "New system", "July 2026", confirmed=True),
            Missing("Ethnicity", "Blank on 5 of 9 rows.", "Old forms", "April 2026", confirmed=True),
            Missing("Mental health trust", "Reviews are missing.", "They send late", "", confirmed=True),
            Missing("Reviews", "There are no reviews in this return.", "Late", "", confirmed=True),
        ),
        answers=(Answer("unit_costs", "Top-ups are included.", confirmed=True),),
    )
    notes = drafted(tmp_path, [{**ROWS[0], "gender": ""}, *ROWS[1:]], last)
    found = about(notes)
    assert (found["Gender"].reason, found["Gender"].expected) == ("New system", "July 2026")
    assert found["Ethnicity"].what.startswith(
        "Filled on every row that should have it. Last quarter: Blank on 5"
    )
    assert found["Mental health trust"].reason == "They send late"
    assert "Reviews" not in found, "there are reviews now"
    assert {one.question: one.answer for one in notes.answers}["unit_costs"] == "Top-ups are included."
    assert not any(one.confirmed for one in notes.missing)
    assert not any(one.confirmed for one in notes.answers)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"la_code": "999"}, "Name the notes of the same authority"),
        ({"period": (date(2025, 7, 1), date(2026, 6, 30))}, "Name the notes of the quarter before"),
    ],
)
def test_notes_that_are_not_the_last_are_refused(
    tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    last = replace(Notes(ROWS[0]["la_code"], PERIOD, (), ()), **changes)  # type: ignore[arg-type]
    with pytest.raises(Misused, match=said):
        drafted(tmp_path, ROWS, last)


def test_only_what_is_confirmed_is_in_the_comment() -> None:
    notes = Notes(
        "503",
        PERIOD,
        (
            Missing("Gender", "Blank on 2 rows", "New system", "July 2026", confirmed=True),
            Missing("Ethnicity", "Blank on 3 rows"),
        ),
        (
            Answer("carers_charged", "No", confirmed=True),
            Answer("unit_costs", "Not sure"),
            Answer("three_conversations", "", confirmed=True),
        ),
    )
    text = comment(notes)
    assert "- Gender: Blank on 2 rows. New system. Expected: July 2026.\n" in text
    assert "charged for?" in text
    for left_out in ("Ethnicity", "Not sure", "three conversations", "503"):
        assert left_out not in text
    assert comment(replace(notes, missing=(), answers=())) == ""


texts = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\u2028\u2029\ufeff"), max_size=60
).map(str.strip)
missing = st.builds(Missing, texts.filter(bool), texts, texts, texts, st.booleans())
answers = st.builds(Answer, st.sampled_from(list(standing_questions())), texts, st.booleans())


@given(missing=st.lists(missing, max_size=5), answers=st.lists(answers, max_size=3))
def test_what_is_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, missing: list[Missing], answers: list[Answer]
) -> None:
    notes = Notes("503", PERIOD, tuple(missing), tuple(answers))
    path = tmp_path_factory.mktemp("notes") / "notes.yaml"
    path.write_text(as_yaml(notes), encoding="utf-8")
    assert read_notes(path) == notes


@pytest.mark.parametrize(
    ("text", "said", "error"),
    [
        ("a: [", "line 2: this is not YAML", Misused),
        ("just words", "the file: lines of the form", Misused),
        ("period: {start: soon, end: later}", "period: start and end must be days", Misused),
        (
            "period: {start: 2025-04-01, end: 2026-03-31}\nmissing: [{what: x}]",
            "missing, note 1: `about` is blank",
            Misused,
        ),
        (
            "period: {start: 2025-04-01, end: 2026-03-31}\nmissing: [{about: x, wat: y}]",
            "missing, note 1: there is no wat",
            Misused,
        ),
        (
            "period: {start: 2025-04-01, end: 2026-03-31}\nmissing: [{about: x, confirmed: maybe}]",
            "missing, note 1: confirmed must be true or false",
            Misused,
        ),
        (
            "period: {start: 2025-04-01, end: 2026-03-31}\nquestions: [{question: why}]",
            "questions, number 1: no question 'why' is asked",
            Misused,
        ),
    ],
)
def test_a_file_of_notes_with_a_fault_is_refused_and_the_place_named(
    tmp_path: Path, text: str, said: str, error: type[OpencldError]
) -> None:
    path = tmp_path / "notes.yaml"
    path.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(error) as refused:
        read_notes(path)
    assert f"notes.yaml, {said}" in str(refused.value)


def test_an_absent_file_of_notes_is_named_with_how_to_draft_one(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match=r"Draft notes with: cld notes RETURN\.csv -o notes\.yaml"):
        read_notes(tmp_path / "notes.yaml")


def test_the_command_drafts_carries_over_and_prints(tmp_path: Path) -> None:
    source = write_return(tmp_path / "return.csv", [{**ROWS[0], "gender": ""}, *ROWS[1:]])
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    assert run("notes", source, "-o", first, "--as-of", "2026-04-20").exit_code == 0
    assert run("notes", "--print", first).exit_code == 1, "nothing is confirmed"
    first.write_text(
        first.read_text(encoding="utf-8")
        .replace("reason: ''", "reason: New system")
        .replace("confirmed: false", "confirmed: true"),
        encoding="utf-8",
    )
    printed = run("notes", "--print", first)
    assert printed.exit_code == 0
    assert "- Gender: Blank on 1 of 4 rows that should have it (25.0 %). New system." in printed.stdout
    assert run("notes", source, "-o", second, "--last", first, "--as-of", "2026-04-20").exit_code == 0
    assert "reason: New system" in second.read_text(encoding="utf-8")
    assert "confirmed: true" not in second.read_text(encoding="utf-8").partition("la_code")[2]


def test_the_command_refuses_what_makes_no_sense(tmp_path: Path) -> None:
    source = write_return(tmp_path / "return.csv", ROWS)
    taken = tmp_path / "taken.yaml"
    taken.write_text("mine", encoding="utf-8")
    for arguments, error in (
        ((), "Misused"),
        ((source,), "Misused"),
        ((source, "--print", taken), "Misused"),
        ((source, "-o", tmp_path / "notes.txt"), "Misused"),
        ((source, "-o", taken), "CannotWrite"),
        ((source, "-o", tmp_path / "nowhere" / "notes.yaml"), "CannotWrite"),
    ):
        refused = run("notes", *arguments).exception
        assert type(refused).__name__ == error
        assert isinstance(refused, OpencldError)
    assert taken.read_text(encoding="utf-8") == "mine"


def test_notes_stand_beside_findings_in_reports_and_on_the_terminal(tmp_path: Path) -> None:
    source = write_return(tmp_path / "return.csv", [{**ROWS[0], "gender": ""}, *ROWS[1:]])
    notes, page, summary = (tmp_path / name for name in ("notes.yaml", "report.html", "report.md"))
    run("notes", source, "-o", notes, "--as-of", "2026-04-20")
    written = notes.read_text(encoding="utf-8").replace("reason: ''", "reason: New system")
    notes.write_text(written, encoding="utf-8")
    done = run(
        "validate", source, "--as-of", "2026-04-20", "--notes", notes, "--report", page, "--report", summary
    )
    assert "New system" in done.stdout
    text = page.read_text(encoding="utf-8")
    assert "Notes for the comments box" in text
    assert "Gender: Blank on 1 of 4 rows that should have it (25.0 %). New system. (not confirmed)" in text
    assert "New system" in summary.read_text(encoding="utf-8")


def test_notes_on_another_return_are_refused(tmp_path: Path) -> None:
    source = write_return(tmp_path / "return.csv", ROWS)
    path = tmp_path / "notes.yaml"
    for notes, said in (
        (Notes("999", PERIOD, (), ()), "has notes on a return of 999"),
        (
            Notes(ROWS[0]["la_code"], (date(2024, 4, 1), date(2025, 3, 31)), (), ()),
            "has notes on 01/04/2024 to 31/03/2025",
        ),
    ):
        path.write_text(as_yaml(notes), encoding="utf-8")
        refused = run("validate", source, "--notes", path).exception
        assert isinstance(refused, Misused)
        assert said in str(refused)
    several = run("validate", source, source, "--notes", path).exception
    assert isinstance(several, Misused)
