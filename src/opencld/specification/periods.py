"""Reporting periods: the twelve months that a return covers, with their days at a given date."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from opencld.specification.model import SubmissionWindow


@dataclass(frozen=True)
class ReportingPeriod:
    """Twelve months, `start` to `end` included. `submission_month` is the first day of that month."""

    start: date
    end: date
    submission_month: date

    def is_due(self, day: date) -> bool:
        """Whether the day lies in the month in which the period is to be submitted."""
        return (day.year, day.month) == (self.submission_month.year, self.submission_month.month)


def quarterly_periods(schedule: Iterable[SubmissionWindow], as_of: date) -> tuple[ReportingPeriod, ...]:
    """Return, for each line of Table 1, its last period that was over on a day; then the next to be over.

    The periods are in the order of their ends, so the last but one is what was to be submitted last.
    Source: collection guidance, Collection schedule.
    """
    months = {window.period_end_month for window in schedule}
    over = [_last_over(month, as_of) for month in months]
    next_end = min((period.end.year + 1, period.end.month) for period in over)
    return (*sorted(over, key=lambda period: period.end), _ending(*next_end))


def monthly_period(as_of: date) -> ReportingPeriod:
    """Return the twelve months to the last month end before a day, which a monthly sender submits."""
    year, month = (as_of.year, as_of.month - 1) if as_of.month > 1 else (as_of.year - 1, 12)
    return _ending(year, month)


def _last_over(month: int, as_of: date) -> ReportingPeriod:
    this_year = _ending(as_of.year, month)
    return this_year if this_year.end < as_of else _ending(as_of.year - 1, month)


def _ending(year: int, month: int) -> ReportingPeriod:
    following = date(year, month + 1, 1) if month < 12 else date(year + 1, 1, 1)
    return ReportingPeriod(
        start=following.replace(year=following.year - 1),
        end=date(year, month, monthrange(year, month)[1]),
        submission_month=following,
    )
