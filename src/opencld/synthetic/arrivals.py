"""People who contact an authority without coming into long term support: advice, equipment, reablement, short stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from opencld.synthetic.chance import Chance
from opencld.synthetic.days import Day
from opencld.synthetic.entry import SHORT_TERM_REVIEW
from opencld.synthetic.events import (
    CONTINUES,
    LONG_TERM,
    SHORT_TERM,
    TO_ASSESSMENT,
    TO_REABLEMENT,
    TO_SERVICES,
    Career,
    Recorder,
    Spell,
)
from opencld.synthetic.people import Portrait, age_at, invent_person
from opencld.synthetic.services import short_service
from opencld.synthetic.world import World

CONTACT_DAYS = 420
"""No event of theirs ends more days after the contact."""
ENDED = "NFA: Support ended as planned"
Path = Callable[[Recorder, Day, str, bool], None]


def contact_career(
    day: Day, share_assessed: float, portrait_of: Callable[[str], Portrait], chance: Chance, world: World
) -> Career | None:
    """Invent somebody who makes contact on a day; a share of those are assessed.

    The person is invented last, and only where the window can show an event of theirs.
    """
    is_assessed = chance.happens(share_assessed)
    path = chance.among(world.assumed.shares["path", "assessed" if is_assessed else "not assessed"])
    recorder = Recorder(chance, world, funding="" if path == "unpaid carer" else "Unknown")
    route = recorder.drawn("route", "reablement" if path == "reablement" else "contact")
    PATHS[path](recorder, day, route, is_assessed)
    if path in ("advice", "no support") and recorder.happens("asks_again"):
        again = day + 60 + chance.below(150)
        recorder.request("1", (again, again), "Community or other route", recorder.drawn("outcome", "advice"))
    if all(max(event.end, event.end_recorded) < world.window.first for event in recorder.events):
        return None
    ages = path if path in ("reablement", "unpaid carer") else "contact"
    return _settled(
        recorder, portrait_of("unpaid carer" if path == "unpaid carer" else "service user"), day, ages
    )


def monthly_career(day: Day, portrait: Portrait, chance: Chance, world: World) -> Career:
    """Invent the one contact of each month that goes by the book: equipment, all within the month, recorded at once.

    The centre derives a return's period from the months in which three of the four types of events ended. Without
    this contact the returns of the smallest authorities, or at a small scale, would seem to have gaps.
    """
    recorder = Recorder(chance, world, funding="Unknown")
    cells = {"request_route_of_access": "Community or other route"}
    recorder.put("Request", "0", (day, day), TO_ASSESSMENT, cells, recorded=day)
    assessed = {"assessment_type": SHORT_TERM, "method_of_assessment": "Service user only"}
    recorder.put("Assessment", "0", (day + 4, day + 4), TO_SERVICES, assessed, recorded=day + 4)
    short_service(recorder, "equipment", "0", (day + 8, day + 12), ENDED, day + 12)
    return _settled(recorder, portrait, day, "contact")


def _settled(recorder: Recorder, portrait: Portrait, day: Day, ages: str) -> Career:
    """Give the events their person. Some die once all their events are over."""
    chance, world = recorder.chance, recorder.world
    person = invent_person(portrait, day - age_at(ages, chance, world.assumed) - 2, chance, world)
    for event in recorder.events:
        event.home = person.home
    if ages == "reablement" and recorder.happens("died_after_reablement"):
        person.death = max(event.end for event in recorder.events) + chance.between(25, 70)
        person.death_recorded = person.death + chance.days(12, 90)
    return Career(person, recorder.events, recorder.spells)


def _advice(recorder: Recorder, day: Day, route: str, _is_assessed: bool) -> None:
    recorder.request("0", (day, day + recorder.chance.below(3)), route, recorder.drawn("outcome", "advice"))


def _no_support(recorder: Recorder, day: Day, route: str, _is_assessed: bool) -> None:
    recorder.request(
        "0", (day, day + recorder.chance.below(4)), route, recorder.drawn("outcome", "no support")
    )


def _assessment_only(recorder: Recorder, day: Day, route: str, _is_assessed: bool) -> None:
    outcome = recorder.drawn("outcome", "assessment only")
    if recorder.happens("conversation_one"):
        recorder.conversation_one("0", day, route, outcome)
        return
    recorder.request("0", (day, day + recorder.chance.below(3)), route, TO_ASSESSMENT)
    start = day + 3 + recorder.chance.days(24, 120)
    days = start, start + recorder.chance.days(9, 40)
    recorder.assessment("0", days, LONG_TERM, outcome, "not eligible")


def _equipment(recorder: Recorder, day: Day, route: str, is_assessed: bool) -> None:
    start = _contact(recorder, day, route, is_assessed, TO_SERVICES)
    days = start, start + recorder.chance.days(9, 40)
    short_service(recorder, "equipment", "0", days, ENDED)


def _reablement(recorder: Recorder, day: Day, route: str, is_assessed: bool) -> None:
    chance = recorder.chance
    start = _contact(recorder, day, route, is_assessed, TO_REABLEMENT, soon=True)
    end = start + chance.between(8, 42)
    if route == "Discharge from hospital":
        discharged = start - chance.below(4)
        recorder.spells.append(Spell(discharged - chance.between(3, 24), discharged, False))
        if recorder.happens("readmitted"):
            again = max(end + 1, discharged + chance.between(8, 80))
            recorder.spells.append(Spell(again, again + chance.between(1, 14), False))
    outcome = recorder.drawn("outcome", "reablement")
    if recorder.happens("reabled_again"):
        short_service(recorder, "reablement", "0a", (start, end), CONTINUES)
        start, end = end + 1, end + chance.between(10, 28)
    short_service(recorder, "reablement", "0", (start, end), outcome)
    if outcome == ENDED and recorder.happens("reviewed_at_end"):
        recorder.review("0", (end - 2, end), SHORT_TERM_REVIEW, "Not applicable", ENDED)


def _short_stay(recorder: Recorder, day: Day, route: str, is_assessed: bool) -> None:
    start = _contact(recorder, day, route, is_assessed, TO_SERVICES, soon=True)
    days = start, start + recorder.chance.between(6, 56)
    short_service(recorder, "short stay", "0", days, recorder.drawn("outcome", "short term"))


def _emergency(recorder: Recorder, day: Day, route: str, is_assessed: bool) -> None:
    start = _contact(recorder, day, route, is_assessed, TO_SERVICES, soon=True)
    days = start, start + recorder.chance.between(2, 20)
    short_service(recorder, "emergency support", "0", days, recorder.drawn("outcome", "short term"))


def _unpaid_carer(recorder: Recorder, day: Day, _route: str, _is_assessed: bool) -> None:
    """A carer of somebody who is not supported themselves: the link stays blank."""
    support = recorder.drawn("support", "unpaid carer")
    is_given = support != "advice"
    outcome = recorder.drawn("outcome", "unpaid carer")
    recorder.request("0", (day, day), "Community or other route", TO_ASSESSMENT if is_given else outcome)
    if is_given:
        start = day + 2 + recorder.chance.days(20, 60)
        cells = {"assessment_type": LONG_TERM, "method_of_assessment": "Unpaid carer only"}
        end = start + recorder.chance.days(5, 20)
        recorder.put("Assessment", "0", (start, end), TO_SERVICES, cells, "Carer's assessment")
        days = (
            (end + 2, end + 2)
            if support == "direct payment"
            else (end + 2, end + 2 + recorder.chance.below(180))
        )
        short_service(recorder, f"unpaid carer {support}", "0", days, ENDED, days[1])


def _contact(
    recorder: Recorder, day: Day, route: str, is_assessed: bool, outcome: str, soon: bool = False
) -> Day:
    """Put down the contact, and the assessment if there is one; return the day from which support can start."""
    chance = recorder.chance
    ended = day + chance.below(3)
    if not is_assessed:
        recorder.request("0", (day, ended), route, outcome)
        return ended + chance.below(4) if soon else ended + 2 + chance.days(12, 60)
    recorder.request("0", (day, ended), route, TO_ASSESSMENT)
    start = ended + (chance.below(3) if soon else 2 + chance.days(20, 100))
    end = start + (chance.below(3) if soon else chance.days(5, 30))
    recorder.assessment("0", (start, end), SHORT_TERM, outcome)
    return end + (chance.below(4) if soon else 2 + chance.days(12, 60))


PATHS: Mapping[str, Path] = {
    "advice": _advice,
    "no support": _no_support,
    "assessment only": _assessment_only,
    "equipment": _equipment,
    "reablement": _reablement,
    "short stay": _short_stay,
    "emergency support": _emergency,
    "unpaid carer": _unpaid_carer,
}
