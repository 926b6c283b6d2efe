"""The figures that a preview shows, taken from the tables of a measure by what `figures.yaml` says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Shown:
    """Which columns of a table are figures, and how they are counted; see `figures.yaml`."""

    figure: str
    table: str
    by: tuple[str, ...]
    value: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    sum: str | None = None
    rows: bool = False
    people: bool = False
    share: Mapping[str, list[str]] | None = None


@dataclass(frozen=True)
class Figure:
    """A figure of a measure: what it counts (`name`), of whom (`group`, blank for everybody), and what it is.

    `value` is None where nobody is counted, so that a share of nobody is never told as nought. `numerator` and
    `denominator` are None where the figure has none.
    """

    measure: str
    name: str
    group: str
    value: float | None
    numerator: int | None = None
    denominator: int | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What is the same of this figure in another run."""
        return (self.measure, self.name, self.group)


@cache
def shown_of() -> Mapping[str, tuple[Shown, ...]]:
    """Return what is shown of each measure, by its name."""
    import yaml

    listed = yaml.safe_load((HERE / "figures.yaml").read_text(encoding="utf-8"))
    return {measure: tuple(map(_shown, entries)) for measure, entries in listed.items()}


def _shown(entry: dict[str, Any]) -> Shown:
    return Shown(**{**entry, "by": tuple(entry["by"])})


def tables_shown(measure: str) -> tuple[str, ...]:
    """Return the tables from which a measure's figures are taken, each once."""
    return tuple(dict.fromkeys(shown.table for shown in shown_of()[measure]))


def figures_of(measure: str, tables: Mapping[str, pl.DataFrame], la_code: str) -> tuple[Figure, ...]:
    """Return the figures of an authority in a measure, from its tables."""
    return tuple(
        figure
        for shown in shown_of()[measure]
        for figure in _figures(measure, shown, tables[shown.table].filter(pl.col("la_code") == la_code))
    )


def _figures(measure: str, shown: Shown, rows: pl.DataFrame) -> list[Figure]:
    counted = rows.select(*shown.by, *_as_it_is(shown)) if shown.value else _counted(shown, rows)
    by = len(shown.by)
    return [
        Figure(measure, shown.figure, _group(row[:by]), *row[by:])
        for row in counted.sort(shown.by, nulls_last=True).iter_rows()
    ]


def _as_it_is(shown: Shown) -> tuple[pl.Expr, ...]:
    assert shown.value
    parts = [(name, pl.col(name) if name else pl.lit(None)) for name in (shown.numerator, shown.denominator)]
    value = pl.col(shown.value).cast(pl.Float64)
    if shown.denominator:
        value = pl.when(pl.col(shown.denominator) > 0).then(value)
    names = ("numerator", "denominator")
    counts = (part.cast(pl.Int64).alias(name) for name, (_, part) in zip(names, parts, strict=True))
    return (value.alias("figure"), *counts)


def _counted(shown: Shown, rows: pl.DataFrame) -> pl.DataFrame:
    if shown.people:
        counts = [pl.col("person_id").n_unique().cast(pl.Float64).alias("figure")]
    elif shown.share:
        [(column, values)] = shown.share.items()
        amount = pl.col(str(shown.sum)).cast(pl.Int64)
        part = amount.filter(pl.col(column).is_in(values)).sum()
        whole = amount.sum()
        counts = [
            (100 * part / whole).round(1).alias("figure"),
            part.alias("numerator"),
            whole.alias("denominator"),
        ]
    elif shown.sum:
        counts = [pl.col(shown.sum).cast(pl.Float64).sum().alias("figure")]
    else:
        counts = [pl.len().cast(pl.Float64).alias("figure")]
    return rows.group_by(shown.by).agg(counts)


def _group(values: tuple[Any, ...]) -> str:
    return ", ".join("not given" if value is None else str(value) for value in values)
