"""Invented people, none of whom can be anyone: names made of syllables, postcodes of areas that do not exist."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from opencld.synthetic.chance import Chance
from opencld.synthetic.days import NEVER, Day, as_written
from opencld.synthetic.numbers import nhs_number
from opencld.synthetic.tables import DAYS_IN_YEAR, Assumptions
from opencld.synthetic.world import SMALL_AREAS, World

OLDEST = 104 * DAYS_IN_YEAR
OLD = 65 * DAYS_IN_YEAR


class Stream(IntEnum):
    """How people come into a return, each counted on its own."""

    LONG_TERM = 0
    CONTACT = 1
    UNPAID_CARER = 2
    IN_NO_RETURN = 3
    PLANTED = 4


@dataclass(frozen=True, slots=True)
class Home:
    """Where somebody lives, as their rows say."""

    postcode: str
    accommodation: str


@dataclass(slots=True)
class Person:
    """A service user or an unpaid carer. `number` counts within authority and stream; `cells` are settled details."""

    stream: Stream
    number: int
    birth: Day
    cells: dict[str, str]
    home: Home
    id_changes: Day
    death: Day = NEVER
    death_recorded: Day = NEVER
    linked: Person | None = None
    funding: str = ""
    small_area: str = ""

    @property
    def reference(self) -> str:
        """What the person's event references begin with; it never changes."""
        return f"{'LCU'[self.stream]}{self.number:07}"

    def local_id(self, seen: Day) -> str:
        """Return the local identifier as it is on a day: another one after records were merged."""
        letter = "LCU"[self.stream]
        return f"{letter}{self.number:07}" if seen < self.id_changes else f"{letter}9{self.number:07}"


@dataclass(frozen=True, slots=True)
class Portrait:
    """What a person to be invented is like: whose shares hold for them."""

    stream: Stream
    number: int
    nhs_place: int
    kind: str
    """`service user`, `learning disability` or `unpaid carer`."""
    reason: str
    """Whose support reasons hold."""
    lives: str
    """Whose accommodation holds."""


def invent_person(portrait: Portrait, birth: Day, chance: Chance, world: World) -> Person:
    """Invent a person who was born on a day."""
    shares, rates = world.assumed.shares, world.assumed.rates
    is_carer = portrait.kind == "unpaid carer"
    client = "unpaid carer" if is_carer else "service user"

    def drawn(table: str, whose: str) -> str:
        return chance.among(shares[table, whose])

    def name(part: str) -> str:
        parts = world.assumed.name_parts
        starts, ends = parts[f"{part} start"], parts[f"{part} end"]
        return starts[chance.below(len(starts))] + ends[chance.below(len(ends))]

    reason = drawn("primary_support_reason", portrait.reason)
    has_learning_disability = reason == "Learning disability support"
    everyone = "learning disability" if has_learning_disability else "everyone"
    is_older = portrait.reason == "older"
    cells = {
        "nhs_number": nhs_number(portrait.nhs_place),
        "first_name": name("first name"),
        "last_name": name("last name"),
        "gp_practice_code": f"Q{world.authority.place:03}{chance.between(10, 39)}",
        "gender": drawn("gender", portrait.kind),
        "ethnicity": drawn("ethnicity", "everyone"),
        "date_of_birth": as_written(birth),
        "client_type": "Unpaid carer" if is_carer else "Service user",
        "primary_support_reason": reason,
        "has_unpaid_carer": drawn("has_unpaid_carer", client),
        "autism_spectrum_disorder_asd": drawn("autism_spectrum_disorder_asd", everyone),
        "visual_impairment": drawn("visual_impairment", "everyone"),
        "hearing_impairment": drawn("hearing_impairment", "everyone"),
        "dementia": drawn("dementia", "older" if is_older else "everyone"),
    }
    if has_learning_disability or not (is_older or is_carer):
        cells["employment_status"] = drawn("employment_status", everyone)
    postcode = world.authority.postcode(chance)
    if chance.happens(rates["outward_code_only"]):
        postcode = postcode.split()[0]
    lives = portrait.lives if (("accommodation_status", portrait.lives) in shares) else "at home"
    # an identifier changes on a day of the decade after the first day that returns can be about
    changes = chance.happens(10 * rates["local_identifier_changed"])
    return Person(
        stream=portrait.stream,
        number=portrait.number,
        birth=birth,
        cells=cells,
        home=Home(postcode, drawn("accommodation_status", lives)),
        id_changes=world.epoch + chance.below(int(10 * DAYS_IN_YEAR)) if changes else NEVER,
        funding="" if is_carer else drawn("client_funding_status", "service user"),
        small_area=world.authority.small_area(chance.below(SMALL_AREAS)),
    )


def age_at(kind: str, chance: Chance, assumed: Assumptions) -> int:
    """Draw an age in days: from the age that the shares say, up to five years more."""
    return int((int(chance.among(assumed.shares["age", kind])) + 5 * chance.fraction()) * DAYS_IN_YEAR)
