"""A preview: figures of returns before they are sent, by the same tables as the centre's, for one authority at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from opencld.main_tables.periods import month_later
from opencld.main_tables.references import References
from opencld.measures import Measure, find_measure, measures
from opencld.pipeline.figures import JOINED_FROM, Made, Span, make_measures
from opencld.pipeline.identifiers import Identifiers
from opencld.pipeline.taking_in import Taken, submitted
from opencld.preview import Figure, figures_of, tables_shown
from opencld.sql import Engine, Progress

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


@dataclass(frozen=True)
class Previewed:
    """An authority's figures: of which days, which measures have none and why, and the cases behind them by table."""

    la_code: str
    la_name: str
    covered: Covered
    figures: tuple[Figure, ...]
    not_shown: Mapping[str, str]
    cases: Mapping[str, pl.DataFrame] = field(default_factory=dict)


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
    return Covered(joined, single, tuple(days for days in _quarters(*joined, date.max) if days not in quarters))


def preview_authority(
    engine: Engine,
    taken: Sequence[Taken],
    references: References,
    as_of: date,
    spells: Path | None = None,
    identifiers: Identifiers | None = None,
    progress: Progress | None = None,
) -> Previewed:
    """Make every figure that an authority's returns allow, on an engine that may have been used before.

    `spells` are pseudonymised hospital spells. With `identifiers` the cases are made too. Raises CannotWrite.
    """
    covered, la_code = covered_by(taken), taken[0].la_code
    not_shown = dict(_impossible(covered, references, la_code, spells is not None))
    figures: dict[str, tuple[Figure, ...]] = {}
    cases: dict[str, pl.DataFrame] = {}
    for together, span in _runs(covered, as_of, not_shown):
        if spells:
            engine.give_files("hospital_spells", [spells])
        wanted = [table for one in together for table in tables_shown(one.name)]
        wanted += [table for one in together for table in one.cases if identifiers]
        # several measures may be made from one table
        made = make_measures(
            engine, submitted(taken), references, together, list(dict.fromkeys(wanted)), span, progress
        )
        tables = {name: engine.frame(name) for name in made.tables}
        for one in together:
            figures[one.name] = figures_of(one.name, tables, la_code)
            if not figures[one.name]:
                not_shown[one.name] = "No event of these returns belongs in it."
        if identifiers:
            cases |= _cases(engine, together, made, tables, identifiers, la_code)
    in_order = tuple(figure for name in measures() for figure in figures.get(name, ()))
    return Previewed(la_code, taken[0].la_name, covered, in_order, not_shown, cases)


def _runs(covered: Covered, as_of: date, without: Mapping[str, str]) -> list[tuple[list[Measure], Span]]:
    """Measures that can be made together, with their days."""
    runs = []
    possible = [one for one in measures().values() if one.name not in without]
    for kind in ("joined", "single"):
        together = [one for one in possible if one.main == kind and not one.needs]
        days = covered.joined if kind == "joined" else covered.single
        if together and days:
            first = max(days[0], JOINED_FROM)
            runs.append((together, Span(month_later(days[1], -11), days[1], first, days[1], as_of)))
    with_spells = [one for one in possible if one.needs]
    if with_spells and covered.joined:
        start, end = _discharges(covered.joined)
        first, last = max(covered.joined[0], JOINED_FROM), covered.joined[1]
        runs.append((with_spells, Span(start, end, first, last, as_of)))
    return runs


def _impossible(
    covered: Covered, references: References, la_code: str, with_spells: bool
) -> list[tuple[str, str]]:
    """Measures that cannot be shown, and why."""
    reasons = []
    for one in measures().values():
        reason = _why_not(one, covered, with_spells)
        if reason:
            reasons.append((one.name, reason))
    return [*reasons, *_without_population(references, la_code)]


def _why_not(measure: Measure, covered: Covered, with_spells: bool) -> str:
    if measure.main == "single":
        return "" if covered.single else "No return covers twelve whole months by its derived period."
    if not covered.joined:
        return "The derived periods of the returns cover no whole quarter that was over when they came."
    start, end = covered.joined
    if measure.needs and not with_spells:
        return "It needs hospital spells: name a file of them with --spells."
    first = _discharges(covered.joined)[0] if measure.needs else month_later(end, -11)
    if start > first:
        return (
            f"It needs returns from {first:%d/%m/%Y}; these begin on {start:%d/%m/%Y}. Name earlier returns with "
            "--previous."
        )
    return ""


def _without_population(references: References, la_code: str) -> list[tuple[str, str]]:
    lookup, population = (references.tables[name] for name in ("la_lookup", "la_population"))
    area = lookup.filter(pl.col("la_code") == la_code)["la_area_code"]
    if population["la_area_code"].is_in(area.implode()).any():
        return []
    return [
        (find_measure("ascof-2b-2c").name, "The reference table of populations does not have this authority.")
    ]


def _discharges(joined: Days) -> Days:
    end = month_later(joined[1], 1 - DISCHARGES_END_BEFORE) - timedelta(days=1)
    return (month_later(end, -11), end)


def _cases(
    engine: Engine,
    together: Sequence[Measure],
    made: Made,
    tables: Mapping[str, pl.DataFrame],
    identifiers: Identifiers,
    la_code: str,
) -> dict[str, pl.DataFrame]:
    names = [name for one in together for name in one.cases if name in made.tables]
    if not names:
        return {}
    main = engine.frame(f"main_{together[0].main}")
    events = main.select("la_code", "person_id", "record_id", "event_start", "event_type")
    own = {name: tables[name].filter(pl.col("la_code") == la_code) for name in names}
    return {
        name: identifiers.beside(rows, events) if "person_id" in rows.columns else rows
        for name, rows in own.items()
    }


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
