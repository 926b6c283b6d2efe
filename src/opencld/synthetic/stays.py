"""Places in long term support, each of which somebody takes up on any day.

An authority has as many places as people in long term support. When one person's support ends, the next person's begins
on the day after: so the number of people is right on every day, whatever the quarter, and a submission can be invented
without those before it. Who is in a place follows from its own chance, from the first day that returns can be about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from opencld.synthetic.chance import Chance, Shares
from opencld.synthetic.days import Day
from opencld.synthetic.tables import DAYS_IN_YEAR, Track
from opencld.synthetic.world import Window

GOLDEN = 0.6180339887498949
"""Multiples of it, less their whole part, are spread evenly: neighbouring places have different tracks."""
SHORTEST_STAY = 10
LONGEST_BEFORE_EPOCH = int(45 * DAYS_IN_YEAR)
ENTRY_DAYS = 240
"""No more days lie between the first contact and the start of long term support."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A person's time in long term support: the how-manieth in their place, first and last day."""

    ordinal: int
    start: Day
    end: Day


def track_of(place: int, tracks: Shares[Track]) -> Track:
    """Return the kind of life of those who take up a place. `place` counts through all of England."""
    return tracks.at(place * GOLDEN % 1)


def stays_in(chance: Chance, track: Track, epoch: Day, window: Window) -> Iterator[Stay]:
    """Yield the stays in a place that the returns of a window can show, or the way into which they can show.

    The lengths of stays are exponential: however long somebody has been in support, the time still to come is
    as long. So the first stay needs no history.
    """
    start = epoch - chance.days(track.mean_days, LONGEST_BEFORE_EPOCH)
    end = epoch + chance.days(track.mean_days)
    ordinal = 0
    while start - ENTRY_DAYS <= window.last:
        if end >= window.first:
            yield Stay(ordinal, start, end)
        start, ordinal = end + 1, ordinal + 1
        end = start + max(SHORTEST_STAY, chance.days(track.mean_days))
