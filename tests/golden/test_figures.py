"""Main tables and measures equal the published method's, row for row, on DuckDB. On Spark: `tests/needs_more`."""

from __future__ import annotations

import pytest

from tests.golden.landed import TABLES, Golden, missing_and_extra


@pytest.mark.parametrize(
    ("command", "table"), [(command, table) for command, tables in TABLES.items() for table in tables]
)
def test_a_table_equals_the_published_method(golden: Golden, command: str, table: str) -> None:
    missing, extra = missing_and_extra(table, golden.made(command))
    assert missing.is_empty(), missing
    assert extra.is_empty(), extra
