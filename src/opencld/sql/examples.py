"""Examples of tables: small tables given, and what comes of them. Tests run them on every engine, the docs print them.

An `examples.yaml` beside SQL files lists them. Tables are written as text, a column to a bar, blank for what is
unknown; columns that an example leaves out are unknown throughout.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from sqlglot import exp, parse_one
from sqlglot.optimizer.scope import Scope, traverse_scope

from opencld.errors import MethodFaulty
from opencld.sql.building import build
from opencld.sql.engine import Engine
from opencld.sql.tables import SqlTable, in_order

WHOLE_NUMBERS = frozenset(
    (
        "submission_id", "record_id", "rank", "age", "birth_year", "birth_month", "age_at_event_start", "conversation",
        "adults_cared_for", "population", "settled", "is_service", "outcome_rank", "episode",
        "episode_rank", "is_future", "is_nested", "numerator", "denominator", "people", "stated_period_count",
        "age_at_period_end", "rows", "events", "episodes", "last_episode", "died", "readmitted", "entered_care_home",
        "in_denominator", "in_numerator", "is_counted", "class", "number", "next_assessment", "next_service",
        "progresses", "block_leads_to_service", "request_record_id", "response_record_id", "service_record_id",
        "days_to_response",
        "overlaps_earlier_request", "days_to_service", "days", "result", "cells", "kept_record_id", "first_record_id",
        "taken_instead", "row", "place", "is_this",
    )
)  # fmt: skip
DAYS = frozenset(
    ("as_of", "date_of_death", "birth_date", "day", "last_day", "admission_date", "discharge_date")
)
DAY_ENDINGS = ("_start", "_end")
WHOLE_NUMBER_ENDING = "_weight"


@dataclass(frozen=True)
class Example:
    """A situation: the tables given, and the rows expected of one table, as text cells by column."""

    name: str
    source: str
    table: str
    given: Mapping[str, tuple[Mapping[str, str], ...]]
    expect: tuple[Mapping[str, str], ...]
    expected_columns: tuple[str, ...]


def read_examples(path: Path) -> tuple[Example, ...]:
    """Read a file of examples. Raises MethodFaulty where one of them is written wrongly."""
    import yaml

    return tuple(
        _example(path, entry) for entry in yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    )


def _example(path: Path, entry: Mapping[str, Any]) -> Example:
    lacking = {"name", "source", "table", "given", "expect"} - set(entry)
    if lacking:
        raise MethodFaulty(f"{path.name}: an example lacks {' and '.join(sorted(lacking))}.")
    columns, rows = _rows(path, entry["name"], entry["expect"])
    given = {table: _rows(path, entry["name"], text)[1] for table, text in entry["given"].items()}
    return Example(entry["name"], entry["source"], entry["table"], given, rows, columns)


def _rows(path: Path, name: str, text: str) -> tuple[tuple[str, ...], tuple[Mapping[str, str], ...]]:
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    header, *rows = lines
    if any(len(row) != len(header) for row in rows):
        raise MethodFaulty(f"{path.name}: in {name!r}, a row has other columns than its header.")
    return tuple(header), tuple(dict(zip(header, row, strict=True)) for row in rows)


def outcome(
    engine: Engine, tables: Mapping[str, SqlTable], references: Mapping[str, pl.DataFrame], example: Example
) -> list[tuple[str | None, ...]]:
    """Make the example's table on an engine. Returns its rows as text in the columns expected, in order.

    `references` are tables given to every example that does not give them itself.
    """
    given = {**dict.fromkeys(references), **example.given}
    needed = in_order(tables, [example.table], given)
    for name in {read for table in needed for read in table.reads if read in given}:
        rows = example.given.get(name)
        engine.give(name, references[name] if rows is None else _frame(rows, columns_read(needed, name)))
    build(engine, tables, [example.table], given)
    frame = engine.frame(example.table).select(example.expected_columns)
    return sorted((tuple(map(_as_text, row)) for row in frame.iter_rows()), key=str)


def expectation(example: Example) -> list[tuple[str | None, ...]]:
    """Return the rows expected as `outcome` returns them."""
    rows = (tuple(row[name] or None for name in example.expected_columns) for row in example.expect)
    return sorted(rows, key=str)


def columns_read(tables: Collection[SqlTable], name: str) -> set[str]:
    """Return the columns of a table that some other tables read."""
    return set().union(*(_columns_of(table.query, name) for table in tables))


def _columns_of(query: str, name: str) -> Iterator[str]:
    for scope in traverse_scope(parse_one(query, dialect="duckdb")):
        sources = {alias for alias, source in scope.sources.items() if _hands_on(source, name)}
        for column in scope.columns if sources else ():
            if column.table in sources or (not column.table and len(scope.selected_sources) == 1):
                yield from () if column.is_star else (column.name,)


def _hands_on(source: exp.Expr | Scope, name: str) -> bool:
    """Say whether what a query reads is the table itself, or a step that hands on all columns of it."""
    if not isinstance(source, Scope):
        return isinstance(source, exp.Table) and source.name == name
    selects = source.expression.selects if isinstance(source.expression, exp.Query) else ()
    starred = {one.table for one in selects if isinstance(one, exp.Column) and one.is_star}
    return any(_hands_on(inner, name) for alias, inner in source.sources.items() if alias in starred)


def _frame(rows: tuple[Mapping[str, str], ...], read: set[str]) -> pl.DataFrame:
    columns = sorted(read.union(*rows))
    return pl.DataFrame(
        [_series(column, [row.get(column) or None for row in rows]) for column in columns], height=len(rows)
    )


def _series(name: str, cells: list[str | None]) -> pl.Series:
    texts = pl.Series(name, cells, dtype=pl.String)
    if name == "imported_at":
        # a day alone is its first moment
        moments = [datetime.fromisoformat(cell) if cell else None for cell in cells]
        return pl.Series(name, moments, dtype=pl.Datetime("ms"))
    if name in WHOLE_NUMBERS or name.endswith(WHOLE_NUMBER_ENDING):
        return texts.cast(pl.Int64)
    if name in DAYS or name.endswith(DAY_ENDINGS):
        return texts.str.to_date("%Y-%m-%d")
    if name in ("unit_cost", "planned_units_per_week"):
        return texts.cast(pl.Decimal(18, 2))
    return texts


def _as_text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, float):
        # what engines make of decimals differs far behind the point
        value = round(value, 6)
        return str(int(value)) if value.is_integer() else str(value)
    return str(value)
