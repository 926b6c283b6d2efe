"""Rules across rows: what the pass over the batches wrote down, laid side by side in SQL."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from opencld.specification import Rule
from opencld.validation import candidates, counted
from opencld.validation.noticed import Noticed
from opencld.validation.parts import Parts
from opencld.validation.reporting_period import Period
from opencld.validation.rows_read import RowsRead
from opencld.validation.streams import Stream
from opencld.validation.working_files import working_in

if TYPE_CHECKING:
    import duckdb

    from opencld.validation.sense_checks import SenseChecks

HERE = Path(__file__).parent
TABLES = (HERE / "tables.sql").read_text(encoding="utf-8")
OF_ALL_ROWS = ("births", "costs", "event_counts", "events", "run")
OF_CANDIDATES = ("candidates", "doubtful_links", r"repeated_\w+", *re.findall(r"CREATE TABLE (\w+)", TABLES))
"""Tables that rules may read, by what they are made of."""
TOLD_TOGETHER = 20_000  # broken rows of which all is looked up at a time, each being some hundred bytes
NO_ROW = {"row": None, "line": None, "la_person_unique_identifier": "", "event_reference": ""}


class Counts(NamedTuple):
    """Rows read by event type (none for a type that is blank or cannot be read), and people in all."""

    events: dict[str, int]
    people: int


class Found(NamedTuple):
    """What comparing all rows by numbers has found: the tables that `candidates` makes."""

    people: pl.DataFrame
    numbers: pl.DataFrame
    repeats: Mapping[str, pl.DataFrame]
    links: pl.DataFrame


def reads(rule: Rule, tables: Sequence[str]) -> bool:
    """Say whether a rule's query reads one of these tables."""
    return bool(re.search(rf"\b(FROM|JOIN)\s+({'|'.join(tables)})\b", rule.query, re.IGNORECASE))


def reads_candidates(rule: Rule) -> bool:
    """Say whether a rule's query reads a table that is made of the candidates. Others need not wait for those."""
    return reads(rule, OF_CANDIDATES)


class Database:
    """A database in memory for one pass, opened once: where there is time for it, at the latest when it is wanted.
    Threads may each ask."""

    def __init__(self, folder: Path, memory_mb: int) -> None:
        self._folder, self._memory_mb = folder, memory_mb
        self._opening = Lock()
        self._connection: duckdb.DuckDBPyConnection | None = None

    def open(self) -> duckdb.DuckDBPyConnection:
        """Return a connection to it. To open it takes a while."""
        with self._opening:
            if self._connection is None:
                import duckdb

                # to share out a query on few rows takes longer than to ask it; whoever has several asks some together
                self._connection = duckdb.connect(
                    config={
                        "memory_limit": f"{self._memory_mb}MB",
                        "temp_directory": str(self._folder / "spilt"),
                        "threads": 1,
                    }
                )
            return self._connection

    def close(self) -> None:
        """Let go of it."""
        self.open().close()


