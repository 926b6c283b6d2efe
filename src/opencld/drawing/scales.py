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


def factor_scale(least: float, greatest: float) -> Scale:
    """Return a logarithmic scale over positive values, from a power of ten to another, marked at each of them.

    Raises ValueError unless 0 < least <= greatest.
    """
    if not 0 < least <= greatest:
        raise ValueError("a scale of factors needs values above 0, the least first")
    first = math.floor(math.log10(least) + 1e-9)
    last = max(math.ceil(math.log10(greatest) - 1e-9), first + 1)
    marks = tuple(float(10**power) for power in range(first, last + 1))
    return Scale(marks[0], marks[-1], marks, is_logarithmic=True)
