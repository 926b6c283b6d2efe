"""Invented people have NHS numbers that are never issued."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencld.errors import Misused
from opencld.nhs_number import is_valid
from opencld.synthetic.numbers import nhs_number

IN_RANGE = 9 * 99_999
ALL = 100 * IN_RANGE


@given(st.integers(0, ALL - 1))
def test_a_number_is_valid_and_of_the_9_series(place: int) -> None:
    number = nhs_number(place)
    assert is_valid(number)
    assert number.startswith("9")


@given(st.lists(st.integers(0, ALL - 1), unique=True, min_size=2, max_size=50))
def test_no_two_people_have_the_same_number(places: list[int]) -> None:
    assert len({nhs_number(place) for place in places}) == len(places)


def test_neighbours_have_different_numbers() -> None:
    assert len({nhs_number(place) for place in range(20_000)}) == 20_000


def test_the_999_range_is_used_up_before_the_next() -> None:
    assert nhs_number(0).startswith("999")
    assert nhs_number(IN_RANGE - 1).startswith("999")
    assert nhs_number(IN_RANGE).startswith("998")
    assert nhs_number(ALL - 1).startswith("900")


def test_more_people_than_numbers_are_refused() -> None:
    with pytest.raises(Misused, match="not enough NHS numbers"):
        nhs_number(ALL)