class AcrossRows:
    """The rows worth laying side by side, in a database kept to a limit of memory."""

    def __init__(self, rows_read: RowsRead, people: Parts, noticed: Noticed, database: Database) -> None:
        self.rows_read = rows_read
        self.database = database
        self.event_counts = noticed.event_counts
        self.tables: set[str] = set()
        self.has_events = self.has_candidates = False
        self._laying_out_events = Lock()
        self._noticed = noticed
        with working_in(rows_read.folder), ThreadPoolExecutor(max_workers=1) as counting:
            counted_beside = counting.submit(self._lay_out_counted)
            try:
                self._found = self._found_in(rows_read.scan(), people.scan())
            finally:
                counted_beside.result()

    def _lay_out_counted(self) -> None:
        self._create("event_counts", self.event_counts)
        self._create("costs", counted.costs(self.rows_read.scan()))

    def _found_in(self, rows: pl.LazyFrame, parts: pl.LazyFrame) -> Found:
        """Compare all rows by numbers, and count people."""
        with ThreadPoolExecutor(max_workers=1) as repeating:
            # neither alone keeps two processors busy
            repeats = repeating.submit(candidates.repeats_in, rows)
            people = candidates.people_together(parts)
            numbers = candidates.numbers_in(rows, people)
            links = candidates.doubtful_links_in(self._noticed.links, people)
            self.people = counted.people(rows, numbers)
            self.births = counted.births(people)
        return Found(people, numbers, repeats.result(), links)

    def lay_out_candidates(self) -> None:
        """Make the tables of candidates, for the rules that read them."""
        with working_in(self.rows_read.folder):
            people, numbers, repeats, links = self._found
            for name, table in {**repeats, "doubtful_links": links}.items():
                self._create(name, table)
            ten_digits = self._noticed.ten_digits
            rows = candidates.among(self.rows_read.scan(), people, numbers, repeats, links, ten_digits)
            for part in self.rows_read.lay_out(rows):
                self._create("candidates", part)
                self.has_candidates |= not part.is_empty()
            if self.has_candidates:
                self._execute(TABLES)
        # of a large return it is much
        del self._found

    def lay_out_run(self, stated: Period | None, as_of: date) -> Period | None:
        """Make the tables `births` and `run`, for the rules that read all rows, and return the period the centre will
        derive from the data, None where no month qualifies. `stated` is the one that most rows state."""
        with working_in(self.rows_read.folder):
            self._create("births", self.births)
            query = (HERE / "derived_period.sql").read_text(encoding="utf-8")
            [found] = self._rows(query, {"as_of": as_of})
            derived = (found["derived_start"], found["derived_end"]) if found["derived_start"] else None
            days = [*(stated or (None, None)), *(derived or (None, None)), as_of]
            names = ("stated_start", "stated_end", "derived_start", "derived_end", "as_of")
            self._create("run", pl.DataFrame([days], schema=dict.fromkeys(names, pl.Date), orient="row"))
        return derived

    def _create(self, table: str, frame: pl.DataFrame) -> None:
        # each thread needs a connection of its own
        with self.database.open().cursor() as connection:
            connection.register("incoming", Stream(frame))
            begin = f"INSERT INTO {table}" if table in self.tables else f"CREATE TABLE {table} AS"
            connection.execute(f"{begin} SELECT * FROM incoming")
            self.tables.add(table)

    def _execute(self, statements: str) -> None:
        with self.database.open().cursor() as connection:
            connection.execute(statements)

    def __enter__(self) -> AcrossRows:
        return self

    def __exit__(self, *_error: object) -> None:
        self.database.close()

    def counts(self) -> Counts:
        """Count people and events."""
        events = self.event_counts.drop_nulls("event_type").group_by("event_type").agg(pl.col("events").sum())
        return Counts(dict(events.sort("event_type").iter_rows()), self.people)

    def sense_checks(self, genders: Sequence[str]) -> SenseChecks:
        """Count what an analyst compares with their services; `genders` is the defined list in its order."""
        from opencld.validation.sense_checks import COLUMNS, count_sense_checks

        rules = self.rows_read.specification.rules
        # a rule that reads the same table may need any column
        self._lay_out_events(None if any(reads(rule, ["events"]) for rule in rules) else COLUMNS)
        return count_sense_checks(self._rows, genders)

    def broken(self, rule: Rule) -> Iterator[list[dict[str, Any]]]:
        """Yield what breaks a rule, in the order of rows and some at a time: the query's columns, and the row's own
        identifiers. Threads may each ask.

        A query that reads nothing but tables of candidates is not asked where there are none.
        """
        if not self.has_candidates and not reads(rule, OF_ALL_ROWS):
            return
        if reads(rule, ["events"]):
            self._lay_out_events()
        broken = self._rows(rule.query)
        broken.sort(key=lambda row: (row["row"] or 0, str(row.get("field"))))
        for start in range(0, len(broken), TOLD_TOGETHER):
            some = broken[start : start + TOLD_TOGETHER]
            own = self._own(sorted({row["row"] for row in some if row["row"] is not None}), rule)
            yield [{**(NO_ROW if row["row"] is None else own[row["row"]]), **row} for row in some]

    def _lay_out_events(self, columns: Sequence[str] | None = None) -> None:
        """Make the table `events` of all rows, which takes a while, for what cannot do with `candidates`."""
        with self._laying_out_events:
            if self.has_events:
                return
            self._execute("SET threads = 2")
            with working_in(self.rows_read.folder):
                for part in self.rows_read.lay_out_all(columns):
                    self._create("events", part)
            self.has_events = True

    def _own(self, rows: list[int], rule: Rule) -> Mapping[int, dict[str, Any]]:
        """Look up the identifiers and the rule's fields of some rows, in ascending order."""
        if not rows:
            return {}
        laid_out = (name for name in rule.fields if name in self.rows_read.names)
        names = list(dict.fromkeys((*NO_ROW, *laid_out)))
        query = f"SELECT {', '.join(names)} FROM candidates WHERE row IN (SELECT unnest($rows))"
        # other rules may be asked before there are candidates
        found = self._rows(query, {"rows": rows}) if reads_candidates(rule) else []
        own = {row["row"]: row for row in found}
        others = pl.Series("row", [row for row in rows if row not in own], dtype=pl.Int64)
        for part in self.rows_read.lay_out(others) if len(others) else ():
            own |= {row["row"]: row for row in part.select(names).to_dicts()}
        return own

    def _rows(self, query: str, parameters: Mapping[str, object] | None = None) -> list[dict[str, Any]]:
        with working_in(self.rows_read.folder), self.database.open().cursor() as connection:
            found = connection.execute(query, parameters)
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
