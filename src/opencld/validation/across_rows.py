"""Rules across rows: what the pass over the batches wrote down, laid side by side in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opencld.specification import Rule
from opencld.validation.rows_read import AS_MEANT, AS_SUBMITTED, RowsRead
from opencld.validation.sense_checks import SenseChecks, count_sense_checks
from opencld.validation.working_files import in_sql, working_in

if TYPE_CHECKING:
    import duckdb

HERE = Path(__file__).parent
NO_ROW = {"row": None, "line": None, "la_person_unique_identifier": "", "event_reference": ""}


@dataclass(frozen=True)
class Counts:
    """Rows read by event type (`None` where it is blank or unreadable), and people in all."""

    events: dict[str, int]
    people: int


class AcrossRows:
    """The return's rows in a database of their own, kept to a limit of memory."""

    def __init__(self, rows: RowsRead, memory_mb: int) -> None:
        import duckdb

        self.connection: duckdb.DuckDBPyConnection = duckdb.connect(
            config={
                "memory_limit": f"{memory_mb}MB",
                "temp_directory": str(rows.folder / "spilt"),
                "threads": 2,
            }
        )
        self.connection.execute(
            "CREATE VIEW events AS SELECT *, "
            "coalesce(person_id_submitted, person_id, '') AS la_person_unique_identifier, "
            "coalesce(reference_submitted, reference, '') AS event_reference "
            f"FROM read_parquet({in_sql(rows.folder / 'rows-*.parquet')})"
        )
        self.folder = rows.folder
        with working_in(self.folder):
            for table, path in rows.repeats().items():
                self.connection.execute(f"CREATE TABLE {table} AS SELECT * FROM read_parquet({in_sql(path)})")
            self.connection.execute((HERE / "tables.sql").read_text(encoding="utf-8"))

    def __enter__(self) -> AcrossRows:
        return self

    def __exit__(self, *_error: object) -> None:
        self.connection.close()

    def counts(self) -> Counts:
        """Count people and events."""
        rows = self._rows((HERE / "counts.sql").read_text(encoding="utf-8"))
        events = {row["event_type"]: row["events"] for row in rows if row["event_type"]}
        return Counts(events, next((row["people"] for row in rows if not row["event_type"]), 0))

    def derived_period(self, as_of: date) -> tuple[date, date] | None:
        """Return the period the centre will derive from the data, or None where no month qualifies."""
        query = (HERE / "derived_period.sql").read_text(encoding="utf-8")
        start, end = self.connection.execute(query, {"as_of": as_of}).fetchall()[0]
        return (start, end) if start else None

    def state(self, stated: tuple[date, date] | None, derived: tuple[date, date] | None, as_of: date) -> None:
        """Make the one-row table `run`, from which rules about the whole file read."""
        days = [*(stated or (None, None)), *(derived or (None, None)), as_of]
        self.connection.execute(
            "CREATE TABLE run (stated_start DATE, stated_end DATE, derived_start DATE, derived_end DATE, as_of DATE)"
        )
        self.connection.execute("INSERT INTO run VALUES (?, ?, ?, ?, ?)", days)

    def sense_checks(self, genders: Sequence[str]) -> SenseChecks:
        """Count what an analyst compares with their services; `genders` is the defined list in its order."""
        return count_sense_checks(self._rows, genders)

    def broken(self, rule: Rule) -> list[dict[str, Any]]:
        """Return what breaks a rule: the query's columns, and the row's own identifiers."""
        broken = self._rows(rule.query)
        rows = sorted({row["row"] for row in broken if row["row"] is not None})
        if not rows:
            return [{**NO_ROW, **row} for row in broken]
        columns = ("row", "line", *(name for name in rule.fields if name in (*AS_MEANT, *AS_SUBMITTED)))
        names = ", ".join(dict.fromkeys((*columns, "la_person_unique_identifier", "event_reference")))
        self.connection.execute(
            "CREATE OR REPLACE TEMP TABLE broken AS SELECT unnest($rows) AS row", {"rows": rows}
        )
        own = self._rows(f"SELECT {names} FROM events WHERE row IN (SELECT row FROM broken)")
        own_by_row = {row["row"]: row for row in own}
        found = [{**own_by_row[row["row"]], **row} for row in broken]
        return sorted(found, key=lambda row: (row["row"], str(row.get("field"))))

    def _rows(self, query: str) -> list[dict[str, Any]]:
        with working_in(self.folder):
            found = self.connection.execute(query)
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
