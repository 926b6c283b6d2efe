"""The summary in Markdown says what is wrong, and nothing that a row holds."""

from __future__ import annotations

from pathlib import Path

from opencld import Validation, validate
from opencld.reports import write_report
from tests.validation.little_returns import AS_OF, FIELDS, an_event, check, write_return

EXAMPLE = Path(__file__).parents[2] / "examples/faulty_return.csv"


def message_of(target: Path, *validations: Validation) -> str:
    write_report(target, validations)
    return target.read_text(encoding="utf-8")


def test_it_says_whether_the_file_is_accepted_and_what_each_rule_found(tmp_path: Path) -> None:
    checked = validate(EXAMPLE, AS_OF)
    text = message_of(tmp_path / "a.md", checked)
    assert "| **Will it be accepted?** | **Yes, but the centre will report its errors back.** |" in text
    assert "| DL02 | error | Accommodation Status | A listed value in another form | 3 | 0.7 | 3 |" in text
    for rule in {count.rule for count in checked.summary.rules}:
        assert f"**{rule}: " in text


def test_no_cell_of_a_return_is_in_it_even_where_identifiers_are_shown(tmp_path: Path) -> None:
    # every cell is wrong, and told from any word of the summary
    rows = [{name: f"Zz{number}q{place}x" for place, name in enumerate(FIELDS)} for number in range(3)]
    text = message_of(tmp_path / "a.md", check(tmp_path / "r.csv", rows, show_identifiers=True))
    assert "Zz" not in text
    assert "| DL03 | error | Gender |" in text


def test_values_identifiers_and_references_of_the_example_are_not_in_it(tmp_path: Path) -> None:
    checked = validate(EXAMPLE, AS_OF, show_identifiers=True)
    text = message_of(tmp_path / "a.md", checked)
    findings = checked.findings
    for column in ("la_person_unique_identifier", "event_reference", "value"):
        held = {part for text_ in findings[column] for part in text_.split("; ") if len(part) > 4}
        # the words for types of event are those of the summary itself
        assert [one for one in held if one in text and one not in ("Request", "Hourly")] == []


def test_a_column_that_is_not_the_specifications_is_not_named(tmp_path: Path) -> None:
    source = write_return(tmp_path / "r.csv", [an_event("request")])
    lines = source.read_text(encoding="utf-8").splitlines()
    source.write_text(f"{lines[0]},Wren Holloway\n{lines[1]},\n", encoding="utf-8")
    text = message_of(tmp_path / "a.md", validate(source, AS_OF))
    assert "Holloway" not in text
    assert "a column that is not the specification's" in text


def test_marks_of_markdown_in_a_file_name_stay_text(tmp_path: Path) -> None:
    text = message_of(tmp_path / "a.md", check(tmp_path / "a|b_c*<i>.csv", [an_event("request")]))
    assert r"## a\|b\_c\*\<i\>.csv" in text
