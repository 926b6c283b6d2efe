"""Days as whole numbers, counted as Python's `date.toordinal` counts them, and as returns write them."""

from __future__ import annotations

from datetime import date
from functools import cache

Day = int
NEVER: Day = date.max.toordinal()


@cache
def as_written(day: Day) -> str:
    """Return the day as dd/mm/yyyy."""
    return f"{date.fromordinal(day):%d/%m/%Y}"


def day_of(day: date) -> Day:
    """Return the day as a whole number."""
    return day.toordinal()
