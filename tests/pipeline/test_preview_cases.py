"""Cases behind figures are found by identifier and by why they are left out, and a page has only what differs."""

from __future__ import annotations

import polars as pl

from opencld.pipeline.preview_cases import COUNTED, reasons_in, seek_cases

CASES = pl.DataFrame(
    {
        "la_person_unique_identifier": ["P1", "P2", "p10"],
        "event_reference": ["R1", "R2; R3", ""],
        "la_code": ["503"] * 3,
        "period_start": ["2025-04-01"] * 3,
        "age_band": ["18 to 64", "65 and above", "65 and above"],
        "left_out_by": [None, "2: too early", "2: too early"],
    }
)


def test_why_comes_beside_the_person_and_what_is_alike_is_left_out() -> None:
    found = seek_cases(CASES)
    assert found.columns == ("Person", "Event reference", "Left out by", "Age band")
    assert found.rows[0] == ("P1", "R1", "", "18 to 64")
    assert found.total == 3


def test_cases_are_found_by_identifier_or_reference_whatever_its_capitals() -> None:
    assert [row[0] for row in seek_cases(CASES, "P1").rows] == ["P1", "p10"]
    assert [row[0] for row in seek_cases(CASES, "r3").rows] == ["P2"]
    assert seek_cases(CASES, ".").total == 0


def test_cases_are_chosen_by_why_they_are_left_out() -> None:
    assert reasons_in(CASES) == (COUNTED, "2: too early")
    assert [row[0] for row in seek_cases(CASES, reason=COUNTED).rows] == ["P1"]
    assert seek_cases(CASES, reason="2: too early").total == 2
    assert reasons_in(CASES.drop("left_out_by")) == ()


def test_a_page_of_cases_begins_where_it_was_asked_to() -> None:
    found = seek_cases(CASES, first=1, most=1)
    assert [row[0] for row in found.rows] == ["P2"]
    assert found.total == 3


def test_nhs_numbers_and_names_come_beside_the_person() -> None:
    cases = CASES.with_columns(last_name=pl.lit("Nobody"), nhs_number=pl.lit("9990000018"))
    columns = seek_cases(cases).columns
    assert columns == (
        "Person",
        "Event reference",
        "NHS number",
        "Last name",
        "Left out by",
        "Age band",
    )
