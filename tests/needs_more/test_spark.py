"""On Spark: the examples come out as they say and as on DuckDB, the named functions as in plain Python.

Needs PySpark and Java 17. Run by `make test-all`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opencld.settings import read_settings
from opencld.sql import Engine, open_engine
from opencld.sql.examples import Example, expectation, outcome
from tests.sql.all_examples import EXAMPLES, REFERENCES, TABLES, told
from tests.sql.named_functions import CASES, TELLING, Case, answers, answers_of

pytestmark = pytest.mark.needs_more


@pytest.fixture(scope="module")
def duckdb_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine("duckdb", tmp_path_factory.mktemp("duckdb"), 512) as engine:
        yield engine


@pytest.fixture(scope="module")
def spark_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    # as much as users have: Java keeps what it was first given, and the golden set's figures follow in this process
    memory_mb = read_settings().engine_memory_mb
    with open_engine("spark", tmp_path_factory.mktemp("spark"), memory_mb) as engine:
        yield engine


@pytest.mark.parametrize("example", EXAMPLES, ids=told)
def test_a_table_does_on_both_engines_what_its_example_says(
    spark_engine: Engine, duckdb_engine: Engine, example: Example
) -> None:
    on_spark = outcome(spark_engine, TABLES, REFERENCES, example)
    assert on_spark == expectation(example)
    assert on_spark == outcome(duckdb_engine, TABLES, REFERENCES, example)


def test_the_cases_that_engines_differ_in_come_out_as_they_should(spark_engine: Engine) -> None:
    assert answers_of(spark_engine, TELLING) == [answers(case) for case in TELLING]


# few examples of many cases, for each is a job of its own
@settings(max_examples=5, deadline=None)
@given(st.lists(CASES, min_size=100, max_size=200))
def test_any_case_comes_out_as_in_plain_python(spark_engine: Engine, cases: list[Case]) -> None:
    assert answers_of(spark_engine, cases) == [answers(case) for case in cases]
