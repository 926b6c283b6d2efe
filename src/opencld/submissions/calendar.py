"""What was due from each local authority for each quarterly period, beside what was received."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from opencld.errors import UnknownAuthority
from opencld.specification import Specification
from opencld.specification.model import LocalAuthority, SubmissionWindow
from opencld.specification.periods import ReportingPeriod, quarterly_periods
from opencld.submissions.records import Submission
from opencld.submissions.states import ACCEPTED

State = Literal["received", "received late", "due", "overdue"]


@dataclass(frozen=True)
class Expected:
    """What one authority was to send for one period, and what came.

    `received` are its accepted submissions for the period, in the order of receipt; `usable` the latest one whose
    derived period covers it, which is the one that the centre will use, or None.
    Source: collection guidance, Collection schedule.
    """

    authority: LocalAuthority
    period: ReportingPeriod
    state: State
    received: tuple[Submission, ...]
    usable: Submission | None

    @property
    def is_resubmitted(self) -> bool:
        """Whether more than one submission came for the period."""
        return len(self.received) > 1

    @property
    def due_by(self) -> date:
        """The last day of the month of submission."""
        return _last_day_of_month(self.period.submission_month)

    @property
    def first_received(self) -> datetime | None:
        """When the first one came."""
        return self.received[0].imported_at if self.received else None


def periods_due(
    schedule: tuple[SubmissionWindow, ...], as_of: date, count: int
) -> tuple[ReportingPeriod, ...]:
    """Return the last so many quarterly periods whose month of submission has begun, the latest first."""
    periods: list[ReportingPeriod] = []
    day = as_of
    while len(periods) < count:
        periods.append(quarterly_periods(schedule, day)[-2])
        day = periods[-1].end
    return tuple(periods)


def authorities_listed(specification: Specification, la_code: str | None) -> tuple[LocalAuthority, ...]:
    """Return the authority of this code, or without one all of them. Raises UnknownAuthority for a code not listed."""
    if la_code is None:
        return tuple(specification.local_authorities.values())
    if la_code not in specification.local_authorities:
        raise UnknownAuthority(
            f"{la_code} is the code of no local authority on the list. `cld spec authorities` has it."
        )
    return (specification.local_authorities[la_code],)


def calendar(
    authorities: Iterable[LocalAuthority],
    periods: Iterable[ReportingPeriod],
    submissions: Iterable[Submission],
    as_of: date,
) -> tuple[Expected, ...]:
    """Return one entry per period and authority, as things stood at the end of a day."""
    accepted = [one for one in submissions if one.status == ACCEPTED and one.imported_at.date() <= as_of]
    authorities = tuple(authorities)
    return tuple(
        _expected(authority, period, [one for one in accepted if one.la_code == authority.la_code], as_of)
        for period in periods
        for authority in authorities
    )


def _expected(
    authority: LocalAuthority, period: ReportingPeriod, submissions: list[Submission], as_of: date
) -> Expected:
    received = tuple(one for one in submissions if _is_for(one, period))
    usable = [one for one in submissions if _covers(one, period)]
    return Expected(
        authority, period, _state(period, received, as_of), received, usable[-1] if usable else None
    )


def _state(period: ReportingPeriod, received: tuple[Submission, ...], as_of: date) -> State:
    last_day = _last_day_of_month(period.submission_month)
    if received:
        return "received" if received[0].imported_at.date() <= last_day else "received late"
    return "due" if as_of <= last_day else "overdue"


def _is_for(one: Submission, period: ReportingPeriod) -> bool:
    """A submission is for the period that ends in the month in which the latest stated period ends."""
    end = one.stated_end or one.derived_end
    return end is not None and (end.year, end.month) == (period.end.year, period.end.month)


def _covers(one: Submission, period: ReportingPeriod) -> bool:
    if one.derived_start is None or one.derived_end is None:
        return False
    after = one.imported_at.date() > period.end
    return after and one.derived_start <= period.start and one.derived_end >= period.end


def _last_day_of_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
