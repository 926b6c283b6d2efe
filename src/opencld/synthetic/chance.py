"""Chance that comes out the same every time: the same seed gives the same returns on every machine.

Each draw comes from a generator of its own for what it is about (a place, a person, a year of a person's life), so that
neither the quarters asked for nor the order of the work changes anything. Only `random()` is used: Python promises
that it gives the same numbers for the same seed in every version.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import accumulate
from math import log
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")
LARGEST_PART = 2**32


class Shares(Generic[T]):
    """Values to draw from, each with its share."""

    def __init__(self, shares: Iterable[tuple[T, float]]) -> None:
        pairs = [(value, share) for value, share in shares if share > 0]
        self.values = tuple(value for value, _ in pairs)
        *bounds, self.whole = accumulate(share for _, share in pairs)
        # without the last, so that no fraction falls beyond the last value
        self.bounds = bounds

    def at(self, fraction: float) -> T:
        """Return the value that lies at a fraction (from 0, below 1) of the whole."""
        return self.values[bisect_right(self.bounds, fraction * self.whole)]


class Chance:
    """Draws about one thing, which the parts of its key name: whole numbers from 0."""

    def __init__(self, *key: int) -> None:
        self.key = key

    @cached_property
    def fraction(self) -> Callable[[], float]:
        """Draw a fraction of at least 0 and below 1. Made when it is first used: many chances only have parts."""
        seed = 1
        for part in self.key:
            seed = seed * LARGEST_PART + part
        return Random(seed).random

    def of(self, *parts: int) -> Chance:
        """Return the chance of a part of this thing, whose draws do not hang on the draws made for the whole."""
        return Chance(*self.key, *parts)

    def happens(self, share: float) -> bool:
        """Say whether something happens that happens in this share of cases."""
        return self.fraction() < share

    def below(self, limit: int) -> int:
        """Draw a whole number from 0, below the limit."""
        return int(self.fraction() * limit)

    def between(self, least: int, most: int) -> int:
        """Draw a whole number from `least` to `most`, both included."""
        return least + int(self.fraction() * (most - least + 1))

    def days(self, typical: float, most: int = LARGEST_PART) -> int:
        """Draw a number of days with this mean, long ones rarely, and at most so many."""
        return min(most, int(-log(1.0 - self.fraction()) * typical))

    def among(self, shares: Shares[T]) -> T:
        """Draw one of the values by their shares."""
        return shares.at(self.fraction())
