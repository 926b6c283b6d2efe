"""Main tables: from submissions to one row per event, by the published method.

Each `.sql` file makes the table it is named after; `single/` and `joined/` have what differs between the two.
Source: main tables methodology.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from opencld.sql import SqlTable, read_tables

Kind = Literal["single", "joined"]
HERE = Path(__file__).parent
REFERENCE = HERE / "reference"
GIVEN = ("run", "reference_periods", "submissions", "events")
"""What a run gives the method, beside the reference tables."""


@cache
def main_tables(kind: Kind) -> Mapping[str, SqlTable]:
    """Return the SQL files that make the main table of a kind, by table name."""
    return read_tables(HERE, HERE / kind)
