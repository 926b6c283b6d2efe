"""Lineage: what became of every row of a submission on its way into a main table, and why.

`lineage_rows.sql` reads the main table's own tables and puts into words what they hold; `fates.csv` lists the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from opencld.main_tables import Kind, main_tables
from opencld.sql import SqlTable, read_tables

HERE = Path(__file__).parent
TABLES = ("lineage_counts", "lineage_rows", "lineage_periods")
"""The tables of a lineage, the summary first."""


@dataclass(frozen=True)
class Lineage:
    """What became of a submission in a main table.

    `counts` (columns place, fate, reason, rows) add up to `received`. `periods` says which submission was taken for
    each reference period. `why_not` says in a sentence why this one was not taken at all; blank where it was.
    """

    submission_id: int
    la_code: str
    la_name: str
    file: str
    received: int
    kind: Kind
    start: date
    end: date
    as_of: date
    counts: pl.DataFrame
    periods: pl.DataFrame
    why_not: str

    @property
    def table(self) -> str:
        """What the main table is called, for people."""
        days = f"{self.start:%d/%m/%Y} to {self.end:%d/%m/%Y}"
        return f"{self.kind} main table of {days}, as of {self.as_of:%d/%m/%Y}"


@cache
def lineage_tables(kind: Kind) -> Mapping[str, SqlTable]:
    """Return the SQL files that trace the rows of a submission, and those of the main table, by table name."""
    return {**main_tables(kind), **read_tables(HERE)}


def fates() -> pl.DataFrame:
    """Return what may become of a row. Columns place, step, fate, reason."""
    return pl.read_csv(HERE / "fates.csv", schema_overrides={"place": pl.Int32})
