"""The portable subset: what it refuses, and that all our SQL keeps within it."""

from __future__ import annotations

import pytest

from opencld.lineage import lineage_tables
from opencld.main_tables import main_tables
from opencld.measures import measure_tables, measures
from opencld.measures.shown import results_of
from opencld.sql import SqlTable
from opencld.sql.portable import faults

OURS = {**main_tables("single"), **main_tables("joined"), **measure_tables(), **lineage_tables("single")}
REFUSED = {
    "SELECT a / b AS c FROM t": "divide(a, b)",
    "SELECT * FROM t": "does not list its columns",
    "SELECT * EXCLUDE (a) FROM t": "EXCLUDE",
    "SELECT a FROM t JOIN s USING (a)": "USING",
    "SELECT a FROM t SEMI JOIN s ON t.a = s.a": "semi",
    "SELECT a FROM t ASOF JOIN s ON t.a >= s.a": "as-of",
    "SELECT a FROM t FULL JOIN s ON t.a = s.a": "FULL join",
    "SELECT a + INTERVAL 1 DAY AS b FROM t": "add_days",
    "SELECT row_number() OVER (ORDER BY a) AS r FROM t": "NULLS",
    "SELECT row_number() OVER (PARTITION BY a) AS r FROM t": "no order",
    "SELECT a FROM t QUALIFY row_number() OVER (ORDER BY a NULLS LAST) = 1": "QUALIFY",
    "SELECT date_diff('year', a, b) AS y FROM t": "datediff",
    "SELECT trim(a) AS a FROM t": "trim",
    "SELECT regexp_replace(a, 'x', 'y') AS a FROM t": "regexp_replace",
    "SELECT a, count(*) AS n FROM t GROUP BY ALL": "GROUP BY ALL",
    "SELECT true AS a FROM t": "TRUE",
    "SELECT CAST(a AS INTERVAL) AS b FROM t": "casts",
    "SELECT a FROM t WHERE a ILIKE 'x'": "ILIKE",
    "SELECT a FROM t LIMIT 1": "LIMIT",
    "SELECT a FROM (SELECT a FROM t) AS s": "a name as a step",
}


@pytest.mark.parametrize("query", REFUSED)
def test_what_engines_read_differently_is_refused(query: str) -> None:
    found = faults(SqlTable("a_table", "A table", "one row", "nowhere", query))
    assert any(REFUSED[query] in fault for fault in found), found


def test_a_plain_query_is_allowed() -> None:
    query = "WITH s AS (SELECT * FROM t) SELECT a, sum(b) OVER (ORDER BY a ASC NULLS FIRST) AS c FROM s"
    assert faults(SqlTable("a_table", "A table", "one row", "nowhere", query)) == []


@pytest.mark.parametrize("measure", measures())
def test_the_results_of_every_measure_keep_within_the_subset(measure: str) -> None:
    assert faults(results_of(measure)) == []


@pytest.mark.parametrize("name", OURS)
def test_our_sql_keeps_within_the_subset(name: str) -> None:
    assert faults(OURS[name]) == []
