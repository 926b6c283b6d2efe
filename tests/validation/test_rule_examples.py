"""Every rule's own examples: rows that pass make no finding, rows that fail make just the one they should."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from opencld.specification import Rule
from tests.validation.little_returns import (
    EXAMPLE_ROWS,
    SPECIFICATION,
    a_row,
    check,
    findings_on,
    findings_on_each,
    several,
)

WITHIN = [rule for rule in SPECIFICATION.rules if rule.kind in ("row", "each", "cell")]
ACROSS = [rule for rule in SPECIFICATION.rules if rule.kind == "across"]


def examples(rules: list[Rule], which: str) -> list[Any]:
    return [
        pytest.param(rule, example, id=f"{rule.code}-{number}")
        for rule in rules
        for number, example in enumerate(getattr(rule, which), start=1)
    ]


class FoundOn:
    """What the rules within a row find on rows, all of which are checked together, since none hangs on another."""

    def __init__(self, rows: Sequence[Mapping[str, str]], show_identifiers: bool = False) -> None:
        self.rows, self.findings = rows, findings_on_each(rows, show_identifiers)

    def __getitem__(self, row: Mapping[str, str]) -> list[dict[str, Any]]:
        return self.findings[self.rows.index(row)]


@pytest.fixture(scope="module")
def found_on_passing() -> FoundOn:
    return FoundOn([a_row(example) for rule in WITHIN for example in rule.passes])


@pytest.fixture(scope="module")
def found_on_failing() -> FoundOn:
    return FoundOn([a_row(example) for rule in WITHIN for example in rule.fails], show_identifiers=True)


@pytest.mark.parametrize("name", EXAMPLE_ROWS)
def test_a_row_that_the_examples_start_from_breaks_no_rule(name: str) -> None:
    assert findings_on(a_row({"a": name})) == []


@pytest.mark.parametrize("rule", [*WITHIN, *ACROSS], ids=lambda rule: rule.code)
def test_a_rule_has_an_example_that_passes_and_one_that_fails(rule: Rule) -> None:
    assert rule.passes
    assert rule.fails


@pytest.mark.parametrize(("rule", "example"), examples(WITHIN, "passes"))
def test_a_row_that_passes_makes_no_finding(
    rule: Rule, example: Mapping[str, Any], found_on_passing: FoundOn
) -> None:
    found = Counter(finding["rule"] for finding in found_on_passing[a_row(example)])
    assert found == Counter(example.get("also", ()))
    assert rule.code not in found


@pytest.mark.parametrize(("rule", "example"), examples(WITHIN, "fails"))
def test_a_row_that_fails_makes_just_its_finding(
    rule: Rule, example: Mapping[str, Any], found_on_failing: FoundOn
) -> None:
    findings = found_on_failing[a_row(example)]
    assert Counter(finding["rule"] for finding in findings) == Counter([rule.code, *example.get("also", ())])
    [finding] = [finding for finding in findings if finding["rule"] == rule.code]
    named = example.get("field", rule.fields[0])
    assert SPECIFICATION.field[named].header in finding["field"].split("; ")
    if "suggestion" in example:
        assert finding["suggestion"] == example["suggestion"]
    assert finding["suggestion_is_safe"] == (example.get("safe") == "true")
    assert finding["severity"] == rule.severity
    assert "{" not in finding["message"]


def rows_of(example: Mapping[str, Any]) -> list[dict[str, str]]:
    return [row for place, part in enumerate(example["rows"]) for row in several(part, place)]


@pytest.mark.parametrize(("rule", "example"), examples(ACROSS, "passes"))
def test_rows_that_pass_together_make_no_finding(
    rule: Rule, example: Mapping[str, Any], tmp_path: Path
) -> None:
    validation = check(tmp_path / "return.csv", rows_of(example))
    assert rule.code not in validation.findings["rule"].to_list()


@pytest.mark.parametrize(("rule", "example"), examples(ACROSS, "fails"))
def test_rows_that_fail_together_make_just_their_findings(
    rule: Rule, example: Mapping[str, Any], tmp_path: Path
) -> None:
    findings = check(tmp_path / "return.csv", rows_of(example)).findings.to_dicts()
    own = [finding for finding in findings if finding["rule"] == rule.code]
    expected = [int(row) for row in example["finds"]] if "finds" in example else [None]
    assert [finding["row"] for finding in own] == expected
    if "field" in example:
        assert own[0]["field"] == SPECIFICATION.field[example["field"]].header
    assert all(finding["severity"] == rule.severity and "{" not in finding["message"] for finding in own)
