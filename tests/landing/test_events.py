"""What is derived at the door is what the published method derives, and has the documented columns and types."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opencld.errors import Misused
from opencld.identity.event_columns import empty_events, event_columns
from opencld.identity.events import Door, check_pattern
from opencld.identity.pseudonyms import Pseudonyms
from opencld.settings import NAMES_A_CONVERSATION
from opencld.submissions.home import Home
from opencld.submissions.keys import Key
from opencld.validation import validate
from opencld.validation.cell_results import STATUS_COUNTS, result
from opencld.validation.cells import CellReader
from opencld.validation.field_results import STATUSES, VALIDITIES
from opencld.validation.readings import Readings
from opencld.validation.row_rules import with_known
from tests.landing.homes import LA_CODE, a_return, land, with_key  # noqa: F401 - a fixture
from tests.validation.little_returns import FIELDS, KNOWN, SPECIFICATION, an_event, check

DOOR = Door(SPECIFICATION, Pseudonyms(Key(bytes(32))), LA_CODE, NAMES_A_CONVERSATION)
DUCKDB_TYPES = {
    "Int64": "BIGINT", "Int32": "INTEGER", "UInt8": "UTINYINT", "String": "VARCHAR", "Categorical": "VARCHAR",
    "Date": "DATE", "Decimal(precision=18, scale=2)": "DECIMAL(18,2)",
}  # fmt: skip


def let_through(*rows: dict[str, str]) -> list[dict[str, Any]]:
    """Return the events of some rows."""
    cells = pl.DataFrame(
        [
            {"row": n, "line": n + 1, **{name: row[name] if row[name].strip() else "" for name in FIELDS}}
            for n, row in enumerate(rows, start=1)
        ]
    )
    batch = with_known(CellReader(SPECIFICATION, Readings(SPECIFICATION)).read(cells), KNOWN)
    return DOOR.let_through(batch).to_dicts()


def event_of(**cells: str) -> dict[str, Any]:
    """Return the event of one row, a service with some cells changed."""
    (event,) = let_through(an_event(**cells))
    return event


def test_a_file_of_events_has_the_documented_columns(tmp_path: Path) -> None:
    land(tmp_path / "home", a_return(tmp_path / "return.csv"))
    path = Home(tmp_path / "home").events_of(1)
    described = duckdb.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    wanted = [(column.name, DUCKDB_TYPES[str(column.type)]) for column in event_columns(SPECIFICATION)]
    assert [(name, kind) for name, kind, *_ in described] == wanted
    assert pl.read_parquet(path).schema == empty_events(SPECIFICATION).schema


@pytest.mark.parametrize(
    ("postcode", "district"),
    [
        ("QQ1 2ZZ", "QQ1"), ("qq1 2zz", "QQ1"), ("QQ12ZZ", "QQ1"), ("QQ1A 2ZZ", "QQ1A"), ("Q1 2ZZ", "Q1"),
        ("QQ1", "QQ1"), ("ZZ99 3VZ", "ZZ99"), ("GIR 0AA", "GIR"), ("Unknown", None), ("", None), ("somewhere", None),
    ],
)  # fmt: skip
def test_only_the_first_half_of_a_postcode_passes(postcode: str, district: str | None) -> None:
    assert event_of(postcode=postcode)["postcode_district"] == district


@pytest.mark.parametrize(
    ("submitted", "amount"),
    [
        ("14", "14.00"), ("0.125", "0.13"), ("-0.125", "-0.13"), ("1.005", "1.01"), ("2.6749999", "2.67"),
        ("£14", None), ("", None), ("9999999999999999.99", "9999999999999999.99"), ("9999999999999999.999", None),
        ("1" * 30, None),
        ("1" * 300 + ".005", None), ("007.5", "7.50"),
    ],
)  # fmt: skip
def test_amounts_have_two_decimals_rounded_half_away_from_zero(submitted: str, amount: str | None) -> None:
    assert event_of(unit_cost=submitted)["unit_cost"] == (Decimal(amount) if amount else None)


@given(st.decimals(-(10**9), 10**9, places=5))
@settings(max_examples=50, deadline=None)
def test_any_amount_is_rounded_half_away_from_zero(amount: Decimal) -> None:
    rounded = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert event_of(planned_units_per_week=f"{amount:f}")["planned_units_per_week"] == rounded


@given(st.dates(date(1900, 1, 1), date(2030, 1, 1)), st.integers(-1000, 45_000))
@settings(max_examples=50, deadline=None)
def test_age_is_whole_days_over_365_and_a_quarter_rounded_down(birth: date, days: int) -> None:
    start = birth + timedelta(days=days)
    event = event_of(date_of_birth=f"{birth:%d/%m/%Y}", event_start_date=f"{start:%d/%m/%Y}")
    assert event["age_at_event_start"] == int(Decimal(days * 100) // Decimal(36525)) - (
        days < 0 and days * 100 % 36525 != 0
    )
    assert (event["birth_year"], event["birth_month"], event["event_start"]) == (
        birth.year,
        birth.month,
        start,
    )


def test_what_is_not_known_is_null() -> None:
    event = event_of(date_of_birth="31/02/1950", event_end_date="", nhs_number="", client_type="")
    unknown = ("birth_year", "birth_month", "age_at_event_start", "event_end", "nhs_number", "client_type",
               "client_type_folded", "traced_nhs_number", "linked_person_1", "date_of_death")  # fmt: skip
    assert {name: event[name] for name in unknown} == dict.fromkeys(unknown)


@pytest.mark.parametrize(
    ("description", "flag"),
    [
        ("Conversation 1", 1), ("conv. two", 1), ("Third conversation held", 1), ("CONVERSATION THREE", 1), ("", 0),
        ("Conversation 1:1 with carer", 0), ("not a conversation 2", 0), ("a long conversation", 0),
        ("conversation 12", 0),
    ],
)  # fmt: skip
def test_a_description_that_names_a_conversation_sets_the_flag(description: str, flag: int) -> None:
    assert event_of(event_description=description)["conversation"] == flag


def test_a_pattern_for_conversations_that_is_none_is_refused() -> None:
    check_pattern(NAMES_A_CONVERSATION)
    with pytest.raises(Misused, match="OPENCLD_CONVERSATION is no regular expression"):
        check_pattern("conversation (")


def test_values_pass_as_submitted_and_as_the_centre_compares_them() -> None:
    event = event_of(event_type="service ", client_type="Service User", gender="Femal")
    assert (event["event_type"], event["event_type_folded"]) == ("service ", "SERVICE")
    assert (event["client_type"], event["client_type_folded"]) == ("Service User", "SERVICE USER")
    assert (event["gender"], event["gender_folded"]) == ("Femal", "FEMAL")
    assert (event["service_type"], event["service_type_folded"]) == (
        event["service_type"], event["service_type"].upper()
    )  # fmt: skip


def test_codes_of_surgeries_and_providers_pass() -> None:
    event = event_of(gp_practice_code="A81001", provider_cqc_location_id="1-1000991011")
    assert (event["gp_practice_code"], event["provider_cqc_location_id"]) == ("A81001", "1-1000991011")


def test_a_local_identifier_in_the_place_of_a_code_is_hidden() -> None:
    rows = [
        an_event("request", la_person_unique_identifier="A81001", gp_practice_code="A81001"),
        an_event("request", la_person_unique_identifier="P2", gp_practice_code="A81001"),
    ]
    own, others = let_through(*rows)
    assert own["gp_practice_code"].startswith("[hidden ")
    # for everybody else it is the code of their surgery
    assert others["gp_practice_code"] == "A81001"


def test_the_result_of_each_cell_adds_up_to_what_the_check_counts(tmp_path: Path) -> None:
    rows = [
        an_event("request", gender="Femal", date_of_birth="", nhs_number="1"),
        an_event(primary_support_reason="Support with Memory & Cognition", unit_cost="£4"),
        an_event("review", event_type="", client_type="Carer"),
        an_event("assessment", event_outcome=""),
    ]
    counted = {
        (r.field, r.status, r.validity): r.cells
        for r in check(tmp_path / "r.csv", rows).summary.field_results
    }
    found: dict[tuple[str, str, str], int] = {}
    for event in let_through(*rows):
        for name in FIELDS:
            status, validity = divmod(event[result(name)], STATUS_COUNTS)
            key = (name, STATUSES[status], VALIDITIES[validity])
            found[key] = found.get(key, 0) + 1
    assert found == counted


def test_what_is_kept_while_checking_is_every_row_in_parts(tmp_path: Path) -> None:
    kept: dict[int, list[int]] = {}
    path = a_return(tmp_path / "return.csv", people=30)
    validate(path, keep=lambda batch, part: kept.update({part: batch["row"].to_list()})).close()
    assert [row for part in sorted(kept) for row in kept[part]] == list(range(1, 31))
