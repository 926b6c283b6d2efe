"""Every rule can be planted; all that was planted is found where it was planted, and nothing else."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from opencld.errors import Misused
from opencld.specification import Rule
from opencld.synthetic.planting import is_of_file
from tests.synthetic.invented import LINCOLNSHIRE, MARCH_2026, RUTLAND, a_plan, checked, invented, table
from tests.validation.little_returns import SPECIFICATION

SIDE_BY_SIDE = [rule for rule in SPECIFICATION.rules if not is_of_file(rule)]
OF_FILE = [rule for rule in SPECIFICATION.rules if is_of_file(rule)]
BEFORE_RELEASE_2 = date(2025, 6, 30)
Planted = tuple[str, str, str, str]


def planted_and_found(folder: Path) -> tuple[Counter[Planted], Counter[Planted]]:
    """What the answer file says, and what the check says: row, field, rule."""
    answers = table(folder / "planted_faults.csv")
    planted = Counter((line["file"], line["row"], line["field"], line["rule"]) for line in answers)
    found = Counter(
        # of several fields a finding names the one at fault first
        (submission["file"], str(finding["row"] or ""), finding["field"].split("; ")[0], finding["rule"])
        for submission, findings in checked(folder)
        for finding in findings.to_dicts()
    )
    return planted, found


@pytest.mark.parametrize(
    ("la_code", "quarter", "scale", "share"),
    [
        (LINCOLNSHIRE, MARCH_2026, 0.05, 0.1),
        (LINCOLNSHIRE, date(2025, 12, 31), 0.05, 0.1),
        (RUTLAND, date(2023, 6, 30), 0.5, 0.2),
        (LINCOLNSHIRE, date(2027, 9, 30), 0.15, 0.02),
    ],
)
def test_all_rules_are_found_where_they_were_planted_and_nothing_else(
    tmp_path: Path, la_code: str, quarter: date, scale: float, share: float
) -> None:
    folder = tmp_path / "returns"
    made = invented(folder, a_plan(la_code, quarters=(quarter,), scale=scale, faults=share))
    planted, found = planted_and_found(folder)
    assert found == planted
    assert planted.total() == made.faults
    assert {rule for _, _, _, rule in planted} == {rule.code for rule in SIDE_BY_SIDE}


@pytest.mark.parametrize("rule", OF_FILE, ids=lambda rule: rule.code)
def test_a_rule_on_the_whole_file_is_found_and_nothing_but_what_follows_from_it(
    tmp_path: Path, rule: Rule
) -> None:
    folder = tmp_path / "returns"
    quarter = BEFORE_RELEASE_2 if rule.fault == "dropped_column_before_due" else MARCH_2026
    invented(folder, a_plan(quarters=(quarter,), scale=0.5, fault_rules=(rule.code.lower(),)))
    planted, found = planted_and_found(folder)
    assert found == planted
    assert rule.code in {code for _, _, _, code in planted}


def test_only_the_rules_asked_for_are_planted(tmp_path: Path) -> None:
    invented(tmp_path / "returns", a_plan(faults=0.1, fault_rules=("EO01", "AC01")))
    planted, found = planted_and_found(tmp_path / "returns")
    assert found == planted
    assert {rule for _, _, _, rule in planted} == {"EO01", "AC01"}


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (("XX99",), "There is no rule"),
        (("FI04", "FI05"), "Plant them in returns of their own"),
        (("FI04", "EO01"), "Plant it without other rules"),
        (("FI09",), "received before 2025-10-01"),
    ],
)
def test_rules_that_cannot_be_planted_are_refused(tmp_path: Path, codes: tuple[str, ...], said: str) -> None:
    with pytest.raises(Misused, match=said):
        invented(tmp_path / "returns", a_plan(fault_rules=codes))
    assert list(tmp_path.iterdir()) == []
