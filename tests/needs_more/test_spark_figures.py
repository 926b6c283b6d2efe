"""The golden set's figures on Spark: the published method's rows, and in what it does not publish DuckDB's."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from opencld.measures import measures
from tests.golden.landed import TABLES, Golden, missing_and_extra

pytestmark = pytest.mark.needs_more


@pytest.fixture(scope="session")
def golden_on_spark(golden_home: Path, shared_folder: Path) -> Golden:
    return Golden(shared_folder / "figures", golden_home, engine="spark")


@pytest.fixture(scope="session")
def golden_on_duckdb(golden_home: Path, shared_folder: Path) -> Golden:
    return Golden(shared_folder / "figures", golden_home)


@pytest.mark.parametrize(
    ("command", "table"), [(command, table) for command, tables in TABLES.items() for table in tables]
)
def test_a_table_equals_the_published_method(golden_on_spark: Golden, command: str, table: str) -> None:
    missing, extra = missing_and_extra(table, golden_on_spark.made(command))
    assert missing.is_empty(), missing
    assert extra.is_empty(), extra


@pytest.mark.parametrize("measure", measures())
def test_cases_results_and_all_other_tables_are_those_of_duckdb(
    golden_on_duckdb: Golden, golden_on_spark: Golden, measure: str
) -> None:
    folders = (one.made(f"measure {measure}") for one in (golden_on_duckdb, golden_on_spark))
    for on_duckdb, on_spark in zip(*folders, strict=True):
        names = sorted(path.name for path in on_duckdb.glob("*.csv"))
        assert names == sorted(path.name for path in on_spark.glob("*.csv"))
        assert "measure_results.csv" in names
        for name in names:
            want, got = (_rows(folder / name) for folder in (on_duckdb, on_spark))
            assert_frame_equal(got, want, check_row_order=False, rel_tol=1e-6)


def _rows(path: Path) -> pl.DataFrame:
    # what engines make of decimals differs far behind the point
    return pl.read_csv(path, infer_schema_length=None).with_columns(pl.selectors.numeric().cast(pl.Float64))
