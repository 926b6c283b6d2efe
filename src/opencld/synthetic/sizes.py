"""How many people an authority has at a scale, and the numbers that tell them apart from everybody else in England."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from opencld.synthetic.people import Stream
from opencld.synthetic.tables import load_assumptions, published_by_authority

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Size:
    """An authority's places in long term support and contacts a month, and where each begin in England's count.

    An authority has at least one of both, however small the scale.
    """

    places: int
    contacts: int
    others: int
    first_place: int
    first_contact: int
    first_other: int
    share_assessed: float
    of_england: tuple[int, int, int]

    def nhs_place(self, stream: Stream, turn: int, number: int) -> int:
        """Return a person's place among all NHS numbers: everybody's first turn in a place or month, then the
        second, and so on, the streams by turns, so that small returns keep to the first numbers."""
        places, contacts, others = self.of_england
        count = {
            Stream.LONG_TERM: turn * places + self.first_place + number,
            Stream.UNPAID_CARER: turn * places + self.first_place + number,
            Stream.CONTACT: turn * contacts + self.first_contact + number,
            Stream.IN_NO_RETURN: turn * others + self.first_other + number,
            Stream.PLANTED: turn,
        }[stream]
        return count * len(Stream) + stream


@cache
def sizes_at(scale: float) -> Mapping[str, Size]:
    """Return the sizes of the 153 authorities at a scale, by LA code.

    Source: published figures of people in long term support and people assessed.
    """
    rates = load_assumptions().rates
    sizes: dict[str, Size] = {}
    published = published_by_authority().values()
    counts = [
        (
            max(1, round(one.long_term_support * scale)),
            max(1, round(one.long_term_support * scale * rates["requests_per_place"] / MONTHS)),
            max(1, round(one.long_term_support * scale * rates["others_discharged_per_place"] / MONTHS)),
        )
        for one in published
    ]
    of_england = (sum(c[0] for c in counts), sum(c[1] for c in counts), sum(c[2] for c in counts))
    first = [0, 0, 0]
    for one, (places, contacts, others) in zip(published, counts, strict=True):
        entrants = one.long_term_support * rates["entrants_assessed_per_place"]
        asking = one.long_term_support * rates["requests_per_place"]
        share_assessed = min(0.95, max(0.02, (one.assessed - entrants) / asking))
        sizes[one.la_code] = Size(
            places, contacts, others, first[0], first[1], first[2], share_assessed, of_england
        )
        first = [first[0] + places, first[1] + contacts, first[2] + others]
    return sizes
