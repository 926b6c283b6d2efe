"""The page of a comparison: one file that opens anywhere and reads without a script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import polars as pl

from opencld import __version__
from opencld.comparison import sentences
from opencld.comparison.comparing import Comparison
from opencld.comparison.differences import KindCount
from opencld.comparison.figures import completeness_figure, months_figure, providers_table, uplifts_figure
from opencld.comparison.kinds import URGENCIES, Urgency
from opencld.comparison.measured import (
    FIGURE_TITLES,
    HOW_MEASURED,
    TEXTS_OF_FIGURES,
    Measured,
    figure_row,
    same_told,
)
from opencld.drawing import Column, Figure, Search, Table, pack, render
from opencld.reports.rows import fair_limit

TEMPLATES = Path(__file__).parent / "templates"
SHOWN_PER_KIND = 10
MOST_SEARCHED = 100_000
MOST_PROVIDERS = 50
LONGEST = 300
COLUMNS: Mapping[str, Column] = {
    "la_person_unique_identifier": Column("Person"),
    "event_reference": Column("Event reference"),
    "event_type": Column("Event type"),
    "event_start_date": Column("Start"),
    "event_end_date": Column("End"),
    "service_component": Column("Service component", width="middle"),
    "field": Column("Field", width="middle"),
    "before": Column("Before", width="middle"),
    "after": Column("Now", width="middle"),
    "last_row": Column("Row then", is_number=True),
    "this_row": Column("Row now", is_number=True),
    "closed_by_centre_on": Column("The centre ends it on"),
    "told_by": Column("Uncertain: told by", width="middle"),
}
FINDING_COLUMNS = (
    Column("Rule", is_heading=True),
    Column("Severity"),
    Column("Field", width="middle"),
    Column("What", width="middle"),
    *(
        Column(name, is_number=True)
        for name in (
            "Last",
            "This",
            "Mended",
            "Gone with their rows",
            "New on rows that were there",
            "New with new rows",
        )
    ),
)


@dataclass(frozen=True)
class ShownKind:
    """What a page says of a kind of difference, and the first rows of it."""

    count: KindCount
    counted: str
    remarks: str
    extent: str
    table: Table


@dataclass(frozen=True)
class ShownMeasures:
    """What a page says of measures: how they were made, what has changed, and what two files cannot show."""

    how: str
    periods: tuple[tuple[str, str], ...]
    same: str
    changed: Table
    not_shown: Table
    limits: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """What a page says of a comparison, apart from its search. `last` and `this` are the names of the returns."""

    last: str
    this: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    urgencies: Mapping[Urgency, str]
    kinds: tuple[ShownKind, ...]
    fields: Table
    figures: tuple[Figure, ...]
    providers: Table
    findings: Table
    measured: ShownMeasures | None
    how: str


def page(comparison: Comparison) -> str:
    """Return the page as HTML."""
    shown = shown_of(comparison)
    return render(
        TEMPLATES,
        "comparison.html",
        **{field.name: getattr(shown, field.name) for field in fields(shown)},
        search=_search(comparison),
        version=__version__,
    )


def shown_of(comparison: Comparison, changes_written: bool = False) -> Shown:
    """Return what a page says of a comparison; with `changes_written` there is no step to write the changes."""
    return Shown(
        last=comparison.last.file,
        this=comparison.this.file,
        facts=tuple(sentences.facts(comparison)),
        steps=tuple(sentences.next_steps(comparison, changes_written)),
        urgencies=dict(URGENCIES),
        kinds=tuple(_shown(count, comparison) for count in comparison.kinds),
        fields=_fields(comparison),
        figures=tuple(_figures(comparison)),
        providers=providers_table(comparison, MOST_PROVIDERS),
        findings=_findings(comparison),
        measured=_measured(comparison.measured) if comparison.measured else None,
        how=sentences.HOW_COUNTED,
    )


def _shown(count: KindCount, comparison: Comparison) -> ShownKind:
    kind = count.kind
    rows = pl.scan_parquet(comparison.differences_path).filter(pl.col("kind") == kind.kind)
    height = int(rows.select(pl.len()).collect().item())
    first = _written(rows.head(SHOWN_PER_KIND).collect())
    filled = [name for name in COLUMNS if (first[name] != "").any()]
    extent = (
        f"These are the first {SHOWN_PER_KIND} of {height:,}; the search has more."
        if height > SHOWN_PER_KIND
        else ""
    )
    return ShownKind(
        count,
        sentences.kind_counted(count),
        sentences.remarks(count, comparison),
        extent,
        Table(
            f"{kind.kind}-rows",
            f"{kind.title}: rows",
            tuple(COLUMNS[name] for name in filled),
            tuple(first.select(filled).iter_rows()),
        ),
    )


def _fields(comparison: Comparison) -> Table:
    titles = (
        Column("Field", is_heading=True),
        Column("How"),
        Column("On"),
        *(Column(name, is_number=True) for name in ("Changes", "Filled", "Emptied")),
    )
    rows = tuple(map(sentences.field_row, sorted(comparison.fields, key=lambda one: -one.changes)))
    return Table("fields", "Fields that changed", titles, rows)


def _figures(comparison: Comparison) -> list[Figure]:
    figures = [months_figure(comparison.months)] if comparison.months else []
    figures.append(completeness_figure(comparison.completeness))
    return figures + ([uplifts_figure(comparison.uplifts)] if comparison.uplifts else [])


def _findings(comparison: Comparison) -> Table:
    ordered = sorted(
        (
            one
            for one in comparison.findings
            if one.mended or one.new_on_line or one.new_with_line or one.left_with_line
        ),
        key=lambda one: (-(one.new_on_line + one.new_with_line), one.rule, one.field),
    )
    return Table(
        "findings", "Findings new and mended", FINDING_COLUMNS, tuple(map(sentences.finding_row, ordered))
    )


def _measured(measured: Measured) -> ShownMeasures:
    columns = tuple(
        Column(title, is_number=place >= TEXTS_OF_FIGURES) for place, title in enumerate(FIGURE_TITLES)
    )
    reasons = (Column("Measure"), Column("Why", width="long"))
    return ShownMeasures(
        HOW_MEASURED,
        measured.periods,
        same_told(measured),
        Table("measures", "Figures that change", columns, tuple(map(figure_row, measured.changed))),
        Table("measures-not-shown", "Measures not shown", reasons, measured.not_shown),
        measured.limits,
    )


def _search(comparison: Comparison) -> Search | None:
    differences = comparison.differences
    counts = [rows for _, rows in differences["kind"].value_counts().iter_rows()]
    if differences.height <= SHOWN_PER_KIND:
        return None
    most = fair_limit(counts, MOST_SEARCHED)
    kept = differences.filter(pl.int_range(pl.len()).over("kind") < most)
    left_out = differences.height - kept.height
    about = f"All {differences.height:,} differences are here."
    if left_out:
        about = (
            f"The first {most:,} of each kind are here; {left_out:,} others did not fit. All are in the file that "
            "--changes changes.csv writes."
        )
    texts = _written(kept)
    shown = {"difference": Column("Difference", width="middle"), **COLUMNS}
    packed = pack({column.title: texts[name] for name, column in shown.items()})
    return Search(
        "search",
        "Search the differences",
        about,
        tuple(shown.values()),
        ("Difference", "Event type", "Field"),
        packed,
    )


def _written(rows: pl.DataFrame) -> pl.DataFrame:
    """All columns as the texts that a reader sees, long ones cut."""
    texts = [
        pl.when(pl.col(name).cast(pl.String).str.len_chars() > LONGEST)
        .then(pl.col(name).cast(pl.String).str.head(LONGEST) + " … (cut short)")
        .otherwise(pl.col(name).cast(pl.String))
        .fill_null("")
        .alias(name)
        for name in ("difference", *COLUMNS)
    ]
    return rows.select(texts)
