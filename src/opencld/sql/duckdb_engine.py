"""DuckDB, the engine on one machine: in a file of its own, so that what does not fit in memory goes to disk.

Or in memory, which is quicker where everything fits; what does not goes to disk there too.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from opencld.sql.tables import SqlTable

if TYPE_CHECKING:
    import duckdb
    import polars as pl

HERE = Path(__file__).parent


def open_duckdb(scratch: Path, memory_mb: int, in_memory: bool = False, at_once: int = 1) -> DuckdbEngine:
    """Open a database for working files in a folder, with about so many megabytes of memory.

    `at_once` says how many runs of it, each on an engine `apart`, will share the processors.
    """
    import duckdb

    folder = Path(tempfile.mkdtemp(prefix="opencld-duckdb-", dir=scratch))
    connection = duckdb.connect(
        ":memory:" if in_memory else folder / "run.duckdb",
        config={
            "memory_limit": f"{memory_mb}MB",
            "temp_directory": str(folder / "spilt"),
            "preserve_insertion_order": False,
        },
    )
    if at_once > 1:
        [(threads,)] = connection.execute("SELECT current_setting('threads')").fetchall()
        connection.execute(f"SET threads = {max(1, threads // at_once)}")
    connection.execute((HERE / "duckdb.sql").read_text(encoding="utf-8"))
    return DuckdbEngine(connection, folder)


class DuckdbEngine:
    """A DuckDB database for one run, or a schema of its own in one that several runs share."""

    name = "duckdb"

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path, schema: str = "") -> None:
        import duckdb

        self.version: str = duckdb.__version__
        self.given: set[str] = set()
        self._connection, self._folder, self._schema = connection, folder, schema
        self._defined: dict[str, str] = {}

    def __enter__(self) -> DuckdbEngine:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._schema:
            self._connection.execute(f"DROP SCHEMA {self._schema} CASCADE")
        self._connection.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def apart(self) -> DuckdbEngine:
        """Return an engine that has all that this one was given, and whose own tables no other sees.

        It may be used in another thread. Close it before this one.
        """
        folder = Path(tempfile.mkdtemp(prefix="apart_", dir=self._folder))
        cursor, schema = self._connection.cursor(), folder.name
        cursor.execute(f"CREATE SCHEMA {schema}; SET search_path = '{schema},main'")
        engine = DuckdbEngine(cursor, folder, schema)
        engine.given |= self.given
        return engine

    def give(self, name: str, frame: pl.DataFrame) -> None:
        """Give the engine a small table."""
        file = self._folder / f"{name}.parquet"
        frame.write_parquet(file)
        self._connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM {_parquet([file])}")
        self.given.add(name)

    def give_files(self, name: str, files: Sequence[Path]) -> None:
        """Give the engine Parquet files of one shape as a table. They are read where they are."""
        self._connection.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM {_parquet(files)}")

    def make(self, table: SqlTable) -> None:
        """Make a table by its query, from tables that are there."""
        self._connection.execute(f"CREATE OR REPLACE TABLE {table.name} AS {self._with_defined(table)}")

    def define(self, table: SqlTable) -> None:
        """Keep the query of a table, to be a step in that of the table that reads it."""
        self._defined[table.name] = self._with_defined(table)

    def _with_defined(self, table: SqlTable) -> str:
        steps = [f"{name} AS ({self._defined[name]})" for name in sorted(table.reads & set(self._defined))]
        # a view would be planned once more
        return f"WITH {', '.join(steps)} SELECT * FROM ({table.query})" if steps else table.query

    def drop(self, name: str) -> None:
        """Let go of a table that was made or defined, if it is there."""
        if not self._defined.pop(name, ""):
            self._connection.execute(f"DROP TABLE IF EXISTS {name}")

    def frame(self, name: str) -> pl.DataFrame:
        """Return a table whole."""
        import polars as pl

        file = self._folder / f"{name}.out.parquet"
        self.save(name, file)
        frame = pl.read_parquet(file, memory_map=False)
        file.unlink()
        return frame

    def save(self, name: str, path: Path) -> int:
        """Write a table to a `.csv` or `.parquet` file, in an order of its own rows. Returns the number of rows."""
        how = (
            "(FORMAT csv, HEADER, TIMESTAMPFORMAT '%Y-%m-%d %H:%M:%S.%g')"
            if path.suffix == ".csv"
            else "(FORMAT parquet)"
        )
        query = f"COPY (FROM {name} ORDER BY ALL NULLS FIRST) TO {_quoted(path)} {how}"
        try:
            [(rows,)] = self._connection.execute(query).fetchall()
        except Exception as error:
            if type(error).__name__ != "IOException":
                raise
            raise OSError(None, str(error).splitlines()[0]) from None
        return int(rows)


def _parquet(files: Sequence[Path]) -> str:
    return f"read_parquet([{', '.join(_quoted(file) for file in files)}])"


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
