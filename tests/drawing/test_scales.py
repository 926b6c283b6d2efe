"""Scales end on round numbers around the values, with few marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencld.drawing.scales import counting_scale, factor_scale

AMOUNTS = st.floats(min_value=1e-9, max_value=1e12)


@given(st.integers(min_value=0, max_value=10**9))
def test_a_scale_of_counts_reaches_the_greatest_in_at_most_four_whole_steps(greatest: int) -> None:
    scale = counting_scale(greatest)
    assert scale.marks[0] == 0
    assert scale.marks[-1] == scale.greatest >= greatest
    assert 2 <= len(scale.marks) <= 5
    assert all(mark == int(mark) for mark in scale.marks)


@given(AMOUNTS, AMOUNTS)
def test_a_scale_of_factors_holds_both_ends_with_at_most_five_marks(one: float, other: float) -> None:
    least, greatest = sorted((one, other))
    scale = factor_scale(least, greatest)
    assert scale.marks[0] <= least <= greatest <= scale.marks[-1]
    assert 2 <= len(scale.marks) <= 5
    assert list(scale.marks) == sorted(set(scale.marks))
    assert 0 <= scale.share(least) <= scale.share(greatest) <= 1


def test_each_factor_of_ten_takes_the_same_length() -> None:
    scale = factor_scale(1, 10_000)
    assert [round(scale.share(value), 6) for value in (1, 10, 100, 1000, 10_000)] == [0, 0.25, 0.5, 0.75, 1]


@pytest.mark.parametrize(("least", "greatest"), [(0, 1), (-1, 5), (5, 2), (1, float("inf"))])
def test_a_scale_of_factors_refuses_what_it_cannot_hold(least: float, greatest: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        factor_scale(least, greatest)
