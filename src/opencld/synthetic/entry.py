"""How people come to long term support: contact, conversation, assessments, reablement on the way."""

from __future__ import annotations

from opencld.synthetic.days import Day
from opencld.synthetic.events import (
    CONTINUES,
    FINANCIAL,
    LONG_TERM,
    SHORT_TERM,
    TO_ASSESSMENT,
    TO_REABLEMENT,
    TO_SERVICES,
    Recorder,
    Spell,
)
from opencld.synthetic.services import short_service

ROUTES = {
    "community": "Community or other route",
    "hospital": "Discharge from hospital",
    "transition": "Planned transition from children's services",
    "transfer": "Transfer from other local authority",
    "self-funder": "Self-funder",
    "prison": "Prison",
}
SHORT_TERM_REVIEW = "Review of short term support"


def way_in(recorder: Recorder, start: Day, way: str) -> None:
    """Put down what came before long term support that starts on a day, the last step first.

    Source: collection guidance, Events (All), Annex B; the lengths are estimates.
    """
    chance = recorder.chance
    assessed = start - chance.between(1, 3) - chance.days(9, 40)
    if way == "reablement":
        assessed = start - 1
        began = _reablement(recorder, start)
        request_end, route = began - chance.between(1, 4), _way_to_reablement(recorder, began)
        request_outcome = TO_REABLEMENT
    else:
        assessment_start = assessed - chance.days(8, 30)
        request_end, route = assessment_start - chance.days(16, 75), ROUTES[way]
        request_outcome = TO_ASSESSMENT
        recorder.assessment("0l", (assessment_start, assessed), LONG_TERM, TO_SERVICES)
    if way == "hospital":
        recorder.spells.append(
            Spell(request_end - chance.between(4, 25), request_end + chance.below(3), False)
        )
    if way != "prison":
        financial = start - chance.between(0, 12)
        recorder.assessment("0f", (financial - chance.below(10), financial), FINANCIAL, "")
    if way == "community" and recorder.happens("conversation_one"):
        recorder.conversation_one("0", request_end, route, request_outcome)
    else:
        recorder.request("0", (request_end - chance.below(3), request_end), route, request_outcome)


def _reablement(recorder: Recorder, start: Day) -> Day:
    """Put down reablement that ends as long term support begins; return its first day."""
    chance = recorder.chance
    end = start - 1 - chance.below(4)
    began = end - chance.between(12, 42)
    recorder.assessment("0s", (began - 1, began), SHORT_TERM, TO_REABLEMENT)
    recorder.assessment("0l", (end - chance.between(1, 9), end), LONG_TERM, TO_SERVICES)
    short_service(recorder, "reablement", "0r", (began, end), CONTINUES)
    if recorder.happens("reviewed_at_end"):
        recorder.review("0r", (end - 1, end), SHORT_TERM_REVIEW, "Not applicable", TO_SERVICES)
    return began


def _way_to_reablement(recorder: Recorder, began: Day) -> str:
    route = recorder.drawn("route", "reablement")
    if route == ROUTES["hospital"]:
        discharged = began - recorder.chance.below(4)
        recorder.spells.append(Spell(discharged - recorder.chance.between(3, 24), discharged, False))
    return route
