"""What surrounds the invented people of one local authority: where they live, what is assumed, which days matter."""

from __future__ import annotations

from dataclasses import dataclass

from opencld.synthetic.chance import Chance
from opencld.synthetic.days import Day
from opencld.synthetic.tables import Assumptions

LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
POSTCODE_AREAS = ("QA", "QB", "QD", "QE", "QF", "QG", "QH", "QJ", "QL", "QQ")
"""No postcode area begins with Q."""
SMALL_AREAS = 40


@dataclass(frozen=True, slots=True)
class Window:
    """The days that the returns asked for can show: from the first period's start to the last extract."""

    first: Day
    last: Day


@dataclass(frozen=True, slots=True)
class Authority:
    """A local authority that invented people live in. `place` is its place among the 153, from 0."""

    la_code: str
    la_name: str
    ons_code: str
    place: int

    def postcode(self, chance: Chance) -> str:
        """Draw a postcode in one of the authority's own districts, none of which exists."""
        area, districts = POSTCODE_AREAS[self.place // 16], self.place % 16 * 6
        inward = f"{chance.between(1, 9)}{LETTERS[chance.below(20)]}{LETTERS[chance.below(20)]}"
        return f"{area}{districts + chance.between(1, 6)} {inward}"

    def small_area(self, number: int) -> str:
        """Return the code of one of its small areas (2011 LSOA), which is given to no place."""
        return f"E01{900_000 + self.place * 100 + number}"


@dataclass(frozen=True, slots=True)
class World:
    """One authority's surroundings. `epoch` is the first day that invented lives are told from."""

    authority: Authority
    assumed: Assumptions
    window: Window
    epoch: Day
