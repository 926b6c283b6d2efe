"""The figures that a preview shows, taken from the tables of a measure by what `figures.yaml` says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from opencld.specification.packaged import read_packaged

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
    listed = read_packaged(HERE / "figures.yaml")
    return {measure: tuple(map(_shown, entries)) for measure, entries in listed.items()}


def _shown(entry: dict[str, Any]) -> Shown:
    return Shown(**{**entry, "by": tuple(entry["by"])})


def tables_shown(measure: str) -> tuple[str, ...]:
    """Return the tables from which a measure's figures are taken, each once."""
    return tuple(dict.fromkeys(shown.table for shown in shown_of()[measure]))


def query_of(shown: Shown, la_code: str) -> str:
    """Return the query that gives an authority's figures: columns `by`, then figure, numerator and denominator."""
    by = ", ".join(shown.by)
    columns = [f"CAST({_figure(shown)} AS DOUBLE) AS figure"]
    columns += [f"CAST({part} AS BIGINT) AS {name}" for name, part in _parts(shown).items()]
    groups = "" if shown.value else f" GROUP BY {by}"
    return f"SELECT {by}, {', '.join(columns)} FROM {shown.table} WHERE la_code = '{la_code}'{groups}"


def figures_in(measure: str, shown: Shown, counted: pl.DataFrame) -> Iterator[Figure]:
    """Yield the figures of what `query_of` gave, in the order of their groups."""
    by = len(shown.by)
    for row in counted.sort(shown.by, nulls_last=True).iter_rows():
        yield Figure(measure, shown.figure, _group(row[:by]), *row[by:])


def _figure(shown: Shown) -> str:
    if shown.value:
        # a share of nobody is no share of nought
        of = f"CASE WHEN {shown.denominator} > 0 THEN {shown.value} END"
        return of if shown.denominator else shown.value
    if shown.share:
        parts = _parts(shown)
        return f"round(100.0 * {parts['numerator']} / {parts['denominator']}, 1)"
    if shown.people:
        return "count(DISTINCT person_id)"
    return f"sum({shown.sum})" if shown.sum else "count(*)"


def _parts(shown: Shown) -> dict[str, str]:
    """The numerator and the denominator of a figure, as SQL."""
    if not shown.share:
        return {"numerator": shown.numerator or "NULL", "denominator": shown.denominator or "NULL"}
    [(column, values)] = shown.share.items()
    listed = ", ".join(f"'{value}'" for value in values)
    part = f"sum(CASE WHEN {column} IN ({listed}) THEN {shown.sum} ELSE 0 END)"
    return {"numerator": part, "denominator": f"sum({shown.sum})"}


def _group(values: tuple[Any, ...]) -> str:
    return ", ".join("not given" if value is None else str(value) for value in values)
