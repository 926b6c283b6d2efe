"""Round numbers for axes, and where a value lies between the ends of one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Scale:
    """An axis from `least` to `greatest` with the values at which it is marked. `is_logarithmic`: each factor of ten
    takes the same length."""

    least: float
    greatest: float
    marks: tuple[float, ...]
    is_logarithmic: bool = False

    def share(self, value: float) -> float:
        """Return where the value lies, from 0 at the least to 1 at the greatest; beyond them, at the nearer end."""
        within = min(max(value, self.least), self.greatest)
        if self.is_logarithmic:
            return math.log(within / self.least) / math.log(self.greatest / self.least)
        return (within - self.least) / (self.greatest - self.least)


def counting_scale(greatest: float, most_marks: int = 4) -> Scale:
    """Return a scale from 0 to a round number not below the greatest value, marked in whole steps.

    >>> counting_scale(87).marks
    (0, 50, 100)
    >>> counting_scale(0).marks
    (0, 1)
    """
    size = 10 ** math.floor(math.log10(max(greatest, 1) / most_marks)) if greatest > most_marks else 1
    step = next(size * factor for factor in STEPS if size * factor * most_marks >= greatest)
    steps = max(math.ceil(greatest / step), 1)
    return Scale(0, step * steps, tuple(step * place for place in range(steps + 1)))


def factor_scale(least: float, greatest: float, most_marks: int = 5) -> Scale:
    """Return a logarithmic scale over positive values, marked at 1, 2, 5, 10 or at powers of ten.

    Raises ValueError unless 0 < least <= greatest.

    >>> factor_scale(30, 150).marks
    (20.0, 50.0, 100.0, 200.0)
    >>> factor_scale(30, 15_000).marks
    (10.0, 100.0, 1000.0, 10000.0, 100000.0)
    """
    if not 0 < least <= greatest < math.inf:
        raise ValueError("a scale of factors needs values above 0, the least first")
    # decimals know their powers of ten; logarithms are rounded
    lowest, highest = Decimal(least).adjusted(), Decimal(greatest).adjusted() + 1
    steps = [float(f"{factor}e{power}") for power in range(lowest, highest + 1) for factor in (1, 2, 5)]
    first = max(place for place, step in enumerate(steps) if step <= least)
    last = min(place for place, step in enumerate(steps) if step >= greatest and place > first)
    marks = tuple(steps[first : last + 1])
    for apart in count(1):
        if len(marks) <= most_marks:
            break
        is_power = Decimal(greatest) == Decimal(10) ** (highest - 1)
        start, end = lowest // apart, -(-(highest - is_power) // apart)
        marks = tuple(float(f"1e{apart * place}") for place in range(start, end + 1))
    return Scale(marks[0], marks[-1], marks, is_logarithmic=True)
