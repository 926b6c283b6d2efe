"""Suggestions: what a value should have been, and when nobody needs to look."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencld.validation.readings import Readings
from opencld.validation.suggestions import CLASSES, SUGGESTERS, suggest
from tests.validation.little_returns import SPECIFICATION
from tests.validation.test_cells import date_like, is_improper, odd_text

READINGS = Readings(SPECIFICATION)
FIELD_OF = {
    "list_value": "gender",
    "nearest_list_value": "service_component",
    "la_code": "la_code",
    "date": "event_start_date",
    "amount": "unit_cost",
    "whole_number": "no_of_adults_being_cared_for",
    "nhs_number": "nhs_number",
    "postcode": "postcode",
}


def suggested(by: str, text: str) -> tuple[str, bool]:
    return suggest(by, SPECIFICATION.field[FIELD_OF[by]], text, READINGS)[:2]


@pytest.mark.parametrize(
    ("by", "text", "expected"),
    [
        ("date", "2025-07-01", ("01/07/2025", True)),
        ("date", "2025-07-01T00:00:00", ("01/07/2025", True)),
        ("date", "1/7/2025", ("01/07/2025", True)),
        ("date", "01-07-2025", ("01/07/2025", True)),
        ("date", "01.07.2025", ("01/07/2025", True)),
        ("date", "1 July 2025", ("01/07/2025", True)),
        ("date", "01-Jul-25", ("01/07/2025", False)),
        ("date", "20250701", ("01/07/2025", True)),
        ("date", "01/07/25", ("01/07/2025", False)),
        ("date", "01/07/48", ("01/07/1948", False)),
        ("date", "07/25/2025", ("25/07/2025", False)),
        ("date", "45839", ("01/07/2025", False)),
        ("date", "45839.5", ("01/07/2025", False)),
        ("date", "31/06/2025", ("", False)),
        ("date", "NULL", ("", False)),
        ("amount", "£1,250.00", ("1250.00", True)),
        ("amount", "$5", ("5", False)),
        ("amount", "1.2E+03", ("1200.00", False)),
        ("amount", " 23.5 ", ("23.5", True)),
        ("amount", "12,50", ("", False)),
        ("nhs_number", "999 000 0107", ("9990000107", True)),
        ("nhs_number", "999-000-0107", ("9990000107", True)),
        ("nhs_number", "999 000 0108", ("", False)),
        ("nhs_number", "9990000107.0", ("9990000107", True)),
        ("nhs_number", "9.99E+09", ("", False)),
        ("postcode", "qq12zz", ("QQ1 2ZZ", True)),
        ("postcode", "QQ1-2ZZ", ("QQ1 2ZZ", True)),
        ("postcode", "QQ1 OZZ", ("QQ1 0ZZ", False)),
        ("postcode", "unknown", ("Unknown", True)),
        ("postcode", "not known", ("", False)),
        ("la_code", "h6x4g", ("H6X4G", True)),
        ("la_code", "503.0", ("503", True)),
        ("la_code", "lincolnshire", ("503", False)),
        ("whole_number", "2.0", ("2", True)),
        ("whole_number", "two", ("", False)),
        ("list_value", "FEMALE", ("Female", True)),
        ("list_value", "F", ("", False)),
        ("nearest_list_value", "Home suport or domicilary care", ("Home support or domiciliary care", False)),
        ("nearest_list_value", "something else entirely", ("", False)),
    ],
)
def test_a_suggestion_is_what_an_analyst_would_put(by: str, text: str, expected: tuple[str, bool]) -> None:
    assert suggested(by, text) == expected


@given(
    st.sampled_from(sorted(SUGGESTERS)),
    st.one_of(odd_text, date_like, st.text("0123456789.,£E+- /", max_size=12)),
)
def test_a_suggestion_can_always_be_read_and_a_safe_one_is_never_blank(by: str, text: str) -> None:
    suggestion, is_safe = suggested(by, text)
    assert suggestion or not is_safe
    if suggestion:
        assert not is_improper(FIELD_OF[by], suggestion)


@pytest.mark.parametrize(
    ("by", "text", "change"),
    [
        ("list_value", "FEMALE", "case"),
        ("list_value", " Female", "spaces"),
        ("list_value", "female.", "punctuation"),
        ("la_code", "503.0", "decimal-point"),
        ("la_code", " 503", "spaces"),
        ("la_code", "h6x4g", "case"),
        ("la_code", "Lincolnshire", "name"),
        ("date", "2025-07-01", "date-form"),
        ("date", "2025-07-01T00:00:00", "date-time"),
        ("date", "01/07/25", "short-year"),
        ("date", "01/07/25 00:00", "short-year"),
        ("date", "07/25/2025", "date-order"),
        ("date", "45839", "date-serial"),
        ("date", "NULL", ""),
        ("amount", "£1,250.00", "currency"),
        ("amount", "1,250.00", "thousands"),
        ("amount", " 23.5", "spaces"),
        ("amount", "23.", "decimal-point"),
        ("amount", "1.2E+03", "exponent"),
        ("whole_number", "2.0", "decimal-point"),
        ("nhs_number", "999 000 0107", "spaces"),
        ("nhs_number", "999-000-0107", "punctuation"),
        ("nhs_number", "9990000107.0", "decimal-point"),
        ("postcode", "qq12zz", "case"),
        ("postcode", "QQ12ZZ", "spaces"),
        ("postcode", "zz99 3wz", "special-value"),
        ("postcode", "QQ1 OZZ", "look-alike"),
    ],
)
def test_each_suggestion_says_of_what_class_the_change_is(by: str, text: str, change: str) -> None:
    assert suggest(by, SPECIFICATION.field[FIELD_OF[by]], text, READINGS).change == change


def test_every_class_of_the_rules_own_suggestions_is_explained() -> None:
    assert {rule.suggestion_class for rule in SPECIFICATION.rules if rule.suggestion} <= set(CLASSES)
