"""Round numbers for axes, and where a value lies between the ends of one."""

from __future__ import annotations

import math
from dataclasses import dataclass

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
    count = max(math.ceil(greatest / step), 1)
    return Scale(0, step * count, tuple(step * place for place in range(count + 1)))


def factor_scale(least: float, greatest: float, most_marks: int = 5) -> Scale:
    """Return a logarithmic scale over positive values, marked at 1, 2, 5, 10 or at powers of ten.

    Raises ValueError unless 0 < least <= greatest.

    >>> factor_scale(30, 150).marks
    (20.0, 50.0, 100.0, 200.0)
    >>> factor_scale(30, 15_000).marks
    (10.0, 100.0, 1000.0, 10000.0, 100000.0)
    """
    if not 0 < least <= greatest:
        raise ValueError("a scale of factors needs values above 0, the least first")
    for factors in ((1, 2, 5), (1,)):
        powers = range(math.floor(math.log10(least)) - 1, math.ceil(math.log10(greatest)) + 2)
        steps = [float(f"{factor}e{power}") for power in powers for factor in factors]
        first = max(step for step in steps if step <= least)
        last = min(step for step in steps if step >= greatest and step > first)
        marks = tuple(step for step in steps if first <= step <= last)
        if len(marks) <= most_marks:
            break
    return Scale(first, last, marks, is_logarithmic=True)
