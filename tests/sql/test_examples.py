"""The examples beside the SQL: each table does what its examples say. On Spark: `tests/needs_more/test_spark.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from opencld.errors import MethodFaulty
from opencld.sql import Engine, open_engine
from opencld.sql.examples import Example, expectation, outcome, read_examples
from tests.sql.all_examples import EXAMPLES, REFERENCES, TABLES, told


@pytest.fixture(scope="module")
def duckdb_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine("duckdb", tmp_path_factory.mktemp("duckdb"), 512) as engine:
        yield engine


@pytest.mark.parametrize("example", EXAMPLES, ids=told)
def test_a_table_does_what_its_example_says(duckdb_engine: Engine, example: Example) -> None:
    assert outcome(duckdb_engine, TABLES, REFERENCES, example) == expectation(example)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_table_has_an_example(table: str) -> None:
    assert [example for example in EXAMPLES if example.table == table]


def test_no_two_examples_of_a_table_have_one_name() -> None:
    assert len(set(map(told, EXAMPLES))) == len(EXAMPLES)


def test_an_example_that_lacks_a_part_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "examples.yaml"
    file.write_text("- name: Half an example\n  table: events\n  given: {}\n", encoding="utf-8")
    with pytest.raises(MethodFaulty, match=r"examples\.yaml: an example lacks expect and source"):
        read_examples(file)


def test_an_example_with_a_row_of_other_columns_is_refused_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "examples.yaml"
    file.write_text(
        "- {name: A row too short, source: s, table: t, given: {}, expect: 'a | b\n\n  1'}\n",
        encoding="utf-8",
    )
    with pytest.raises(MethodFaulty, match="in 'A row too short', a row has other columns than its header"):
        read_examples(file)
