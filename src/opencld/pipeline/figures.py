"""Figures: from the submissions in a home to main tables and measures, on an engine, as of a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from opencld import main_tables, measures
from opencld.errors import Misused
from opencld.main_tables import Kind
from opencld.main_tables.periods import is_whole_months, month_later, reference_periods
from opencld.main_tables.references import References, packaged_references, replaced
from opencld.measures import Measure
from opencld.measures.shown import results_of
from opencld.specification import Specification, load_specification
from opencld.sql import Engine, Progress, build

if TYPE_CHECKING:
    from opencld.submissions.home import Home

JOINED_FROM = date(2023, 4, 1)  # where the published joined table begins, and every quarter's grows from
BESIDE_MAIN = ("submission_periods", "authorities_without_submission", "unmapped_values")


@dataclass(frozen=True)
class Submitted:
    """The submissions a run may choose from.

    `submissions` has a row each, as the register tells them; `events_of` says where the pseudonymised events of some
    submissions lie, `spells_of` where the hospital spells of a name do.
    """

    submissions: pl.DataFrame
    events_of: Callable[[Sequence[int]], list[Path]]
    spells_of: Callable[[str], Path]


@dataclass(frozen=True)
class Span:
    """The days a run is about: `start` to `end`, and where a joined table is needed, those it spans."""

    start: date
    end: date
    joined_start: date
    joined_end: date
    as_of: date


@dataclass(frozen=True)
class Made:
    """What a run made: titles of its tables by name, and the submissions it read.

    `asked_for` are those tables that were asked for, the others come with them; `left_out` those that count who is not
    counted, where that was asked for.
    """

    tables: Mapping[str, str]
    submissions: pl.DataFrame
    asked_for: tuple[str, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What a run is asked for: everything that decides its figures, beside the submissions and the code.

    `what` is `single`, `joined` or the names of measures with `+` between them, `reference` a folder of the user's own
    reference tables, `spells` the name of hospital spells; `with_cases` asks also who is counted and why others are
    not.
    """

    what: str
    start: date
    end: date
    joined_start: date | None
    joined_end: date | None
    as_of: date
    reference: str | None
    engine: str
    spells: str | None = None
    with_cases: bool = False

    def measures(self) -> list[Measure]:
        """Return the measures asked for. Raises Misused for a name that is none."""
        return [measures.find_measure(name) for name in self.what.split("+")]


def submitted_in(folder: Path) -> Submitted:
    """Return the accepted submissions of a home. Raises CannotRead, RegisterNotOurs or StoreDamaged."""
    from opencld.submissions.home import open_home
    from opencld.submissions.records import accepted_submissions
    from opencld.submissions.register import open_register

    home = open_home(folder)
    with closing(open_register(home.register)) as register:
        submissions = accepted_submissions(register)
    return Submitted(
        submissions,
        lambda chosen: _events_of(home, submissions, chosen),
        lambda name: _spells_of(home, name),
    )


def _events_of(home: Home, submissions: pl.DataFrame, chosen: Sequence[int]) -> list[Path]:
    """Return where the events of submissions lie, each file as it was written. Raises StoreDamaged."""
    from opencld.submissions.store import check_file

    hashes = dict(submissions.select("submission_id", "events_hash").iter_rows())
    for one in chosen:
        check_file(home.events_of(one), hashes[one])
    return [home.events_of(one) for one in chosen]


def _spells_of(home: Home, name: str) -> Path:
    from opencld.submissions.register import open_register
    from opencld.submissions.spells import find_spells
    from opencld.submissions.store import check_file

    with closing(open_register(home.register)) as register:
        found = find_spells(register, name)
    check_file(home.spells_of(name), found.spells_hash)
    return home.spells_of(name)


