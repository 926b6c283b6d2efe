"""The examples beside the SQL: each table does what its examples say. On Spark: `tests/needs_more/test_spark.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import opencld
from opencld.lineage import lineage_tables
from opencld.main_tables import main_tables
from opencld.measures import measure_tables
from opencld.pipeline.figures import read_references
from opencld.sql import Engine, open_engine
from opencld.sql.examples import Example, expectation, outcome, read_examples

TABLES = {**main_tables("single"), **main_tables("joined"), **measure_tables(), **lineage_tables("single")}
PARTS = ("main_tables", "measures", "lineage")
FILES = sorted(
    path for part in PARTS for path in (Path(opencld.__file__).parent / part).rglob("examples.yaml")
)
EXAMPLES = [example for file in FILES for example in read_examples(file)]
REFERENCES = dict(read_references(None).for_sql())


@pytest.fixture(scope="module")
def duckdb_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine("duckdb", tmp_path_factory.mktemp("duckdb"), 512) as engine:
        yield engine


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.table}: {example.name}")
def test_a_table_does_what_its_example_says(duckdb_engine: Engine, example: Example) -> None:
    assert outcome(duckdb_engine, TABLES, REFERENCES, example) == expectation(example)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_table_has_an_example(table: str) -> None:
    assert [example for example in EXAMPLES if example.table == table]
