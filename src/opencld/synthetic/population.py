"""The people of one authority, in portions that can be invented one by one, in any order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from opencld.synthetic.arrivals import CONTACT_DAYS, contact_career, monthly_career
from opencld.synthetic.careers import CARER, long_term_career
from opencld.synthetic.carers import carer_of
from opencld.synthetic.chance import Chance
from opencld.synthetic.days import Day, day_of
from opencld.synthetic.events import Career
from opencld.synthetic.hospital import other_lines
from opencld.synthetic.people import Portrait, Stream
from opencld.synthetic.sizes import Size
from opencld.synthetic.stays import stays_in, track_of
from opencld.synthetic.world import World

PLACES_IN_PORTION = 400
CONTACTS_IN_PORTION = 1500


@dataclass(frozen=True, slots=True)
class Portion:
    """Some of an authority's people: places in long term support, or contacts of one month (counted from the epoch)."""

    stream: Stream
    month: int
    first: int
    after_last: int

    @property
    def people(self) -> int:
        """About how many people are to be invented."""
        return self.after_last - self.first


Household = tuple[Career, ...]
"""Somebody and, where there is one, the unpaid carer linked to them."""


def portions(size: Size, world: World, with_others: bool) -> Iterator[Portion]:
    """Yield the portions that the returns of a window can show, and people in hospital who are in no return."""
    for first in range(0, size.places, PLACES_IN_PORTION):
        yield Portion(Stream.LONG_TERM, 0, first, min(size.places, first + PLACES_IN_PORTION))
    last = _month_of(world.window.last, world)
    for month in range(_month_of(world.window.first - CONTACT_DAYS, world), last + 1):
        for first in range(0, size.contacts, CONTACTS_IN_PORTION):
            yield Portion(Stream.CONTACT, month, first, min(size.contacts, first + CONTACTS_IN_PORTION))
    if with_others:
        for month in range(_month_of(world.window.first, world), last + 1):
            yield Portion(Stream.IN_NO_RETURN, month, 0, size.others)


def households(portion: Portion, size: Size, seed: int, world: World) -> Iterator[Household]:
    """Invent the people of a portion."""
    chance = Chance(seed, world.authority.place)
    if portion.stream == Stream.LONG_TERM:
        for place in range(portion.first, portion.after_last):
            yield from _in_place(place, size, chance.of(Stream.LONG_TERM, place), world)
    else:
        begins, after = _month_begins(portion.month, world), _month_begins(portion.month + 1, world)
        for number in range(portion.first, portion.after_last):
            own = chance.of(Stream.CONTACT, portion.month, number)
            career = _contact(portion.month, number, (begins, after), size, own, world)
            if career:
                yield (career,)


def others_in_hospital(portion: Portion, size: Size, seed: int, world: World) -> Iterator[tuple[str, ...]]:
    """Invent the hospital stays of people who are in no return."""
    days = _month_begins(portion.month, world), _month_begins(portion.month + 1, world)
    chance = Chance(seed, world.authority.place)
    for number in range(portion.first, portion.after_last):
        own = chance.of(Stream.IN_NO_RETURN, portion.month, number)
        reference = f"{world.authority.la_code}N{portion.month * size.others + number:07}-1"
        nhs_place = size.nhs_place(Stream.IN_NO_RETURN, portion.month, number)
        yield from other_lines(days, reference, nhs_place, own, world)


def _in_place(place: int, size: Size, chance: Chance, world: World) -> Iterator[Household]:
    track = track_of(size.first_place + place, world.assumed.tracks)
    for stay in stays_in(chance, track, world.epoch, world.window):

        def portrait(stream: Stream, kind: str, reason: str, ordinal: int = stay.ordinal) -> Portrait:
            nhs_place = size.nhs_place(stream, ordinal, place)
            return Portrait(stream, ordinal * size.places + place, nhs_place, kind, reason, "")

        own = chance.of(stay.ordinal)
        kind = track.support_reason if track.support_reason == "learning disability" else "service user"
        career = long_term_career(
            stay, track, portrait(Stream.LONG_TERM, kind, track.support_reason), own, world
        )
        carer = None
        if own.happens(track.unpaid_carer):
            of_carer = portrait(Stream.UNPAID_CARER, "unpaid carer", "unpaid carer")
            carer = carer_of(career, stay, of_carer, own.of(CARER), world)
        yield (career, carer) if carer else (career,)


def _contact(
    month: int, number: int, days: tuple[Day, Day], size: Size, chance: Chance, world: World
) -> Career | None:
    begins, after = days

    def portrait(kind: str) -> Portrait:
        nhs_place = size.nhs_place(Stream.CONTACT, month, number)
        reason, lives = ("unpaid carer", "at home") if kind == "unpaid carer" else ("contact", "contact")
        return Portrait(Stream.CONTACT, month * size.contacts + number, nhs_place, kind, reason, lives)

    if number == 0:
        return monthly_career(begins + chance.below(12), portrait("service user"), chance, world)
    return contact_career(begins + chance.below(after - begins), size.share_assessed, portrait, chance, world)


def _month_of(day: Day, world: World) -> int:
    """Months since the epoch, which is the first day of a month. Days before it belong to its first month."""
    epoch, other = date.fromordinal(world.epoch), date.fromordinal(day)
    return max(0, (other.year - epoch.year) * 12 + other.month - epoch.month)


def _month_begins(month: int, world: World) -> Day:
    epoch = date.fromordinal(world.epoch)
    years, months = divmod(epoch.month - 1 + month, 12)
    return day_of(date(epoch.year + years, months + 1, 1))
