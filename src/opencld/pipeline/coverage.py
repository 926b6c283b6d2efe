"""What a few returns cover, and which measures can therefore not be made of them, with the reason in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from opencld.main_tables.periods import month_later
from opencld.main_tables.references import References
from opencld.measures import Measure, measures
from opencld.pipeline.taking_in import Taken

Days = tuple[date, date]
DISCHARGES_END_BEFORE = 3  # months: people are followed for twelve weeks after hospital


@dataclass(frozen=True)
class Covered:
    """What an authority's returns cover: whole quarters for the joined table, twelve months held by one return.

    Each None where they cover none. `gaps` are quarters within `joined` that no return covers.
    """

    joined: Days | None
    single: Days | None
    gaps: tuple[Days, ...] = ()


def covered_by(taken: Sequence[Taken]) -> Covered:
    """Return what returns cover by their derived periods, which are those that the centre goes by."""
    periods = [(*one.summary.derived_period, one.received) for one in taken if one.summary.derived_period]
    quarters = sorted({days for start, end, received in periods for days in _quarters(start, end, received)})
    years = [(end, month_later(end, -11)) for start, end, received in periods if received > end]
    held = [end for end, first in years if any(_spans(one, first, end) for one in periods)]
    single = (month_later(max(held), -11), max(held)) if held else None
    if not quarters:
        return Covered(None, single)
    joined = (quarters[0][0], quarters[-1][1])
    return Covered(
        joined, single, tuple(days for days in _quarters(*joined, date.max) if days not in quarters)
    )


def unused(taken: Sequence[Taken]) -> list[Taken]:
    """Return those that no quarter and no twelve months are taken from, since a later one covers the same."""
    latest: dict[Days, int] = {}
    for one in taken:
        for days in _covers(one):
            latest[days] = one.number
    return [one for one in taken if _covers(one) and one.number not in latest.values()]


def impossible(
    covered: Covered, references: References, la_code: str, with_spells: bool
) -> Iterator[tuple[str, str]]:
    """Yield the names of measures that cannot be made, and why."""
    for one in measures().values():
        reason = _why_not(one, covered, with_spells)
        if not reason and "authorities_without_population" in one.tables:
            reason = _without_population(references, la_code)
        if reason:
            yield one.name, reason


def _why_not(measure: Measure, covered: Covered, with_spells: bool) -> str:
    if measure.main == "single":
        return "" if covered.single else "No return covers twelve whole months by its derived period."
    if not covered.joined:
        return "The derived periods of the returns cover no whole quarter that was over when they came."
    start, end = covered.joined
    if measure.needs and not with_spells:
        return "It needs hospital spells: give a file of them (--spells)."
    first = discharges_of(covered.joined)[0] if measure.needs else month_later(end, -11)
    if start > first:
        return (
            f"It needs returns from {first:%d/%m/%Y}; these begin on {start:%d/%m/%Y}. Give earlier returns "
            "(--previous)."
        )
    return ""


def _without_population(references: References, la_code: str) -> str:
    lookup, population = (references.tables[name] for name in ("la_lookup", "la_population"))
    area = lookup.filter(pl.col("la_code") == la_code)["la_area_code"]
    if population["la_area_code"].is_in(area.implode()).any():
        return ""
    return "The reference table la_population does not have this authority. Give one that has (--reference)."


def discharges_of(joined: Days) -> Days:
    """Return the twelve months of discharges that can be followed to the end of a joined table."""
    end = month_later(joined[1], 1 - DISCHARGES_END_BEFORE) - timedelta(days=1)
    return (month_later(end, -11), end)


def _covers(one: Taken) -> list[Days]:
    return _quarters(*one.summary.derived_period, one.received) if one.summary.derived_period else []


def _quarters(start: date, end: date, received: date) -> list[Days]:
    """Calendar quarters within days, over when a return came."""
    first = month_later(start, (1 - start.month) % 3 if start.day == 1 else (1 - start.month) % 3 or 3)
    found = []
    while (last := month_later(first, 3) - timedelta(days=1)) <= end and last < received:
        found.append((first, last))
        first = month_later(first, 3)
    return found


def _spans(period: tuple[date, date, date], start: date, end: date) -> bool:
    return period[0] <= start and period[1] >= end and period[2] > end
