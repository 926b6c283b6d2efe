"""Measures: figures made from a main table, each a folder of SQL files; `measures.yaml` lists them.

Source: the published method of each measure, which the header of each file names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Literal

from opencld.errors import Misused
from opencld.main_tables import Kind
from opencld.main_tables.quirks import Quirk
from opencld.specification.packaged import read_packaged
from opencld.sql import SqlTable, read_tables

HERE = Path(__file__).parent
REFERENCE = HERE / "reference"


@dataclass(frozen=True)
class Measure:
    """Something to measure. `tables` are those a run writes, the figures first.

    `main` is the kind of main table it reads. `details_of` says of which twelve months the person details are: those
    measured, or those that end the joined table. `needs` are tables that have to be given beside the submissions.
    `cases` are the tables of who is counted and why others are not, counts of the latter first; empty where a measure
    counts neither people nor episodes.
    """

    name: str
    main: Kind
    details_of: Literal["period", "joined"]
    tables: tuple[str, ...]
    needs: tuple[str, ...]
    cases: tuple[str, ...]
    quirks: tuple[Quirk, ...]

    def reads_of(self, others: Mapping[str, SqlTable]) -> tuple[str, ...]:
        """Return those of other tables, such as a main table and the steps to it, that its own tables read."""
        read, waiting = set[str](), [*self.tables, *self.cases]
        while waiting:
            name = waiting.pop()
            if name in measure_tables():
                new = measure_tables()[name].reads - read
                read |= new
                waiting += new
        return tuple(sorted(read & set(others)))

    @property
    def title(self) -> str:
        """The title of its figures."""
        return measure_tables()[self.tables[0]].title


@cache
def measures() -> Mapping[str, Measure]:
    """Return all measures by name."""
    listed = read_packaged(HERE / "measures.yaml")
    return {one["name"]: _measure(one) for one in listed}


def _measure(listed: dict[str, Any]) -> Measure:
    return Measure(
        name=listed["name"],
        main=listed["main"],
        details_of=listed["details_of"],
        tables=tuple(listed["tables"]),
        needs=tuple(listed.get("needs", ())),
        cases=tuple(listed.get("cases", ())),
        quirks=tuple(Quirk(**quirk) for quirk in listed["quirks"]),
    )


@cache
def measure_tables() -> Mapping[str, SqlTable]:
    """Return the SQL files of all measures, by table name."""
    return read_tables(*(folder for folder in sorted(HERE.iterdir()) if folder.is_dir()))


def find_measure(asked: str) -> Measure:
    """Return a measure by its name. Raises Misused, with names like it, where there is none."""
    name = asked.strip().lower().replace("_", "-").replace(" ", "-")
    if name not in measures():
        near = get_close_matches(name, measures(), n=3, cutoff=0.5) or list(measures())
        raise Misused(
            f"There is no measure {asked!r}. Did you mean {' or '.join(near)}? `cld measure --list` has them all."
        )
    return measures()[name]
