"""SQL files as tables: what their header must hold, and the order in which they are made."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlglot import exp, parse_one

from opencld.errors import MethodFaulty
from opencld.sql import SqlTable, in_order, read_tables
from tests.sql.all_examples import TABLES as ALL_TABLES

HEADER = "-- Title:  A title\n-- Grain:  one row\n-- Source: nowhere\n"


def a_file(folder: Path, text: str, name: str = "a_table.sql") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def some_tables(**queries: str) -> Mapping[str, SqlTable]:
    return {name: SqlTable(name, "A title", "one row", "nowhere", query) for name, query in queries.items()}


def names(tables: list[SqlTable]) -> list[str]:
    return [table.name for table in tables]


def test_a_header_gives_title_grain_and_source_over_as_many_lines_as_they_take(tmp_path: Path) -> None:
    header = "-- Title:  Long\n--         title\n-- Grain:  one row per event\n-- Source: step A: rounded\n"
    table = read_tables(a_file(tmp_path, f"{header}\nSELECT 1 AS a;\n"))["a_table"]
    assert table == SqlTable("a_table", "Long title", "one row per event", "step A: rounded", "SELECT 1 AS a")


def test_a_comment_within_the_query_is_no_part_of_the_header(tmp_path: Path) -> None:
    table = read_tables(a_file(tmp_path, f"{HEADER}\n-- Note: why\nSELECT 1 AS a\n"))["a_table"]
    assert (table.source, table.query) == ("nowhere", "-- Note: why\nSELECT 1 AS a")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1 AS a\n",
        "",
        f"\n{HEADER}SELECT 1 AS a\n",
        "-- Title:  A title\n-- Grain:  one row\nSELECT 1 AS a\n",
        "-- Title:  A title\n-- Grain:  one row\n-- Source:\nSELECT 1 AS a\n",
        "-- Title:  A title\n-- Grain:  one row\n-- source: nowhere\nSELECT 1 AS a\n",
    ],
    ids=["none", "empty file", "not at the top", "no source", "blank source", "in small letters"],
)
def test_a_file_without_a_whole_header_is_refused_by_its_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(
        MethodFaulty, match=r"a_table\.sql must begin with comments that give its Title, Grain"
    ):
        read_tables(a_file(tmp_path, text))


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    folders = [a_file(tmp_path / name, f"{HEADER}SELECT 1 AS a\n") for name in ("one", "two")]
    with pytest.raises(MethodFaulty, match=r"two files called a_table\.sql"):
        read_tables(*folders)


def test_a_table_reads_what_its_query_names_but_not_its_own_steps() -> None:
    query = "WITH step AS (SELECT a FROM x) SELECT s.a FROM step AS s INNER JOIN y AS z ON z.a = s.a"
    assert some_tables(t=query)["t"].reads == {"x", "y"}


@pytest.mark.parametrize("name", ALL_TABLES)
def test_a_table_reads_what_a_parser_finds_it_to_read(name: str) -> None:
    tree = parse_one(ALL_TABLES[name].query, dialect="duckdb")
    steps = {step.alias for step in tree.find_all(exp.CTE)}
    assert ALL_TABLES[name].reads == {table.name for table in tree.find_all(exp.Table)} - steps


def test_tables_come_after_all_that_they_read_each_once_and_only_those_needed() -> None:
    tables = some_tables(
        figure="SELECT a FROM step UNION ALL SELECT a FROM other",
        other="SELECT a FROM step",
        step="SELECT a FROM events",
        unneeded="SELECT a FROM events",
    )
    assert names(in_order(tables, ["figure", "step"], {"events"})) == ["step", "other", "figure"]


def test_a_table_that_is_given_is_not_made() -> None:
    tables = some_tables(figure="SELECT a FROM step", step="SELECT a FROM nothing_makes_this")
    assert names(in_order(tables, ["figure"], {"step"})) == ["figure"]


def test_a_table_that_no_file_makes_is_named_with_the_one_that_reads_it() -> None:
    tables = some_tables(figure="SELECT a FROM step", step="SELECT a FROM evnets")
    with pytest.raises(MethodFaulty, match="The table step reads evnets, which no file makes"):
        in_order(tables, ["figure"], {"events"})


@pytest.mark.parametrize(
    "queries",
    [{"one": "SELECT a FROM one"}, {"one": "SELECT a FROM two", "two": "SELECT a FROM one"}],
    ids=["by itself", "by way of another"],
)
def test_a_table_that_needs_itself_is_refused(queries: dict[str, str]) -> None:
    with pytest.raises(MethodFaulty, match="The table one needs itself, by way of one"):
        in_order(some_tables(**queries), ["one"], set())
