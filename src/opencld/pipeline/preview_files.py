"""The files that a preview leaves: its figures, and the cases behind them with an authority's own identifiers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from opencld import saving
from opencld.pipeline.outputs import written_beside
from opencld.pipeline.previewing import Preview
from opencld.preview import Beside, beside

SCHEMA = {
    "la_code": pl.String, "measure": pl.String, "figure": pl.String, "group": pl.String, "value": pl.Float64,
    "numerator": pl.Int64, "denominator": pl.Int64, "previous": pl.Float64, "change": pl.Float64, "fixed": pl.Float64,
    "change_by_fixing": pl.Float64, "not_shown": pl.String,
}  # fmt: skip


def write_previews(previews: Sequence[Preview], folder: Path) -> None:
    """Write `figures.csv`, and for each table of cases one file an authority, all or nothing. Raises CannotWrite."""
    with written_beside(folder) as unfinished:
        pl.concat(map(figures_table, previews)).write_csv(unfinished / "figures.csv")
        for one in previews:
            for name, rows in one.this.cases.items():
                rows.write_csv(unfinished / f"{one.this.la_code}_{name}.csv")


def write_report(path: Path, previews: Sequence[Preview]) -> None:
    """Write a report, `.html` or `.xlsx`, whole or not at all. Raises Misused for another ending, CannotWrite."""
    saving.check_ending(path, (".html", ".xlsx"))
    if path.suffix.lower() == ".xlsx":
        from opencld.pipeline.preview_workbook import write_workbook

        write_workbook(path, previews)
        return
    from opencld.pipeline.preview_page import page

    saving.save(page(previews).encode("utf-8", "replace"), path, overwrite=True)


def figures_table(one: Preview) -> pl.DataFrame:
    """Return the figures of an authority, a row each, and a row for each measure that has none with the reason."""
    shown = [_row(one.this.la_code, figure) for figure in figures_beside(one)]
    missing = [
        (one.this.la_code, measure, *[None] * (len(SCHEMA) - 3), why)
        for measure, why in one.this.not_shown.items()
    ]
    return pl.DataFrame([*shown, *missing], schema=SCHEMA, orient="row")


def figures_beside(one: Preview) -> list[Beside]:
    """Return the figures of a preview beside those of its other runs."""
    return beside(
        one.this.figures,
        one.previous.figures if one.previous else (),
        one.fixed.figures if one.fixed else (),
    )


def _row(la_code: str, one: Beside) -> tuple[object, ...]:
    this, previous, fixed = one.this, one.previous, one.fixed
    counts = (this.value, this.numerator, this.denominator) if this else (None, None, None)
    before, after = previous.value if previous else None, fixed.value if fixed else None
    nobody = "" if this and this.value is not None else "Nobody is counted here."
    return (la_code, one.measure, one.name, one.group, *counts, before, one.change, after, one.mended, nobody)
