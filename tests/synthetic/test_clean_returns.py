"""Invented returns without planted faults have no finding, not even a note."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opencld.specification import load_specification
from opencld.synthetic import quarters_up_to
from tests.synthetic.invented import (
    CITY_OF_LONDON,
    ISLES_OF_SCILLY,
    LINCOLNSHIRE,
    MARCH_2026,
    a_plan,
    checked,
    invented,
)

LA_CODES = sorted(load_specification().local_authorities)
QUARTERS = quarters_up_to(date(2030, 12, 31), 36)


def findings_of(folder: Path) -> list[object]:
    return [(one["file"], found.rows()) for one, found in checked(folder) if found.height]


@settings(max_examples=8, deadline=None)
@given(
    la_code=st.sampled_from(LA_CODES),
    quarter=st.sampled_from(QUARTERS),
    seed=st.integers(0, 2**32 - 1),
    scale=st.sampled_from([0.001, 0.01, 0.03]),
)
def test_a_return_of_any_authority_quarter_seed_and_scale_has_no_finding(
    la_code: str, quarter: date, seed: int, scale: float
) -> None:
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "returns"
        invented(folder, a_plan(la_code, quarters=(quarter,), seed=seed, scale=scale))
        assert findings_of(folder) == []


@pytest.mark.parametrize("la_code", [CITY_OF_LONDON, ISLES_OF_SCILLY])
def test_the_smallest_authorities_have_no_finding_in_any_of_thirteen_quarters(
    tmp_path: Path, la_code: str
) -> None:
    invented(tmp_path / "returns", a_plan(la_code, quarters=quarters_up_to(MARCH_2026, 13), scale=0.01))
    assert findings_of(tmp_path / "returns") == []


def test_a_large_return_has_no_finding(tmp_path: Path) -> None:
    made = invented(tmp_path / "returns", a_plan(LINCOLNSHIRE, scale=0.2))
    assert made.rows > 15_000
    assert findings_of(tmp_path / "returns") == []
