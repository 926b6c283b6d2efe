"""The golden set's figures on Spark: the same rows as the published method's, and so the same as DuckDB's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden.landed import TABLES, Golden, land_spells, missing_and_extra

pytestmark = pytest.mark.needs_more


@pytest.fixture(scope="session")
def golden_on_spark(golden_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Golden:
    folder = tmp_path_factory.mktemp("figures_on_spark")
    land_spells(golden_home, folder)
    return Golden(folder, golden_home, engine="spark")


@pytest.mark.parametrize(
    ("command", "table"), [(command, table) for command, tables in TABLES.items() for table in tables]
)
def test_a_table_equals_the_published_method(golden_on_spark: Golden, command: str, table: str) -> None:
    missing, extra = missing_and_extra(table, golden_on_spark.made(command))
    assert missing.is_empty(), missing
    assert extra.is_empty(), extra
