"""What happens to people in long term support year by year: reviews, requests, hospital, equipment, finances.

Each year of a stay has a chance of its own, so that only years that the returns can show need to be invented. Within
a year each kind of event keeps to its own stretch of days.
"""

from __future__ import annotations

from dataclasses import dataclass

from opencld.synthetic.chance import Chance
from opencld.synthetic.days import Day
from opencld.synthetic.entry import ROUTES
from opencld.synthetic.events import (
    CONTINUES,
    FINANCIAL,
    LONG_TERM,
    SHORT_TERM,
    TO_ASSESSMENT,
    TO_REABLEMENT,
    TO_SERVICES,
    Career,
    Recorder,
    Spell,
)
from opencld.synthetic.people import Home
from opencld.synthetic.services import short_service
from opencld.synthetic.stays import Stay
from opencld.synthetic.world import World

PLANNED = "Planned review of long term care and support plan"
YEAR = 365
LONGEST = 60
"""No event that begins in one year ends more days later."""


@dataclass(frozen=True, slots=True)
class Life:
    """What makes some things likely in a year: age, and from which day on somebody lives in a care home."""

    is_older: bool
    care_home_from: Day
    care_home: Home | None


def years_of(career: Career, stay: Stay, life: Life, chance: Chance, world: World) -> None:
    """Put down the events of every year of a stay that the window can show."""
    first = max(0, (world.window.first - LONGEST - stay.start) // YEAR)
    last = (min(stay.end, world.window.last) - stay.start) // YEAR
    for year in range(first, last + 1):
        begins = stay.start + year * YEAR
        home = life.care_home if life.care_home and begins >= life.care_home_from else career.person.home
        recorder = Recorder(chance.of(year), world, home, career.person.funding)
        _year(recorder, year, begins, stay, life)
        career.take(recorder)


def _year(recorder: Recorder, year: int, begins: Day, stay: Stay, life: Life) -> None:
    key, chance = f"{year + 1}", recorder.chance
    events = (
        ("planned_review", 290, 60, _planned_review),
        ("unplanned_review", 230, 40, _unplanned_review),
        ("new_request", 60, 90, _request),
        ("financial_reassessment", 20, 300, _financial),
        ("in_hospital", 170, 40, _hospital),
        ("equipment", 60, 60, _equipment),
        ("respite_stay", 10, 250, _respite),
    )
    if year == 0 and recorder.happens("first_review") and begins + 52 < stay.end:
        _first_review(recorder, begins + chance.between(36, 50))
    for rate, first_day, days, put in events:
        day = begins + first_day + chance.below(days)
        # each year draws alike, whatever comes of it
        happens = recorder.happens(rate)
        in_care_home = day >= life.care_home_from
        is_unlikely = (
            in_care_home
            if rate in ("equipment", "respite_stay")
            else rate == "in_hospital" and not life.is_older
        )
        if happens and not is_unlikely and day + LONGEST < stay.end:
            put(recorder, key, day)


def _first_review(recorder: Recorder, day: Day) -> None:
    recorder.review("6", (day, day + 1), PLANNED, "Not applicable", CONTINUES)


def _planned_review(recorder: Recorder, key: str, day: Day) -> None:
    achieved = recorder.drawn("review_outcomes_achieved", "planned")
    outcome = recorder.drawn("outcome", "review")
    recorder.review(f"{key}p", (day, day + recorder.chance.days(5, 25)), PLANNED, achieved, outcome)


def _unplanned_review(recorder: Recorder, key: str, day: Day) -> None:
    reason = recorder.drawn("review_reason", "unplanned")
    outcome = recorder.drawn("outcome", "unplanned review")
    recorder.review(f"{key}u", (day, day + recorder.chance.days(4, 14)), reason, "Not applicable", outcome)


def _request(recorder: Recorder, key: str, day: Day) -> None:
    is_assessed = recorder.happens("reassessed")
    recorder.request(key, (day, day), ROUTES["community"], TO_ASSESSMENT if is_assessed else CONTINUES)
    if is_assessed:
        start = day + 1 + recorder.chance.days(10, 25)
        days = start, start + recorder.chance.days(8, 25)
        recorder.assessment(f"{key}l", days, LONG_TERM, recorder.drawn("outcome", "review"))


def _financial(recorder: Recorder, key: str, day: Day) -> None:
    recorder.assessment(f"{key}f", (day, day + recorder.chance.days(6, 20)), FINANCIAL, "")


def _hospital(recorder: Recorder, key: str, day: Day) -> None:
    discharged = day + 1 + recorder.chance.days(8, 16)
    recorder.spells.append(Spell(day, discharged, False))
    is_reabled = recorder.happens("reablement_beside_long_term_support")
    outcome = TO_REABLEMENT if is_reabled else CONTINUES
    recorder.request(f"{key}h", (discharged, discharged), ROUTES["hospital"], outcome)
    if is_reabled:
        start = discharged + recorder.chance.below(4)
        days = start, start + recorder.chance.between(14, 36)
        short_service(recorder, "reablement", f"{key}r", days, CONTINUES)


def _equipment(recorder: Recorder, key: str, day: Day) -> None:
    recorder.assessment(f"{key}e", (day, day + recorder.chance.below(8)), SHORT_TERM, TO_SERVICES)
    start = day + 9
    days = start, start + recorder.chance.days(9, 40)
    short_service(recorder, "equipment", f"{key}e", days, "NFA: Support ended as planned")


def _respite(recorder: Recorder, key: str, day: Day) -> None:
    days = day, day + recorder.chance.between(6, 28)
    short_service(recorder, "short stay", f"{key}s", days, CONTINUES)
