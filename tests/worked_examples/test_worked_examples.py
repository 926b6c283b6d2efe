"""Every situation from the guidance makes the findings it should, and no others."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.validation.little_returns import SPECIFICATION, a_row, check
from tests.worked_examples.situations import Expected, Situation, all_situations

SITUATIONS = tuple(all_situations())
FIELD_NAMES = {field.header: field.name for field in SPECIFICATION.fields}
DERIVED_PERIOD = "RP03"


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_a_situation_makes_the_findings_it_should_and_no_others(situation: Situation, tmp_path: Path) -> None:
    rows = [a_row(row) for row in situation.rows]
    findings = check(tmp_path / "return.csv", rows, as_of=situation.as_of).findings.to_dicts()
    made = Counter(
        # a finding names the field at fault first
        Expected(finding["row"], finding["rule"], FIELD_NAMES.get(finding["field"].split("; ")[0], ""))
        for finding in findings
        if situation.period_matters or finding["rule"] != DERIVED_PERIOD
    )
    assert made == Counter(situation.expect)


def test_every_situation_has_a_name_of_its_own() -> None:
    assert [name for name, count in Counter(one.name for one in SITUATIONS).items() if count > 1] == []


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_a_situation_says_which_section_of_the_guidance_it_is_from(situation: Situation) -> None:
    sections = {*SPECIFICATION.guidance_sections, *(field.guidance_section for field in SPECIFICATION.fields)}
    assert situation.source in sections


def test_most_situations_are_right_and_stay_silent() -> None:
    silent = [situation for situation in SITUATIONS if not situation.expect]
    assert len(SITUATIONS) >= 60
    assert len(silent) > len(SITUATIONS) / 2
