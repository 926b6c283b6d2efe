"""What an engine must do for the method: take tables, make tables, hand tables out."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from opencld.errors import Misused
from opencld.sql.tables import SqlTable

if TYPE_CHECKING:
    import polars as pl

ENGINES = ("duckdb", "spark")


class Engine(AbstractContextManager["Engine"], Protocol):
    """A database for one run. Close it when done; nothing of it stays."""

    name: str
    version: str
    given: set[str]
    """Names of the small tables it was given."""

    def give(self, name: str, frame: pl.DataFrame) -> None:
        """Give the engine a small table."""

    def give_files(self, name: str, files: Sequence[Path]) -> None:
        """Give the engine Parquet files of one shape as a table."""

    def make(self, table: SqlTable) -> None:
        """Make a table by its query, from tables that are there."""

    def define(self, table: SqlTable) -> None:
        """Take a table that is read in one place only: it may be worked out there instead of being made now."""

    def drop(self, name: str) -> None:
        """Let go of a table that was made or defined, if it is there."""

    def frame(self, name: str) -> pl.DataFrame:
        """Return a table whole."""

    def save(self, name: str, path: Path) -> int:
        """Write a table to a `.csv` file (with header) or a `.parquet` file, its rows in an order that every run
        gives them. Returns the number of rows. Raises OSError where it does not fit."""


def open_engine(name: str, scratch: Path, memory_mb: int) -> Engine:
    """Open an engine by its name, for working files in a folder, with about so many megabytes of memory.

    Raises Misused for an engine there is none of, or that is not installed.
    """
    if name == "duckdb":
        from opencld.sql.duckdb_engine import open_duckdb

        return open_duckdb(scratch, memory_mb)
    if name == "spark":
        from opencld.sql.spark_engine import SparkEngine

        return SparkEngine(scratch, memory_mb)
    raise Misused(f"There is no engine {name!r}. Name one of: {', '.join(ENGINES)}.")
