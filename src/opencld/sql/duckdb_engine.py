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
    import polars as pl

HERE = Path(__file__).parent


class DuckdbEngine:
    """A DuckDB database for one run."""

    name = "duckdb"

    def __init__(self, scratch: Path, memory_mb: int, in_memory: bool = False) -> None:
        import duckdb

        self.version: str = duckdb.__version__
        self._folder = Path(tempfile.mkdtemp(prefix="opencld-duckdb-", dir=scratch))
        self._connection = duckdb.connect(
            ":memory:" if in_memory else self._folder / "run.duckdb",
            config={
                "memory_limit": f"{memory_mb}MB",
                "temp_directory": str(self._folder / "spilt"),
                "preserve_insertion_order": False,
            },
        )
        self._connection.execute((HERE / "duckdb.sql").read_text(encoding="utf-8"))

    def __enter__(self) -> DuckdbEngine:
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def give(self, name: str, frame: pl.DataFrame) -> None:
        """Give the engine a small table."""
        file = self._folder / f"{name}.parquet"
        frame.write_parquet(file)
        self._connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM {_parquet([file])}")

    def give_files(self, name: str, files: Sequence[Path]) -> None:
        """Give the engine Parquet files of one shape as a table. They are read where they are."""
        self._connection.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM {_parquet(files)}")

    def make(self, table: SqlTable) -> None:
        """Make a table by its query, from tables that are there."""
        self._connection.execute(f"CREATE OR REPLACE TABLE {table.name} AS {table.query}")

    def drop(self, name: str) -> None:
        """Let go of a table, if it is there."""
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
        try:
            self._connection.execute(f"COPY (FROM {name} ORDER BY ALL NULLS FIRST) TO {_quoted(path)} {how}")
        except Exception as error:
            if type(error).__name__ != "IOException":
                raise
            raise OSError(None, str(error).splitlines()[0]) from None
        return int(self._connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0])


def _parquet(files: Sequence[Path]) -> str:
    return f"read_parquet([{', '.join(_quoted(file) for file in files)}])"


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
