"""Events of an invented person, as the authority's case management system comes to know them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from opencld.synthetic.chance import Chance
from opencld.synthetic.days import Day
from opencld.synthetic.people import Home, Person
from opencld.synthetic.world import World

CONTINUES = "Continuation of support or services"
DECEASED = "NFA: Deceased"
TO_ASSESSMENT = "Progress to assessment, review or reassessment"
TO_SERVICES = "Progress to support planning or services"
TO_REABLEMENT = "Progress to reablement/ST-Max"
LONG_TERM = "Long term assessment"
SHORT_TERM = "Short term assessment"
FINANCIAL = "Financial assessment"
LOW_LEVEL = "Short term support: Ongoing low level"


@dataclass(frozen=True, slots=True)
class Cost:
    """A service's cost: what it was at its start, and how and in which month of the year it rises."""

    at_start: float
    rise: float
    way: str
    """`none`, `in place in April`, `in place in another quarter`, `two rows` or `reset`."""
    month: int


@dataclass(slots=True)
class Event:
    """One event. `key` tells it from the person's others; `end` is the true one, even where it is still to come.

    `recorded` is the day from which the system knows the event, `end_recorded` that from which it knows the end of
    a service.
    """

    event_type: str
    key: str
    start: Day
    end: Day
    recorded: Day
    end_recorded: Day
    outcome: str
    cells: Mapping[str, str]
    home: Home
    funding: str
    cost: Cost | None = None


@dataclass(frozen=True, slots=True)
class Spell:
    """A stay in hospital, from admission to discharge."""

    admitted: Day
    discharged: Day
    is_planned: bool


@dataclass(slots=True)
class Career:
    """A person with their events and hospital stays."""

    person: Person
    events: list[Event] = field(default_factory=list)
    spells: list[Spell] = field(default_factory=list)
    known_by_association: bool = False
    """Whether the person appears only by association with the one they care for."""

    def take(self, recorder: Recorder) -> None:
        """Add what was put down."""
        self.events += recorder.events
        self.spells += recorder.spells


NOT_YET = Home("", "")


class Recorder:
    """Puts down what happens to one person, with the delays of a case management system."""

    def __init__(self, chance: Chance, world: World, home: Home = NOT_YET, funding: str = "") -> None:
        self.events: list[Event] = []
        self.spells: list[Spell] = []
        self.chance = chance
        self.world = world
        self.home = home
        self.funding = funding
        self.reviewed = "service user"
        """Whose methods of review hold."""
        self.is_describing = chance.happens(world.assumed.rates["described"])
        """Whether this person's team writes descriptions."""

    def drawn(self, table: str, whose: str) -> str:
        """Draw a value from the shares."""
        return self.chance.among(self.world.assumed.shares[table, whose])

    def happens(self, rate: str) -> bool:
        """Say whether something happens that has a rate."""
        return self.chance.happens(self.world.assumed.rates[rate])

    def delay(self, rate: str) -> int:
        """Days until the system knows: hardly any, or a share of the time a good many."""
        if not self.happens(rate):
            return 0
        return self.chance.between(8, int(self.world.assumed.rates["longest_delay_days"]))

    def put(
        self,
        event_type: str,
        key: str,
        days: tuple[Day, Day],
        outcome: str,
        cells: Mapping[str, str],
        described: str = "",
        recorded: Day | None = None,
    ) -> Event:
        """Put down a request, an assessment or a review."""
        start, end = days
        if described and self.is_describing:
            cells = {**cells, "event_description": described}
        known = end + self.delay("recorded_late") if recorded is None else recorded
        event = Event(event_type, key, start, end, known, known, outcome, cells, self.home, self.funding)
        self.events.append(event)
        return event

    def request(self, key: str, days: tuple[Day, Day], route: str, outcome: str) -> None:
        """Put down a request."""
        self.put("Request", key, days, outcome, {"request_route_of_access": route}, "Adult contact")

    def assessment(
        self, key: str, days: tuple[Day, Day], kind: str, outcome: str, eligible: str = "eligible"
    ) -> None:
        """Put down an assessment; a financial one has neither outcome nor method."""
        cells = {"assessment_type": kind}
        if kind == FINANCIAL:
            self.put("Assessment", key, days, "", cells, "Financial assessment")
            return
        if kind == LONG_TERM:
            cells["eligible_needs_identified"] = self.drawn("eligible_needs_identified", eligible)
        cells["method_of_assessment"] = self.drawn("method_of_assessment", "service user")
        described = "Care needs assessment" if kind == LONG_TERM else "Proportionate assessment"
        self.put("Assessment", key, days, outcome, cells, described)

    def conversation_one(self, key: str, day: Day, route: str, outcome: str) -> None:
        """Put down a contact that was a conversation one: a request and a short term assessment, both from one day."""
        cells = {"request_route_of_access": route}
        request = self.put("Request", f"{key}c", (day, day), TO_ASSESSMENT, cells)
        assessed = {
            "assessment_type": SHORT_TERM,
            "method_of_assessment": self.drawn("method_of_assessment", "service user"),
            "event_description": "Conversation 1",
        }
        self.put("Assessment", f"{key}c", (day, day), outcome, assessed, recorded=request.recorded)

    def review(self, key: str, days: tuple[Day, Day], reason: str, achieved: str, outcome: str) -> None:
        """Put down a review."""
        cells = {
            "review_reason": reason,
            "review_outcomes_achieved": achieved,
            "method_of_review": self.drawn("method_of_review", self.reviewed),
        }
        self.put("Review", key, days, outcome, cells)
