"""What an authority submits of an invented life: its rows as the case management system has them at an extract.

Between two submissions events appear late, services close, unit costs rise, start dates reset, deaths and new local
identifiers become known; what has ended and is known does not change.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from opencld.synthetic.days import Day, as_written
from opencld.synthetic.events import CONTINUES, LOW_LEVEL, Career, Cost, Event
from opencld.synthetic.people import Home, Person

RESPITE = "Unpaid carer support: Support involving the person cared-for"
LETTERS = {"Request": "R", "Assessment": "A", "Service": "S", "Review": "V"}
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Extract:
    """One extract: the period as stated, the days of which events are taken, the day it is made, and its receipt.

    The stated period and the days taken are the same but where a fault is planted.
    """

    la_code: str
    stated_start: Day
    stated_end: Day
    start: Day
    until: Day
    seen: Day
    received: datetime


def rows_of(career: Career, extract: Extract) -> Iterator[Row]:
    """Yield the rows of a person in one submission, without blank cells."""
    about: Row = {}
    for event in career.events:
        for piece in pieces_of(event, career.person, extract):
            about = about or _about(career.person, extract)
            yield {**about, **_lives(event.home, event.funding), **_event(event, career.person, piece)}


def row_by_association(carer: Career, cared_for: Career, extract: Extract) -> Iterator[Row]:
    """Yield the row of a carer who appears only by association, where respite is in the submission."""
    respite = (event for event in cared_for.events if event.cells.get("service_type") == RESPITE)
    if any(pieces_of(event, cared_for.person, extract) for event in respite):
        yield {**_about(carer.person, extract), **_lives(carer.person.home, "")}


@dataclass(frozen=True, slots=True)
class Piece:
    """A row's worth of an event: its days as known, and the cost."""

    start: Day
    end: Day | None
    unit_cost: str = ""


def pieces_of(event: Event, person: Person, extract: Extract) -> tuple[Piece, ...]:
    """Return the pieces in which an event is submitted: none, one, or two after a reset."""
    if event.recorded > extract.seen or event.start > extract.until:
        return ()
    if event.event_type != "Service":
        is_completed = extract.start <= event.end <= extract.until
        return (Piece(event.start, event.end),) if is_completed else ()
    is_known = event.end_recorded <= extract.seen or person.death_recorded <= extract.seen
    end = event.end if is_known and event.end <= extract.until else None
    if end is None and event.cells["service_type"] == LOW_LEVEL:
        return ()
    if end is not None and end < extract.start:
        return ()
    return _service_pieces(event, end, extract)


def _service_pieces(event: Event, end: Day | None, extract: Extract) -> tuple[Piece, ...]:
    """A service is one row, or two where the system has reset its start at an uplift.

    Source: collection guidance, Services only: clarification on start dates. Some systems lose the earlier part.
    """
    cost = event.cost
    if cost is None:
        return (Piece(event.start, end),)
    last = extract.until if end is None else end
    rises = [] if cost.way == "none" else _rises(event.start, last, cost.month)
    now = _risen(cost, len(rises))
    if not rises or cost.way.startswith("in place"):
        return (Piece(event.start, end, now),)
    before = Piece(event.start, rises[-1], _risen(cost, len(rises) - 1))
    after = Piece(rises[-1], end, now)
    return (before, after) if cost.way == "two rows" and rises[-1] >= extract.start else (after,)


@cache
def _firsts_of(month: int) -> tuple[Day, ...]:
    return tuple(date(year, month, 1).toordinal() for year in range(1900, 2200))


def _rises(start: Day, last: Day, month: int) -> tuple[Day, ...]:
    """Return the days on which a cost that began on a day has risen since."""
    firsts = _firsts_of(month)
    return firsts[bisect_right(firsts, start) : bisect_right(firsts, last)]


def _risen(cost: Cost, times: int) -> str:
    return f"{cost.at_start * (1 + cost.rise) ** times:.2f}"


def _about(person: Person, extract: Extract) -> Row:
    about = {
        "la_code": extract.la_code,
        "reporting_period_start_date": as_written(extract.stated_start),
        "reporting_period_end_date": as_written(extract.stated_end),
        "la_person_unique_identifier": person.local_id(extract.seen),
        **person.cells,
    }
    if person.death_recorded <= extract.seen:
        about["date_of_death"] = as_written(person.death)
    if person.linked:
        about["adult_1_linked_person_id"] = person.linked.local_id(extract.seen)
    return about


def _lives(home: Home, funding: str) -> Row:
    return {
        "postcode": home.postcode,
        "accommodation_status": home.accommodation,
        "client_funding_status": funding,
    }


def _event(event: Event, person: Person, piece: Piece) -> Row:
    return {
        **event.cells,
        "event_type": event.event_type,
        "event_reference": f"{LETTERS[event.event_type]}{person.reference}-{event.key}",
        "event_start_date": as_written(piece.start),
        "event_end_date": "" if piece.end is None else as_written(piece.end),
        "event_outcome": event.outcome if piece.end == event.end else CONTINUES,
        "unit_cost": piece.unit_cost,
    }
