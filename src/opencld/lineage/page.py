"""The page of a lineage: what became of the rows, drawn and in tables, with the first rows of each fate."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from opencld import __version__
from opencld.drawing import Bar, Column, Figure, Panel, Table, bars, render
from opencld.lineage import Lineage

TEMPLATES = Path(__file__).parent / "templates"
ROWS_OF_EACH = 20
"""Rows shown of each reason. All of them are in the file of rows."""
UNREMARKABLE = "kept"


def page(lineage: Lineage, rows: pl.DataFrame) -> str:
    """Return the page as HTML. `rows` is the table `lineage_rows`."""
    return render(
        TEMPLATES,
        "page.html",
        lineage=lineage,
        figure=_figure(lineage),
        periods=_periods(lineage),
        examples=_examples(lineage, rows),
        most=ROWS_OF_EACH,
        answer=_answer(lineage),
        version=__version__,
    )


def _answer(lineage: Lineage) -> str:
    if lineage.why_not:
        return f"No. {lineage.why_not}"
    taken, periods = int(lineage.periods["is_this"].sum()), lineage.periods.height
    return "Yes." if taken == periods else f"Yes, for {taken} of {periods} quarters."


def _figure(lineage: Lineage) -> Figure:
    counts = lineage.counts.group_by("fate", maintain_order=True).agg(pl.col("rows").sum())
    drawn = [
        Bar(fate, (rows,), f"{rows:,} ({_share(rows, lineage.received)})")
        for fate, rows in counts.iter_rows()
    ]
    described = "; ".join(f"{bar.label} {bar.value}" for bar in drawn)
    picture = bars(
        "fates-picture", "What became of the rows", described, drawn, lineage.received, framed=True
    )
    columns = (
        Column("Fate", is_heading=True),
        Column("Why", width="long"),
        Column("Rows", is_number=True),
        Column("% of rows", is_number=True),
    )
    each = lineage.counts.select("fate", "reason", "rows").iter_rows()
    table = (
        *((fate, reason, f"{rows:,}", _share(rows, lineage.received)) for fate, reason, rows in each),
        ("in all", "", f"{lineage.counts['rows'].sum():,}", _share(lineage.received, lineage.received)),
    )
    return Figure(
        "fates",
        "What became of the rows",
        f"Each bar is a share of the {lineage.received:,} rows received; together they are all of them.",
        (Panel("", picture),),
        Table("fates-table", f"Rows of submission {lineage.submission_id}", columns, table),
    )


def _periods(lineage: Lineage) -> Table:
    columns = (Column("Reference period", is_heading=True), Column("Submission taken"), Column("Received"))
    rows = tuple(
        (
            f"{first:%d/%m/%Y} to {last:%d/%m/%Y}",
            "this one" if is_this else str(number) if number else "none",
            f"{imported:%d/%m/%Y}" if imported else "",
        )
        for first, last, number, imported, is_this, _covered in lineage.periods.iter_rows()
    )
    return Table("periods", f"Submissions of {lineage.la_name} taken for each period", columns, rows)


def _examples(lineage: Lineage, rows: pl.DataFrame) -> list[tuple[str, Table]]:
    """Return a heading and the first rows of each reason but the unremarkable one."""
    columns = (
        Column("Row", is_number=True, is_heading=True),
        Column("Event"),
        Column("Start"),
        Column("End as submitted"),
        Column("End"),
        Column("Into row", is_number=True),
        Column("of submission", is_number=True),
    )
    shown = []
    for place, fate, reason, count in lineage.counts.iter_rows():
        if fate == UNREMARKABLE:
            continue
        first = rows.filter(pl.col("place") == place).sort("row").head(ROWS_OF_EACH)
        cells = first.select(
            "row", "event_type", "event_start", "event_end_submitted", "event_end", "merged_into_row",
            "other_submission_id",
        )  # fmt: skip
        extent = (
            f"All {count:,} rows" if count <= ROWS_OF_EACH else f"The first {ROWS_OF_EACH} of {count:,} rows"
        )
        written = tuple(tuple(map(_text, row)) for row in cells.iter_rows())
        table = Table(f"rows-{place}", extent, columns, written)
        shown.append((f"{fate}: {reason}", table))
    return shown


def _share(rows: int, all_rows: int) -> str:
    return f"{100 * rows / all_rows:.1f} %" if all_rows else ""


def _text(value: object) -> str:
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
