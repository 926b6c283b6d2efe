"""The figures that a preview shows, from the results of measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from opencld.measures.shown import shown_of


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


def figures_in(results: pl.DataFrame, la_code: str, measures: Sequence[str]) -> dict[str, tuple[Figure, ...]]:
    """Return an authority's figures by measure, from the results of measures: as `figures.yaml` lists them, and in the
    order of their groups, those of nothing given last. A measure without any has an empty tuple."""
    own = results.filter(pl.col("area") == la_code)
    places = {
        (name, shown.figure): place for name in measures for place, shown in enumerate(shown_of()[name])
    }
    rows = own.select("measure", "figure", "breakdown", "value", "numerator", "denominator").rows()
    figures = sorted(
        (Figure(*row) for row in rows),
        key=lambda one: (places[one.measure, one.name], one.group.startswith("not given"), one.group),
    )
    return {name: tuple(one for one in figures if one.measure == name) for name in measures}
