"""Hospital stays of invented people, in the layout of the hospital extract that ASCOF 2D is worked out from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from opencld.synthetic.chance import Chance
from opencld.synthetic.days import Day
from opencld.synthetic.events import Career, Spell
from opencld.synthetic.numbers import nhs_number
from opencld.synthetic.people import age_at
from opencld.synthetic.world import SMALL_AREAS, World

COLUMNS = (
    "nhs_number",
    "spell_id",
    "last_episode",
    "admission_date",
    "discharge_date",
    "birth_month",
    "birth_year",
    "sex",
    "lsoa_2011",
    "admission_method",
    "discharge_method",
    "discharge_destination",
    "management_type",
    "treatment_function",
)
SEX = {"Male": "1", "Female": "2", "Other": "9"}
NOT_KNOWN = "0"
DISCHARGED_ON_ADVICE = "1"
PLANNED_SHARE = 0.2
WITH_EARLIER_EPISODE = 0.15
SPELL = 7


def spell_lines(career: Career, seed: int, world: World) -> Iterator[tuple[str, ...]]:
    """Yield the hospital extract's lines about a person in the returns."""
    person = career.person
    for number, spell in enumerate(sorted(career.spells, key=lambda one: one.admitted)):
        if _is_in(spell, world) and not person.death < spell.discharged:
            chance = Chance(seed, world.authority.place, SPELL, person.stream, person.number, number)
            who = (person.cells["nhs_number"], person.birth, SEX.get(person.cells["gender"], NOT_KNOWN))
            reference = f"{world.authority.la_code}{person.reference}-{number + 1}"
            yield from _lines(spell, reference, who, person.small_area, chance, world)


def other_lines(
    days: tuple[Day, Day], reference: str, nhs_place: int, chance: Chance, world: World
) -> Iterator[tuple[str, ...]]:
    """Yield the lines about a stay, ending between two days, of an older person who is in no return."""
    first, after = days
    discharged = first + chance.below(after - first)
    admitted = discharged - 1 - chance.days(6, 60)
    spell = Spell(admitted, discharged, chance.happens(PLANNED_SHARE))
    if _is_in(spell, world):
        born = admitted - age_at("reablement", chance, world.assumed)
        sex = "2" if chance.happens(0.54) else "1"
        small_area = world.authority.small_area(chance.below(SMALL_AREAS))
        yield from _lines(spell, reference, (nhs_number(nhs_place), born, sex), small_area, chance, world)


def _is_in(spell: Spell, world: World) -> bool:
    return world.window.first <= spell.discharged <= world.window.last


def _lines(
    spell: Spell,
    reference: str,
    who: tuple[str, Day, str],
    small_area: str,
    chance: Chance,
    world: World,
) -> Iterator[tuple[str, ...]]:
    """A stay is one line, or two where another consultant had begun it."""
    number, born, sex = who
    birth = date.fromordinal(born)
    shares = world.assumed.shares
    method = chance.among(shares["admission_method", "planned" if spell.is_planned else "unplanned"])
    destination = chance.among(shares["discharge_destination", "everyone"])
    last = chance.among(shares["treatment_function", "everyone"])
    episodes = [("1", last)]
    if chance.happens(WITH_EARLIER_EPISODE):
        episodes.insert(0, ("0", chance.among(shares["treatment_function", "everyone"])))
    admitted, discharged = (date.fromordinal(day).isoformat() for day in (spell.admitted, spell.discharged))
    for is_last, treatment in episodes:
        yield (
            number,
            reference,
            is_last,
            admitted,
            discharged,
            str(birth.month),
            str(birth.year),
            sex,
            small_area,
            method,
            DISCHARGED_ON_ADVICE,
            destination,
            "EL" if spell.is_planned else "EM",
            treatment,
        )
