"""Sense-check counts agree with the rows and with the summary."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from opencld import validate
from opencld.validation.sense_checks import AGE_BANDS, SenseChecks
from tests.validation.little_returns import AS_OF, an_event, check

EXAMPLE = Path(__file__).parents[2] / "examples/faulty_return.csv"


def sense_checks(path: Path, rows: list[dict[str, str]], **options: Any) -> SenseChecks:
    checked = check(path, rows, with_sense_checks=True, **options).sense_checks
    assert checked is not None
    return checked


def test_nothing_is_counted_unless_asked_for(tmp_path: Path) -> None:
    assert check(tmp_path / "return.csv", [an_event()]).sense_checks is None


def test_a_return_without_rows_has_no_counts(tmp_path: Path) -> None:
    assert check(tmp_path / "return.csv", [], with_sense_checks=True).sense_checks is None


def test_counts_of_the_example_add_up_to_its_summary() -> None:
    checked = validate(EXAMPLE, AS_OF, with_sense_checks=True)
    counts, summary = checked.sense_checks, checked.summary
    assert counts is not None
    assert counts.period == summary.stated_period == (date(2025, 4, 1), date(2026, 3, 31))
    assert sum(one.people for one in counts.people) == summary.people
    assert sum(one.services for one in counts.services) == summary.events["Service"]
    ended: dict[str, int] = {}
    for one in counts.events:
        if one.counted_by == "end":
            ended[one.event_type] = ended.get(one.event_type, 0) + one.events
    assert ended == summary.events
    started = sum(one.events for one in counts.events if one.counted_by == "start")
    assert started == summary.events["Service"]


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("31/03/2008", "18 to 24"),
        ("01/04/2008", "Under 18"),
        ("31/03/1961", "65 to 74"),
        ("01/04/1961", "45 to 64"),
        ("31/03/1931", "95 and above"),
        ("29/02/1940", "85 to 94"),
        ("", "Unknown"),
        ("1948", "Unknown"),
    ],
)
def test_people_have_their_age_on_the_last_day_of_the_period(tmp_path: Path, born: str, band: str) -> None:
    [one] = sense_checks(tmp_path / "return.csv", [an_event(date_of_birth=born)]).people
    assert (one.age_band, one.people) == (band, 1)
    assert band in AGE_BANDS


def test_a_person_on_several_rows_counts_once_with_the_gender_that_is_known(tmp_path: Path) -> None:
    rows = [
        an_event("request", gender="Unknown"),
        an_event("service", gender="Female"),
        an_event("review", gender="Female"),
    ]
    [one] = sense_checks(tmp_path / "return.csv", rows).people
    assert (one.gender, one.people) == ("Female", 1)


def test_the_gender_of_a_person_whose_rows_differ_is_unknown(tmp_path: Path) -> None:
    rows = [an_event("request", gender="Male"), an_event("service", gender="Female")]
    [one] = sense_checks(tmp_path / "return.csv", rows).people
    assert one.gender == "Unknown"


def test_events_are_counted_by_the_month_of_their_end_and_services_by_start_as_well(tmp_path: Path) -> None:
    rows = [
        an_event("request", event_start_date="30/04/2025", event_end_date="30/04/2025"),
        an_event("service", event_start_date="05/05/2020", event_end_date=""),
    ]
    found = {
        (one.event_type, one.counted_by, one.place, one.month): one.events
        for one in sense_checks(tmp_path / "return.csv", rows).events
    }
    assert found == {
        ("Request", "end", "within", date(2025, 4, 1)): 1,
        ("Service", "end", "none", None): 1,
        ("Service", "start", "before", None): 1,
    }


def test_costs_of_zero_or_below_and_absurd_ones_are_not_in_the_spread(tmp_path: Path) -> None:
    rows = [
        an_event("service", unit_cost=cost, cost_frequency_unit_type="Weekly", event_reference=f"S{place}")
        for place, cost in enumerate(("100", "200", "300", "0", "-5", "9" * 400))
    ]
    [one] = sense_checks(tmp_path / "return.csv", rows).costs
    assert (one.services, one.not_above_zero) == (5, 2)
    assert (one.least, one.median, one.greatest) == (100, 200, 300)


@pytest.mark.parametrize("stated", ["01/04/1825", "31/03/2027"])
def test_a_stated_period_that_is_none_gives_way_to_the_derived_one(tmp_path: Path, stated: str) -> None:
    rows = [an_event("request", reporting_period_start_date=stated, event_end_date="30/04/2025")]
    assert sense_checks(tmp_path / "return.csv", rows).period == (date(2025, 4, 1), date(2025, 4, 30))


def test_without_any_period_the_twelve_months_up_to_the_day_of_receipt_count(tmp_path: Path) -> None:
    rows = [an_event("service", reporting_period_start_date="", event_end_date="")]
    assert sense_checks(tmp_path / "return.csv", rows).period == (date(2025, 4, 1), AS_OF)