def make(
    engine: Engine,
    submitted: Submitted,
    references: References,
    asked: Asked,
    progress: Progress | None = None,
) -> Made:
    """Do what is asked: make a main table or a measure. Raises Misused."""
    if asked.what in ("single", "joined"):
        kind: Kind = "single" if asked.what == "single" else "joined"
        return make_main_table(
            engine, submitted, references, kind, asked.start, asked.end, asked.as_of, progress
        )
    span = span_of(asked.start, asked.end, asked.as_of, asked.joined_start, asked.joined_end)
    together = asked.measures()
    check_asked(together, asked)
    if asked.spells:
        engine.give_files("hospital_spells", [submitted.spells_of(asked.spells)])
    cases = [table for measure in together for table in measure.cases if asked.with_cases]
    wanted = [*(table for measure in together for table in measure.tables), *cases]
    made = make_measures(engine, submitted, references, together, wanted, span, progress)
    results = results_of(*(measure.name for measure in together))
    engine.make(results)
    return replace(
        made,
        tables={**made.tables, results.name: results.title},
        asked_for=tuple(measure.tables[0] for measure in together),
        left_out=tuple(measure.cases[0] for measure in together if asked.with_cases),
    )


def check_asked(together: Sequence[Measure], asked: Asked) -> None:
    """Raise Misused where measures cannot be made together, lack what they need, or are asked what they have not."""
    first, *others = together
    for other in others:
        if (other.main, other.details_of) != (first.main, first.details_of):
            raise Misused(
                f"{first.name} and {other.name} are not made from the same tables. Make them one after the other."
            )
    for measure in together:
        _check_asked(measure, asked)
    if asked.spells and not any("hospital_spells" in measure.needs for measure in together):
        names = " and ".join(measure.name for measure in together)
        raise Misused(f"{names} read{'' if others else 's'} no hospital spells. Leave out --spells.")


def _check_asked(measure: Measure, asked: Asked) -> None:
    if "hospital_spells" in measure.needs and not asked.spells:
        raise Misused(
            f"{measure.name} needs hospital spells beside submissions. Land a file of them with `cld land-spells FILE "
            "--name NAME`, and name them with --spells NAME."
        )
    if asked.with_cases and not measure.cases:
        having = ", ".join(one.name for one in measures.measures().values() if one.cases)
        raise Misused(
            f"{measure.name} counts neither people nor episodes, so it has no cases. Leave out --cases, which goes "
            f"with {having}."
        )


def read_references(folder: Path | None, specification: Specification | None = None) -> References:
    """Return the packaged reference tables, those in a folder in place of their own. See `references.replaced`."""
    specification = specification or load_specification()
    packaged = packaged_references(specification, [main_tables.REFERENCE, measures.REFERENCE])
    return replaced(packaged, folder, specification) if folder else packaged


def span_of(start: date, end: date, as_of: date, joined_start: date | None, joined_end: date | None) -> Span:
    """Return the days of a run. A joined table begins with April 2023 and ends with the period, unless told otherwise.

    Raises Misused for twelve months that are none, or that lie outside the joined table.
    """
    if not is_whole_months(start, end) or month_later(start, 12) - timedelta(days=1) != end:
        raise Misused(
            f"{start:%d/%m/%Y} to {end:%d/%m/%Y} is not twelve whole months. "
            "Begin on the first of a month and end on the last day of the twelfth."
        )
    span = Span(start, end, joined_start or min(JOINED_FROM, start), joined_end or end, as_of)
    if start < span.joined_start or end > span.joined_end:
        raise Misused(
            f"The joined table from {span.joined_start:%d/%m/%Y} to {span.joined_end:%d/%m/%Y} does not span "
            f"{start:%d/%m/%Y} to {end:%d/%m/%Y}. Widen it with --joined-from and --joined-to."
        )
    return span


def make_main_table(
    engine: Engine,
    submitted: Submitted,
    references: References,
    kind: Kind,
    start: date,
    end: date,
    as_of: date,
    progress: Progress | None = None,
    wanted: Sequence[str] | None = None,
) -> Made:
    """Make a main table, and beside it what was selected, what was missing and what could not be mapped.

    `wanted` are other tables to make instead, the main table or steps on the way to it. Raises Misused for a period
    that is none, or where no submission covers any of it; StoreDamaged where events are not as they were written.
    """
    progress = progress or (lambda _done, _all, _table: None)
    given, chosen = choose_submissions(engine, submitted, references, kind, start, end, as_of, progress)
    if not chosen:
        raise Misused(_nothing_selected(submitted.submissions, start, end, as_of))
    engine.give_files("events", submitted.events_of(chosen))
    tables = main_tables.main_tables(kind)
    wanted = wanted or (f"main_{kind}", f"selected_{kind}", *BESIDE_MAIN)
    build(engine, tables, wanted, given | {"events"}, progress)
    read = submitted.submissions.filter(pl.col("submission_id").is_in(chosen))
    return Made({name: tables[name].title for name in wanted}, read, (f"main_{kind}",))


