"""Looks up in the kept rows what the method wants to know of some of them: a table for each purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from opencld.comparison.kept_parts import KeptParts
from opencld.validation.streams import Stream
from opencld.validation.working_files import in_sql

if TYPE_CHECKING:
    import duckdb

TELLS_EVENTS_APART = (
    "row", "client_type", "event_reference", "event_start_date", "event_end_date", "death", "request_route_of_access",
    "assessment_type", "service_type", "service_component", "delivery_mechanism", "cost_frequency_unit_type", "units",
    "provider_cqc_location_id", "cost",
)  # fmt: skip
IDENTIFIERS = ("row", "nhs_number", "la_person_unique_identifier", "event_type")
SHOWN = (
    "row", "line", "la_person_unique_identifier", "event_reference", "event_type", "event_start_date",
    "event_end_date", "service_type", "service_component",
)  # fmt: skip
PAIRS_AT_A_TIME = 200_000  # whose cells are held in memory


class LookingUp:
    """Makes the tables of the method that need more than is at hand of every row."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, fields: Sequence[str], folder: Path) -> None:
        self.connection, self.fields, self.folder = connection, fields, folder
        self.kept: dict[str, KeptParts] = {}
        """The rows of either return, `last` and `this`."""
        self.chosen: dict[str, KeptParts] = {}
        self.tables: Mapping[str, Callable[[], None]] = {
            "chosen_rows": self._chosen_rows,
            "differing_cells": self._differing_cells,
            "named_rows": lambda: self._rows_of("changed_people", "named_rows", IDENTIFIERS),
            "shown_rows": lambda: self._rows_of("differences", "shown_rows", SHOWN),
        }
        """What makes each table, by its name."""

    def _chosen_rows(self) -> None:
        """Of the chosen lines, what tells events apart. The rows are set aside, for they are looked up once more."""
        for side, kept in self.kept.items():
            rows = self._query(f"SELECT row FROM chosen_lines WHERE side = {in_sql(side)}")["row"]
            self.chosen[side] = kept.set_aside(rows, self.folder / f"{side}_chosen")
            self._add("chosen_rows", self.chosen[side].all(TELLS_EVENTS_APART), side)

    def _rows_of(self, wanted: str, table: str, columns: Sequence[str]) -> None:
        """Of the rows that a table has as `last_row` and `this_row`, some columns."""
        for side, kept in self.kept.items():
            rows = self._query(f"SELECT {side}_row AS row FROM {wanted} WHERE {side}_row IS NOT NULL")["row"]
            self._add(table, kept.some(rows, columns), side)

    def _differing_cells(self) -> None:
        """Of pairs of lines, the cells that are not the same text. A pair is known by its row of the last return."""
        pairs = self._query("SELECT last_row, this_row FROM differing_pairs ORDER BY last_row")
        for start in range(0, max(pairs.height, 1), PAIRS_AT_A_TIME):
            some = pairs.slice(start, PAIRS_AT_A_TIME)
            before, after = (self._cells(side, some[f"{side}_row"]) for side in ("last", "this"))
            differing = (
                pl.DataFrame({"pair": some["last_row"], "before": before[name], "after": after[name]})
                .filter(before[name] != after[name])
                .with_columns(pl.lit(name).alias("field"))
                for name in self.fields
            )
            self._add("differing_cells", [pl.concat(differing)])

    def _cells(self, side: str, rows: pl.Series) -> pl.DataFrame:
        """The compared fields of rows of a return as texts, in the order of these rows."""
        texts = (pl.col("row"), pl.col(self.fields).cast(pl.String))
        found = pl.concat(part.select(texts) for part in self.chosen[side].some(rows, ("row", *self.fields)))
        return rows.alias("row").to_frame().join(found, on="row", how="left", maintain_order="left")

    def _query(self, query: str) -> pl.DataFrame:
        return pl.DataFrame(self.connection.sql(query))

    def _add(self, table: str, parts: Iterable[pl.DataFrame], side: str | None = None) -> None:
        columns = f"{in_sql(side)} AS side, *" if side else "*"
        for part in parts:
            self.connection.register("incoming", Stream(part))
            query = f"SELECT {columns} FROM incoming"
            self.connection.execute(f"CREATE TABLE IF NOT EXISTS {table} AS {query} LIMIT 0")
            self.connection.execute(f"INSERT INTO {table} {query}")
            self.connection.unregister("incoming")
