"""What a cell means, held against plain Python for any text that people could put into it."""

from __future__ import annotations

import re
from datetime import date, datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from opencld import nhs_number
from opencld.validation.cells import CellReader, compared, folded, improper, value
from opencld.validation.conditions import whole_years
from opencld.validation.readings import Readings
from tests.validation.little_returns import FIELDS, SPECIFICATION

READER = CellReader(SPECIFICATION, Readings(SPECIFICATION))
digits = st.text("0123456789", min_size=0, max_size=11)
odd_text = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
days = st.dates(date(1900, 1, 1), date(2030, 12, 31))


def read(field: str, texts: list[str]) -> pl.DataFrame:
    blank = dict.fromkeys(FIELDS, "")
    return READER.read(pl.DataFrame([{"row": 1, "line": 2, **blank, field: text} for text in texts]))


def meant(field: str, text: str) -> object:
    return read(field, [text])[value(field)][0]


def is_improper(field: str, text: str) -> bool:
    return bool(read(field, [text])[improper(field)][0])


def a_day(text: str) -> date | None:
    if not re.fullmatch(r"[0-9]{2}/[0-9]{2}/[0-9]{4}", text):
        return None
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()
    except ValueError:
        return None


date_like = st.one_of(
    days.map(lambda day: day.strftime("%d/%m/%Y")),
    st.from_regex(r"[0-9]{1,2}[/. -][0-9]{1,2}[/. -][0-9]{2,5}", fullmatch=True),
    st.from_regex(r"[ +0-9][0-9]/[0-9][0-9 ]/[+ 0-9]{4}", fullmatch=True),
    st.from_regex(r"[0-3][0-9]/[01][0-9]/[0-9]{4}", fullmatch=True),
    odd_text,
)


@given(date_like)
def test_a_date_is_a_real_day_written_as_two_two_and_four_digits_and_nothing_else(text: str) -> None:
    assert meant("event_start_date", text) == a_day(text)
    assert is_improper("event_start_date", text) == (a_day(text) is None and text != "")


@given(st.lists(st.lists(date_like, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3))
def test_dates_that_come_over_and_over_mean_what_they_mean_alone(groups: list[tuple[str, ...]]) -> None:
    # as many rows as show that a column has few texts
    texts = [text for group in groups for text in group * 150]
    frame = read("event_end_date", texts)
    assert frame[value("event_end_date")].to_list() == [a_day(text) for text in texts]
    assert frame[improper("event_end_date")].to_list() == [
        bool(text) and a_day(text) is None for text in texts
    ]


@given(st.lists(odd_text | st.sampled_from(["P1", "p1", "P1 ", " P1", "P\n1"]), min_size=1))
def test_identifiers_are_compared_without_regard_to_capitals_and_trailing_spaces(texts: list[str]) -> None:
    frame = read("event_reference", texts)
    assert frame[folded("event_reference")].to_list() == compared(pl.Series(texts)).to_list()


@given(st.one_of(digits, odd_text, st.integers(9_990_000_000, 9_999_999_999).map(str)))
def test_an_nhs_number_is_what_its_own_module_says_it_is(text: str) -> None:
    assert meant("nhs_number", text) == (int(text) if nhs_number.is_valid(text) else None)


@given(st.one_of(odd_text, st.from_regex(r"-?[0-9]{0,6}[.,]?[0-9]{0,4}[eE]?[0-9]?", fullmatch=True)))
def test_an_amount_is_digits_with_or_without_a_point_and_a_minus(text: str) -> None:
    is_number = re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) is not None
    assert meant("unit_cost", text) == (float(text) if is_number else None)


def test_postcodes_are_full_with_one_space_or_the_first_part_or_unknown() -> None:
    right = [
        "QQ1 2ZZ",
        "Q1 2ZZ",
        "QQ12 2ZZ",
        "QQ1Q 2ZZ",
        "qq1 2zz",
        "QQ1",
        "Q12",
        "Unknown",
        "ZZ99 3VZ",
        "ZZ99 3WZ",
    ]
    wrong = [
        "QQ12ZZ",
        "QQ1  2ZZ",
        " QQ1 2ZZ",
        "QQ1 2Z",
        "1QQ 2ZZ",
        "unknown",
        "Not known",
        "ZZ993VZ",
        "QQ1 2ZZ.",
    ]
    assert not any(is_improper("postcode", text) for text in right)
    assert all(is_improper("postcode", text) for text in wrong)


def test_local_authority_codes_are_the_listed_ones_or_three_digits() -> None:
    right = [*SPECIFICATION.local_authorities, "999"]
    wrong = ["Lincolnshire", "503 ", "0503", "50", "h6x4g", "503.0"]
    assert not any(is_improper("la_code", text) for text in right)
    assert all(is_improper("la_code", text) for text in wrong)


def test_every_listed_value_is_proper_and_means_itself() -> None:
    for field, values in SPECIFICATION.defined_lists.items():
        frame = read(field, list(values))
        assert frame[value(field)].cast(pl.String).to_list() == list(values)
        assert not frame[improper(field)].any()


def test_every_safe_release_1_value_is_improper_but_means_its_successor() -> None:
    for (field, old), mapped in SPECIFICATION.release_1_value.items():
        assert is_improper(field, old)
        assert meant(field, old) == (mapped.release2_value if mapped.is_safe else None)


@given(days, days)
def test_whole_years_are_birthdays(birth: date, day: date) -> None:
    had_birthday = (day.month, day.day) >= (birth.month, birth.day)
    expected = day.year - birth.year - (0 if had_birthday else 1)
    frame = pl.DataFrame({"birth": [birth], "day": [day]})
    assert whole_years(frame["birth"], frame["day"]).item() == expected