def choose_submissions(
    engine: Engine,
    submitted: Submitted,
    references: References,
    kind: Kind,
    start: date,
    end: date,
    as_of: date,
    progress: Progress,
) -> tuple[set[str], list[int]]:
    """Give an engine all that comes before events, and choose the submissions of a main table.

    Returns the tables the engine has, and the numbers of the submissions. Raises Misused for a period that is none.
    """
    run = {"kind": [kind], "window_start": [start], "window_end": [end], "as_of": [as_of]}
    engine.give("run", pl.DataFrame(run))
    engine.give("reference_periods", reference_periods(kind, start, end))
    engine.give("submissions", submitted.submissions)
    given = {"run", "reference_periods", "submissions", *give_references(engine, references)}
    build(engine, main_tables.main_tables(kind), ["selected_submissions"], given, progress)
    chosen = engine.frame("selected_submissions")["submission_id"].unique().sort().to_list()
    return given | {"selected_submissions"}, chosen


def make_measures(
    engine: Engine,
    submitted: Submitted,
    references: References,
    together: Sequence[Measure],
    wanted: Sequence[str],
    span: Span,
    progress: Progress | None = None,
) -> Made:
    """Make the tables wanted of several measures at once, from one main table and one set of person details.

    The measures must read the same kind of main table and person details of the same twelve months, which all do where
    the joined table ends with the period. What they need beside must have been given to the engine. Raises Misused;
    see `make_main_table`.
    """
    progress = progress or (lambda _done, _all, _table: None)
    first, *_ = together
    days = (span.joined_start, span.joined_end) if first.main == "joined" else (span.start, span.end)
    others = main_tables.main_tables(first.main)
    steps = sorted({step for measure in together for step in measure.reads_of(others)})
    made = make_main_table(engine, submitted, references, first.main, *days, span.as_of, progress, steps)
    details_end = span.end if first.details_of == "period" else span.joined_end
    engine.give("run", pl.DataFrame({**_days(span), **_twelve_months_to(details_end)}))
    needs = {need for measure in together for need in measure.needs}
    tables = measures.measure_tables()
    build(
        engine,
        tables,
        wanted,
        {"run", "submissions", "events", *steps, *needs, *references.names_for_sql},
        progress,
    )
    return Made({name: tables[name].title for name in wanted}, made.submissions, tuple(wanted))


def give_references(engine: Engine, references: References) -> list[str]:
    """Give an engine the reference tables that it does not have yet. Returns the names of all."""
    for name, table in references.for_sql():
        if name not in engine.given:
            engine.give(name, table)
    return list(references.names_for_sql)


def _days(span: Span) -> Mapping[str, list[date]]:
    return {
        "period_start": [span.start],
        "period_end": [span.end],
        "joined_start": [span.joined_start],
        "joined_end": [span.joined_end],
    }


def _twelve_months_to(end: date) -> Mapping[str, list[date]]:
    return {"details_start": [month_later(end, -11)], "details_end": [end]}


def _nothing_selected(submissions: pl.DataFrame, start: date, end: date, as_of: date) -> str:
    if submissions.is_empty():
        return "No submission has been landed yet. Land some first: `cld land FILE --la-code …`."
    first = submissions["imported_at"].dt.date().sort()[0]
    if first > as_of:
        return (
            f"On {as_of:%d/%m/%Y} no submission had been imported: the first came on {first:%d/%m/%Y}. "
            "Name a later day with --as-of."
        )
    return (
        f"No submission imported by {as_of:%d/%m/%Y} covers {start:%d/%m/%Y} to {end:%d/%m/%Y}, or a quarter of it. "
        "`cld submissions` shows the period of each."
    )
