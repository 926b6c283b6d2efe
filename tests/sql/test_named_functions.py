"""The named functions do on DuckDB what they do in plain Python. On Spark: `tests/needs_more/test_spark.py`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opencld.sql import Engine, open_engine
from opencld.sql.portable import NAMED_FUNCTIONS
from tests.sql.named_functions import CALLS, CASES, TELLING, Case, answers, answers_of


@pytest.fixture(scope="module")
def duckdb_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine("duckdb", tmp_path_factory.mktemp("duckdb"), 256) as engine:
        yield engine


def test_every_named_function_is_called_here() -> None:
    assert {call.partition("(")[0] for call in CALLS.values()} == NAMED_FUNCTIONS


def test_the_cases_that_engines_differ_in_come_out_as_they_should(duckdb_engine: Engine) -> None:
    assert answers_of(duckdb_engine, TELLING) == [answers(case) for case in TELLING]


@settings(max_examples=30, deadline=None)
@given(st.lists(CASES, min_size=1, max_size=50))
def test_any_case_comes_out_as_in_plain_python(duckdb_engine: Engine, cases: list[Case]) -> None:
    assert answers_of(duckdb_engine, cases) == [answers(case) for case in cases]
