"""Spark, the engine for when one machine is outgrown: the same files, in Spark's words."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opencld.errors import Misused
from opencld.sql.tables import SqlTable

if TYPE_CHECKING:
    import polars as pl

HERE = Path(__file__).parent
CONFIGURATION = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    # for one machine: Spark's two hundred would each be a file of a few rows
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.caseSensitive": "false",
}


class SparkEngine:
    """A Spark session for one run, on two processors of this machine.

    Java lives as long as the process and keeps the memory that the first session of it asked for.
    """

    name = "spark"

    def __init__(self, scratch: Path, memory_mb: int) -> None:
        try:
            from pyspark.errors import PySparkRuntimeError
            from pyspark.sql import SparkSession
        except ImportError:
            raise Misused(
                "The engine spark needs PySpark and Java 17. Install PySpark, in a copy of the project, with: "
                "pip install '.[spark]'"
            ) from None
        self._folder = Path(tempfile.mkdtemp(prefix="opencld-spark-", dir=scratch))
        builder = SparkSession.builder.master("local[2]").appName("opencld")
        for key, setting in CONFIGURATION.items():
            builder = builder.config(key, setting)
        builder = builder.config("spark.driver.memory", f"{memory_mb}m").config(
            "spark.sql.warehouse.dir", str(self._folder / "warehouse")
        )
        try:
            self._spark: Any = builder.getOrCreate()
        except PySparkRuntimeError:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise Misused("Spark did not start. It needs Java 17: install it, or set JAVA_HOME.") from None
        self._spark.sparkContext.setLogLevel("ERROR")
        self.version: str = self._spark.version
        self.given: set[str] = set()
        text = re.sub(r"^--.*$", "", (HERE / "spark.sql").read_text(encoding="utf-8"), flags=re.MULTILINE)
        for statement in filter(str.strip, text.split(";")):
            self._spark.sql(statement)

    def __enter__(self) -> SparkEngine:
        return self

    def __exit__(self, *_error: object) -> None:
        self._spark.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def give(self, name: str, frame: pl.DataFrame) -> None:
        """Give the engine a small table."""
        file = self._folder / f"{name}.given.parquet"
        frame.write_parquet(file)
        self.give_files(name, [file])
        self.given.add(name)

    def give_files(self, name: str, files: Sequence[Path]) -> None:
        """Give the engine Parquet files of one shape as a table. They are read where they are."""
        self._spark.read.parquet(*map(str, files)).createOrReplaceTempView(name)

    def make(self, table: SqlTable) -> None:
        """Make a table by its query. It is written down, for Spark would work it out anew at every look."""
        folder = str(self._folder / table.name)
        self._spark.sql(in_spark(table.query)).write.mode("overwrite").parquet(folder)
        self._spark.read.parquet(folder).createOrReplaceTempView(table.name)

    def define(self, table: SqlTable) -> None:
        """Make a table that is read in one place: Spark would repeat its work for each step that comes by there."""
        self.make(table)

    def drop(self, name: str) -> None:
        """Let go of a table, if it is there."""
        self._spark.catalog.dropTempView(name)
        shutil.rmtree(self._folder / name, ignore_errors=True)

    def frame(self, name: str) -> pl.DataFrame:
        """Return a table whole."""
        import polars as pl

        files = sorted((self._folder / name).glob("*.parquet"))
        return pl.concat([pl.read_parquet(file, memory_map=False) for file in files])

    def save(self, name: str, path: Path) -> int:
        """Write a table to a `.csv` or `.parquet` file, in an order of its own rows. Returns the number of rows."""
        frame = self.frame(name)
        frame = frame.sort(frame.columns, nulls_last=False)
        if path.suffix == ".csv":
            frame.write_csv(path, datetime_format="%Y-%m-%d %H:%M:%S%.3f")
        else:
            frame.write_parquet(path)
        return frame.height


def in_spark(query: str) -> str:
    """Return a query of the portable subset in Spark's words."""
    import sqlglot

    return sqlglot.transpile(query, read="duckdb", write="spark")[0]
