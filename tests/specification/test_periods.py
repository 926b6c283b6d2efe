"""Reporting periods on a day. Source: collection guidance, Table 1 and Reporting Period Start Date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from opencld.specification import load_specification
from opencld.specification.periods import ReportingPeriod, monthly_period, quarterly_periods


def periods_on(day: date) -> tuple[ReportingPeriod, ...]:
    return quarterly_periods(load_specification().schedule, day)


def test_a_return_submitted_in_january_2025_covers_2024() -> None:
    due = [period for period in periods_on(date(2025, 1, 15)) if period.is_due(date(2025, 1, 15))]
    assert due == [ReportingPeriod(date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1))]


def test_the_four_periods_that_are_over_are_followed_by_the_next() -> None:
    assert [period.end for period in periods_on(date(2026, 4, 20))] == [
        date(2025, 6, 30),
        date(2025, 9, 30),
        date(2025, 12, 31),
        date(2026, 3, 31),
        date(2026, 6, 30),
    ]


def test_a_period_is_not_over_on_its_last_day() -> None:
    assert periods_on(date(2026, 6, 30))[-1].end == date(2026, 6, 30)
    assert periods_on(date(2026, 7, 1))[-2].end == date(2026, 6, 30)


def test_a_period_that_holds_a_leap_day_still_starts_on_the_first() -> None:
    assert monthly_period(date(2024, 3, 1)) == ReportingPeriod(
        date(2023, 3, 1), date(2024, 2, 29), date(2024, 3, 1)
    )


def test_a_monthly_return_in_january_covers_the_year_before() -> None:
    assert monthly_period(date(2026, 1, 31)).end == date(2025, 12, 31)


@pytest.mark.parametrize("start", [date(2023, 12, 25), date(2024, 2, 20), date(2025, 9, 25)])
def test_every_period_is_twelve_whole_months_on_any_day(start: date) -> None:
    for days in range(12):
        for period in periods_on(start + timedelta(days)):
            following = period.end + timedelta(1)
            assert following == period.submission_month == period.start.replace(year=period.start.year + 1)
            assert following.day == 1
