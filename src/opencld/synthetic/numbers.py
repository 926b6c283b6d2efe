"""NHS numbers that are never issued: the 9-series, from 999 downwards.

Numbers are counted: the first ones are of the 999 range, then 998 and so on, since England needs millions. Which
number a person gets depends only on their place in the count, so that it stays the same from quarter to quarter.
"""

from __future__ import annotations

from operator import mul

from opencld.errors import Misused
from opencld.nhs_number import WEIGHTS, check_digit

FIRST_RANGE, LAST_RANGE = 999, 900
BLOCKS_IN_RANGE = 99_999
"""Blocks of ten numbers that share eight digits. The last block of a range is left out: in 999 it has 9999999999."""
NUMBERS_IN_BLOCK = 9
"""Of ten numbers that share eight digits at least nine have a check digit: its remainder is never 10 twice."""


def nhs_number(place: int) -> str:
    """Return the number at a place in the count, from 0. Raises Misused where the series is used up.

    >>> nhs_number(0), nhs_number(1)
    ('9990000018', '9990000026')
    """
    block, within = divmod(place, NUMBERS_IN_BLOCK)
    ranges, block = divmod(block, BLOCKS_IN_RANGE)
    if FIRST_RANGE - ranges < LAST_RANGE:
        raise Misused(
            "There are not enough NHS numbers that are never issued for so many people. Choose a smaller scale, "
            "fewer quarters or an earlier period."
        )
    first_eight = f"{FIRST_RANGE - ranges}{block:05}"
    ninth = _digits(first_eight)[within]
    return f"{first_eight}{ninth}{check_digit(first_eight + ninth)}"


def _digits(first_eight: str) -> str:
    """The ninth digits that leave a check digit."""
    remainder = sum(map(mul, map(int, first_eight), WEIGHTS))
    # the ninth digit has the weight 2, and 2 x 6 = 1 (mod 11)
    without = (1 - remainder) * 6 % 11
    return "0123456789".replace(str(without), "") if without < 10 else "0123456789"
