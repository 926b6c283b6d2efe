"""A preview: figures of an authority's returns before they are sent, by the same tables as the centre's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from opencld.main_tables import Kind
from opencld.main_tables.periods import month_later
from opencld.main_tables.references import References
from opencld.measures import Measure, measures
from opencld.measures.shown import results_of, tables_shown
from opencld.pipeline.coverage import Covered, covered_by, discharges_of, impossible
from opencld.pipeline.figures import JOINED_FROM, Span, make_measures
from opencld.pipeline.identifiers import Identifiers
from opencld.pipeline.taking_in import Taken, submitted
from opencld.preview import Figure, figures_in
from opencld.sql import Engine, Progress
from opencld.sql.duckdb_engine import DuckdbEngine

KINDS: tuple[Kind, ...] = ("joined", "single")
NOBODY = "No event of these returns belongs in it."


@dataclass(frozen=True)
class Previewed:
    """An authority's figures: of which days, which measures have none and why, and the cases behind them by table."""

    la_code: str
    la_name: str
    covered: Covered
    figures: tuple[Figure, ...]
    not_shown: Mapping[str, str]
    cases: Mapping[str, pl.DataFrame] = field(default_factory=dict)


def preview_authority(
    engine: DuckdbEngine,
    taken: Sequence[Taken],
    references: References,
    as_of: date,
    with_spells: bool = False,
    identifiers: Identifiers | None = None,
    progress: Progress | None = None,
) -> Previewed:
    """Make every figure that an authority's returns allow, each kind of main table on an engine apart.

    `taken` are in the order in which they were received. The engine has the reference tables, and pseudonymised
    hospital spells `with_spells`. With `identifiers` the cases are made too. Raises CannotWrite.
    """
    covered, la_code = covered_by(taken), taken[0].la_code
    not_shown = dict(impossible(covered, references, la_code, with_spells))

    def made(run: tuple[list[Measure], Span]) -> _Made:
        with engine.apart() as own:
            return _make(own, taken, references, *run, identifiers, progress)

    with ThreadPoolExecutor(len(KINDS)) as engines:
        parts = list(engines.map(made, _runs(covered, as_of, not_shown)))
    figures = {name: figures for part in parts for name, figures in part.figures.items()}
    not_shown |= {name: NOBODY for name, found in figures.items() if not found}
    cases = {name: table for part in parts for name, table in part.cases.items()}
    in_order = tuple(figure for name in measures() for figure in figures.get(name, ()))
    return Previewed(la_code, taken[0].la_name, covered, in_order, not_shown, cases)


@dataclass(frozen=True)
class _Made:
    """Figures by measure, and cases by table."""

    figures: Mapping[str, tuple[Figure, ...]]
    cases: Mapping[str, pl.DataFrame]


def _make(
    engine: Engine,
    taken: Sequence[Taken],
    references: References,
    together: Sequence[Measure],
    span: Span,
    identifiers: Identifiers | None,
    progress: Progress | None,
) -> _Made:
    case_tables = [table for one in together for table in one.cases if identifiers]
    # several measures may be made from one table
    wanted = dict.fromkeys([table for one in together for table in tables_shown(one.name)] + case_tables)
    make_measures(engine, submitted(taken), references, together, list(wanted), span, progress)
    la_code = taken[0].la_code
    names = [one.name for one in together]
    results = results_of(*names, with_areas=False)
    engine.make(results)
    figures = figures_in(engine.frame(results.name), la_code, names)
    if not identifiers or not case_tables:
        return _Made(figures, {})
    return _Made(figures, _cases(engine, together[0].main, case_tables, identifiers, la_code))


def _runs(covered: Covered, as_of: date, without: Mapping[str, str]) -> list[tuple[list[Measure], Span]]:
    """Measures that can be made together, with their days."""
    runs = []
    possible = [one for one in measures().values() if one.name not in without]
    for kind in KINDS:
        together = [one for one in possible if one.main == kind and not one.needs]
        days = covered.joined if kind == "joined" else covered.single
        if together and days:
            first = max(days[0], JOINED_FROM)
            runs.append((together, Span(month_later(days[1], -11), days[1], first, days[1], as_of)))
    with_spells = [one for one in possible if one.needs]
    if with_spells and covered.joined:
        start, end = discharges_of(covered.joined)
        first, last = max(covered.joined[0], JOINED_FROM), covered.joined[1]
        runs.append((with_spells, Span(start, end, first, last, as_of)))
    return runs


def _cases(
    engine: Engine, kind: Kind, tables: Sequence[str], identifiers: Identifiers, la_code: str
) -> dict[str, pl.DataFrame]:
    """Tables of an authority's cases, with its own identifiers in place of pseudonyms."""
    main = engine.frame(f"main_{kind}")
    events = main.select("la_code", "person_id", "record_id", "event_start", "event_type")
    cases = {}
    for name in tables:
        rows = engine.frame(name)
        if "la_code" in rows.columns:
            rows = rows.filter(pl.col("la_code") == la_code)
        cases[name] = identifiers.beside(rows, events) if "person_id" in rows.columns else rows
    return cases
