"""Unpaid carers of people in long term support, linked to them."""

from __future__ import annotations

from opencld.synthetic.chance import Chance
from opencld.synthetic.days import Day
from opencld.synthetic.events import CONTINUES, LONG_TERM, TO_ASSESSMENT, TO_SERVICES, Career, Recorder
from opencld.synthetic.people import Portrait, age_at, invent_person
from opencld.synthetic.services import short_service
from opencld.synthetic.stays import Stay
from opencld.synthetic.world import World

PLANNED = "Planned review of long term care and support plan"
RESPITE = "Unpaid carer support: Support involving the person cared-for"
YEAR = 365
LONGEST = 80
JOINT = "Service user and unpaid carer"


def carer_of(career: Career, stay: Stay, portrait: Portrait, chance: Chance, world: World) -> Career | None:
    """Invent the unpaid carer of somebody in long term support.

    The carer's own events keep to days on which the person cared for is sure to be in the same returns: a link
    to somebody who is not would be a finding.
    """
    own = chance.of(0)
    born = max(stay.start, world.epoch) - age_at("unpaid carer", own, world.assumed)
    carer = Career(invent_person(portrait, born, own, world))
    carer.person.linked = career.person
    carer.person.cells |= {
        "total_hrs_caring_per_week": own.among(
            world.assumed.shares["total_hrs_caring_per_week", "unpaid carer"]
        ),
        "no_of_adults_being_cared_for": "2" if own.happens(0.08) else "1",
    }
    has_respite = any(event.cells.get("service_type") == RESPITE for event in career.events)
    if has_respite and own.happens(world.assumed.rates["known_by_association"]):
        carer.known_by_association = True
        carer.person.cells["client_type"] = "Unpaid carer known by association"
        return carer
    since = stay.start + int(world.assumed.rates["longest_delay_days"]) + 10
    for year in range(
        max(0, (world.window.first - since) // YEAR - 1), (world.window.last - since) // YEAR + 1
    ):
        begins = since + year * YEAR
        if begins + YEAR < stay.end:
            recorder = Recorder(chance.of(1, year), world, carer.person.home)
            recorder.reviewed = "unpaid carer"
            _year(recorder, career, year, begins)
            carer.take(recorder)
    return carer if carer.events else None


def _year(recorder: Recorder, career: Career, year: int, begins: Day) -> None:
    key, chance = f"{year + 1}", recorder.chance
    if recorder.happens("unpaid_carer_reviewed"):
        day = begins + 200 + chance.below(60)
        outcome = recorder.drawn("outcome", "review")
        recorder.review(key, (day, day + chance.days(3, 14)), PLANNED, "Not applicable", outcome)
    if year and not recorder.happens("unpaid_carer_reassessed"):
        return
    contact = begins + chance.below(60)
    recorder.request(key, (contact, contact), "Community or other route", TO_ASSESSMENT)
    start = contact + 1 + chance.days(10, 25)
    days = start, start + chance.days(6, 20)
    support = recorder.drawn("support", "unpaid carer")
    outcome = recorder.drawn("outcome", "unpaid carer") if support == "advice" else TO_SERVICES
    _assess(recorder, career, key, days, outcome)
    supported = days[1] + 1 + chance.below(10)
    if support == "direct payment":
        short_service(
            recorder,
            "unpaid carer direct payment",
            key,
            (supported, supported),
            "NFA: Support ended as planned",
            supported,
        )
    elif support == "commissioned":
        lasting = supported, supported + chance.between(20, 150)
        short_service(
            recorder, "unpaid carer commissioned", key, lasting, "NFA: Support ended as planned", lasting[1]
        )


def _assess(recorder: Recorder, career: Career, key: str, days: tuple[Day, Day], outcome: str) -> None:
    """Put down a carer's assessment; a joint one is two rows, one for each of the two, from the same days."""
    is_joint = recorder.happens("joint_assessment")
    cells = {
        "assessment_type": LONG_TERM,
        "eligible_needs_identified": recorder.drawn("eligible_needs_identified", "eligible"),
        "method_of_assessment": JOINT if is_joint else "Unpaid carer only",
    }
    own = recorder.put("Assessment", key, days, outcome, cells, "Carer's assessment")
    if is_joint:
        other = Recorder(recorder.chance, recorder.world, career.person.home, career.person.funding)
        other.put("Assessment", f"{key}j", days, CONTINUES, cells, "Care needs assessment", own.recorded)
        career.take(other)
