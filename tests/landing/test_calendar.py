"""The calendar lays what was received beside what was due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from opencld.errors import UnknownAuthority
from opencld.submissions.calendar import Expected, authorities_listed, calendar, periods_due
from opencld.submissions.records import Submission
from tests.landing.homes import LA_CODE, a_return, land, with_key  # noqa: F401 - a fixture
from tests.validation.little_returns import SPECIFICATION

SPRING = (date(2025, 4, 1), date(2026, 3, 31))


@pytest.fixture
def a_submission(tmp_path: Path) -> Submission:
    """A submission for the year to 31 March 2026 that was received on 20 April."""
    one = land(tmp_path / "home", a_return(tmp_path / "return.csv"))
    return replace(one, derived_start=SPRING[0], derived_end=SPRING[1])


def spring(as_of: date, *submissions: Submission) -> Expected:
    """Return how things stood with the period to 31 March 2026."""
    periods = periods_due(SPECIFICATION.schedule, date(2026, 4, 20), 1)
    (expected,) = calendar(authorities_listed(SPECIFICATION, LA_CODE), periods, submissions, as_of)
    assert (expected.period.start, expected.period.end) == SPRING
    return expected


def test_periods_are_due_from_the_month_after_them() -> None:
    ends = [period.end for period in periods_due(SPECIFICATION.schedule, date(2026, 4, 1), 5)]
    assert ends == [
        date(2026, 3, 31), date(2025, 12, 31), date(2025, 9, 30), date(2025, 6, 30), date(2025, 3, 31),
    ]  # fmt: skip
    assert periods_due(SPECIFICATION.schedule, date(2026, 3, 31), 1)[0].end == date(2025, 12, 31)


def test_a_period_is_due_then_received_or_overdue(a_submission: Submission) -> None:
    assert spring(date(2026, 4, 30)).state == "due"
    assert spring(date(2026, 5, 1)).state == "overdue"
    received = spring(date(2026, 5, 1), a_submission)
    assert (received.state, received.usable, received.is_resubmitted) == ("received", a_submission, False)
    # as things stood before it came
    assert spring(date(2026, 4, 19), a_submission).state == "due"


def test_a_submission_after_the_month_is_late(a_submission: Submission) -> None:
    late = replace(a_submission, imported_at=datetime(2026, 5, 1, 0, 0))
    assert spring(date(2026, 6, 1), late).state == "received late"


def test_a_second_submission_is_a_resubmission_and_the_later_is_used(a_submission: Submission) -> None:
    second = replace(a_submission, submission_id=2, imported_at=datetime(2026, 4, 25))
    expected = spring(date(2026, 6, 1), a_submission, second)
    assert (expected.is_resubmitted, expected.usable, expected.state) == (True, second, "received")


def test_a_withdrawn_submission_was_not_received(a_submission: Submission) -> None:
    assert spring(date(2026, 6, 1), replace(a_submission, status="withdrawn")).state == "overdue"


@pytest.mark.parametrize(
    "changes",
    [
        {"derived_start": None, "derived_end": None},
        {"derived_start": date(2025, 5, 1)},
        {"derived_end": date(2026, 2, 28)},
        {"imported_at": datetime(2026, 3, 31, 23, 0)},
    ],
    ids=["no period derived", "begins too late", "ends too early", "came before the period was over"],
)
def test_a_submission_that_does_not_cover_the_period_is_received_but_not_used(
    a_submission: Submission, changes: dict[str, object]
) -> None:
    expected = spring(date(2026, 6, 1), replace(a_submission, **changes))  # type: ignore[arg-type]
    assert (expected.state, expected.usable) == ("received", None)


def test_an_authority_that_is_on_no_list_is_refused() -> None:
    with pytest.raises(UnknownAuthority, match="999 is the code of no local authority"):
        authorities_listed(SPECIFICATION, "999")
