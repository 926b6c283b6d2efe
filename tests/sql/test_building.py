"""Tables are made one after the other, and let go of when nothing needs them any longer."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from opencld.errors import Misused
from opencld.sql import Engine, SqlTable, build, open_engine
from opencld.sql.duckdb_engine import open_duckdb

TABLES = {
    name: SqlTable(name, "A title", "one row", "nowhere", query)
    for name, query in {
        "first": "SELECT a FROM given",
        "second": "SELECT a + 1 AS a FROM first",
        "third": "SELECT s.a FROM second AS s CROSS JOIN given AS g",
        "fourth": "SELECT t.a FROM third AS t CROSS JOIN first AS f",
    }.items()
}


class Log:
    """Stands in for an engine, and keeps what it was told to do, in order."""

    name = "log"
    version = "0"

    def __init__(self) -> None:
        self.told: list[str] = []

    def make(self, table: SqlTable) -> None:
        self.told.append(f"make {table.name}")

    def define(self, table: SqlTable) -> None:
        self.told.append(f"define {table.name}")

    def drop(self, name: str) -> None:
        self.told.append(f"drop {name}")


def told(*wanted: str, given: tuple[str, ...] = ("given",)) -> list[str]:
    log = Log()
    build(log, TABLES, wanted, given)  # type: ignore[arg-type]
    return list(dict.fromkeys(log.told))


def test_a_table_goes_when_the_last_that_reads_it_is_made() -> None:
    assert told("fourth") == [
        *("make first", "define second", "define third"),
        *("make fourth", "drop first", "drop second", "drop third"),
    ]


def test_what_a_defined_table_reads_stays_until_it_is_read_itself() -> None:
    tables = TABLES | {
        "late": SqlTable("late", "A title", "one row", "nowhere", "SELECT a FROM third"),
        "all_of_it": SqlTable(
            "all_of_it", "A title", "one row", "nowhere", "SELECT l.a FROM late AS l CROSS JOIN fourth"
        ),
    }
    log = Log()
    build(log, tables, ["fourth", "all_of_it"], ["given"])  # type: ignore[arg-type]
    assert log.told == [
        *("make first", "define second", "make third", "drop second"),
        *("make fourth", "drop first", "define late"),
        *("make all_of_it", "drop third", "drop late"),
    ]


def test_a_table_read_twice_by_one_other_is_made() -> None:
    tables = {
        "once": SqlTable("once", "A title", "one row", "nowhere", "SELECT 1 AS a"),
        "twice": SqlTable(
            "twice", "A title", "one row", "nowhere", "SELECT o.a FROM once AS o CROSS JOIN once AS p"
        ),
    }
    log = Log()
    build(log, tables, ["twice"], [])  # type: ignore[arg-type]
    assert log.told == ["make once", "make twice", "drop once"]


def test_a_table_that_is_wanted_stays_and_one_that_is_given_is_never_dropped() -> None:
    assert told("second", "third") == ["define first", "make second", "drop first", "make third"]
    assert told("third", given=("given", "second")) == ["make third"]


def test_progress_tells_what_comes_next_and_how_much_is_done() -> None:
    seen: list[tuple[int, int, str]] = []
    made = build(
        Log(),  # type: ignore[arg-type]
        TABLES,
        ["third"],
        ["given"],
        lambda done, all_, table: seen.append((done, all_, table.name)),
    )
    assert seen == [(0, 3, "first"), (1, 3, "second"), (2, 3, "third")]
    assert [table.name for table in made] == ["first", "second", "third"]


def test_the_tables_wanted_are_there_and_the_others_are_not(tmp_path: Path) -> None:
    import duckdb

    with open_engine("duckdb", tmp_path, 256) as engine:
        engine.give("given", pl.DataFrame({"a": [1]}))
        build(engine, TABLES, ["fourth"], ["given"])
        assert engine.frame("fourth").rows() == [(2,)]
        assert engine.frame("given").rows() == [(1,)]
        for name in ("first", "second", "third"):
            with pytest.raises(duckdb.CatalogException):
                engine.frame(name)


def test_runs_on_engines_apart_see_what_was_given_to_all_and_not_each_other(tmp_path: Path) -> None:
    import duckdb

    with open_duckdb(tmp_path, 256, in_memory=True, at_once=2) as engine:
        engine.give("given", pl.DataFrame({"a": [1]}))
        with engine.apart() as one, engine.apart() as other:
            assert "given" in one.given
            other.give("given", pl.DataFrame({"a": [10]}))
            for apart in (one, other):
                build(apart, TABLES, ["fourth"], ["given"])
            assert (one.frame("fourth").item(), other.frame("fourth").item()) == (2, 11)
        with pytest.raises(duckdb.CatalogException):
            engine.frame("fourth")
        assert engine.frame("given").item() == 1
    assert list(tmp_path.iterdir()) == []


def test_nothing_of_a_run_stays_in_its_folder(tmp_path: Path) -> None:
    with open_engine("duckdb", tmp_path, 256) as engine:
        engine.give("given", pl.DataFrame({"a": [1]}))
    assert list(tmp_path.iterdir()) == []


def test_an_engine_that_there_is_none_of_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(Misused, match=r"no engine 'oracle'\. Name one of: duckdb, spark"):
        open_engine("oracle", tmp_path, 256)


def test_a_saved_table_has_its_rows_in_an_order_of_their_own(tmp_path: Path) -> None:
    with open_engine("duckdb", tmp_path, 256) as engine:
        _save_twice(engine, tmp_path)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def _save_twice(engine: Engine, folder: Path) -> None:
    rows = pl.DataFrame({"a": [3, 1, None, 2], "b": ["x", "y", "z", None]})
    engine.give("given", rows)
    assert engine.save("given", folder / "one.csv") == 4
    engine.give("given", rows.reverse())
    engine.save("given", folder / "two.csv")
