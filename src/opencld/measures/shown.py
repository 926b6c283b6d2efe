"""The figures of each measure, by what `figures.yaml` says: which columns they are in, and all of them in one shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from opencld.measures import HERE
from opencld.specification.packaged import read_packaged
from opencld.sql import SqlTable

RESULTS = "measure_results"
RESULT_COLUMNS: Mapping[str, str] = {
    "measure": "The measure, as `cld measure` calls it.",
    "period_start": "First day of the twelve months measured.",
    "period_end": "Last day of the twelve months measured.",
    "area": "LA code; where the measure has them, also regions by name, and England.",
    "figure": "What is counted, such as `percent` or `people`.",
    "breakdown": "Of whom: the values that name the figure, with commas between them.",
    "numerator": "How many are counted in the figure, where it is a share or a rate.",
    "denominator": "Out of how many; of a median, how many it is of.",
    "value": "The figure; blank where nobody is in the denominator.",
}
"""Columns of a measure's results, and what each holds."""


@dataclass(frozen=True)
class Shown:
    """Which columns of a table are figures, and how they are counted; see `figures.yaml`."""

    figure: str
    table: str
    by: tuple[str, ...]
    areas: str | None = None
    value: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    sum: str | None = None
    rows: bool = False
    people: bool = False
    share: Mapping[str, list[str]] | None = None

    @property
    def counted(self) -> Mapping[str, str]:
        """The figure, its numerator and its denominator, as SQL."""
        return {"figure": f"CAST({self._figure()} AS DOUBLE)"} | {
            name: f"CAST({part} AS BIGINT)" for name, part in self._parts().items()
        }

    def _figure(self) -> str:
        if self.value:
            # a share of nobody is no share of nought
            of = f"CASE WHEN {self.denominator} > 0 THEN {self.value} END"
            return of if self.denominator else self.value
        if self.share:
            parts = self._parts()
            return f"round_half_away(100 * divide({parts['numerator']}, {parts['denominator']}), 1)"
        if self.people:
            return "count(DISTINCT person_id)"
        return f"sum({self.sum})" if self.sum else "count(*)"

    def _parts(self) -> Mapping[str, str]:
        if not self.share:
            return {"numerator": self.numerator or "NULL", "denominator": self.denominator or "NULL"}
        [(column, values)] = self.share.items()
        listed = ", ".join(f"'{value}'" for value in values)
        part = f"sum(CASE WHEN {column} IN ({listed}) THEN {self.sum} ELSE 0 END)"
        return {"numerator": part, "denominator": f"sum({self.sum})"}


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


def results_of(*names: str, with_areas: bool = True) -> SqlTable:
    """Return the table that has the figures of measures in one shape: columns RESULT_COLUMNS.

    Without areas it is of authorities alone, and does not read the tables of regions and England.
    """
    queries = [
        _query(name, shown, table, area)
        for name in names
        for shown in shown_of()[name]
        for table, area in ((shown.table, "la_code"), (shown.areas if with_areas else None, "area"))
        if table
    ]
    return SqlTable(
        RESULTS,
        "Results: the figures, in one shape for all measures",
        "one row per area, figure and breakdown",
        "the measure's own tables, by what figures.yaml says",
        "\nUNION ALL\n".join(queries),
    )


def _query(measure: str, shown: Shown, table: str, area: str) -> str:
    words = [f"coalesce(CAST(t.{name} AS VARCHAR), 'not given')" for name in shown.by]
    between = ", ', ', "
    breakdown = words[0] if len(words) == 1 else f"concat({between.join(words)})"
    counted = shown.counted
    grouped = ", ".join(("r.period_start", "r.period_end", f"t.{area}", *(f"t.{name}" for name in shown.by)))
    return (
        f"SELECT '{measure}' AS measure, r.period_start, r.period_end, t.{area} AS area, "
        f"'{shown.figure}' AS figure, {breakdown} AS breakdown, {counted['numerator']} AS numerator, "
        f"{counted['denominator']} AS denominator, {counted['figure']} AS value "
        f"FROM {table} AS t CROSS JOIN run AS r" + ("" if shown.value else f" GROUP BY {grouped}")
    )
