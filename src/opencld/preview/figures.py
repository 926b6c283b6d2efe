"""The figures that a preview shows, taken from the tables of a measure by what `measures/figures.yaml` says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from opencld.measures.shown import Shown


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


def query_of(shown: Shown, la_code: str) -> str:
    """Return the query that gives an authority's figures: columns `by`, then figure, numerator and denominator."""
    by = ", ".join(shown.by)
    columns = ", ".join(f"{part} AS {name}" for name, part in shown.counted.items())
    groups = "" if shown.value else f" GROUP BY {by}"
    return f"SELECT {by}, {columns} FROM {shown.table} WHERE la_code = '{la_code}'{groups}"


def figures_in(measure: str, shown: Shown, counted: pl.DataFrame) -> Iterator[Figure]:
    """Yield the figures of what `query_of` gave, in the order of their groups."""
    by = len(shown.by)
    for row in counted.sort(shown.by, nulls_last=True).iter_rows():
        yield Figure(measure, shown.figure, _group(row[:by]), *row[by:])


def _group(values: tuple[Any, ...]) -> str:
    return ", ".join("not given" if value is None else str(value) for value in values)
