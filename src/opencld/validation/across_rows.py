"""Rules across rows: what the pass over the batches wrote down, laid side by side in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from opencld.specification import Rule, Specification
from opencld.validation.cells import COMPARED, folded, improper, value
from opencld.validation.personal_data import names_conversation_one
from opencld.validation.wording import FINDING_SCHEMA, HIDDEN, PLACEHOLDER
from opencld.validation.working_files import working_in, write_working_file

if TYPE_CHECKING:
    import duckdb

HERE = Path(__file__).parent
AS_MEANT = (
    "nhs_number", "gender", "ethnicity", "date_of_birth", "date_of_death", "client_type", "event_type",
    "event_start_date", "event_end_date", "request_route_of_access", "assessment_type", "method_of_assessment",
    "service_type", "service_component", "delivery_mechanism", "unit_cost", "cost_frequency_unit_type",
    "planned_units_per_week",
)  # fmt: skip
AS_SUBMITTED = (
    "la_person_unique_identifier", "event_reference", "provider_cqc_location_id", "adult_1_linked_person_id",
    "adult_2_linked_person_id", "adult_3_linked_person_id",
)  # fmt: skip

# an unreadable one of these may be all that tells two events apart
TELLING_EVENTS_APART = (
    "event_start_date", "event_end_date", "request_route_of_access", "assessment_type", "service_type",
    "service_component", "delivery_mechanism", "unit_cost", "cost_frequency_unit_type", "planned_units_per_week",
)  # fmt: skip
FOLDED = {"la_person_unique_identifier": "person_id", "event_reference": "reference"}


class RowsRead:
    """Writes down, batch by batch, what the rules across rows need. The files stay in the folder given."""

    def __init__(self, specification: Specification, folder: Path) -> None:
        self.folder = folder
        self.columns = [
            pl.col("row", "line"),
            *(_filled(pl.col(name)).alias(name) for name in AS_SUBMITTED if name not in FOLDED),
            *(_known(specification, name).alias(name) for name in AS_MEANT),
            *(_filled(pl.col(folded(name))).alias(FOLDED[name]) for name in COMPARED),
            # as submitted only where that is something else, which is rare
            *(_submitted(name).alias(f"{FOLDED[name]}_submitted") for name in COMPARED),
            pl.when(pl.col(improper("event_type")))
            .then(pl.col("event_type").str.strip_chars_end(" ").str.to_uppercase())
            .alias("event_type_submitted"),
            *(_position(specification, name).alias(f"known_{name}") for name in ("gender", "ethnicity")),
            ~pl.any_horizontal(_unreadable(name) for name in TELLING_EVENTS_APART).alias("is_readable"),
            names_conversation_one("event_description").alias("names_conversation_one"),
        ]
        lists = specification.defined_lists
        self.lists = list(lists)
        self.texts = [field.name for field in specification.fields if field.name not in lists]

    def write(self, batch: pl.DataFrame, part: int) -> None:
        """Write one batch, as `cells` read it, under its number."""
        kept = batch.lazy().select(self.columns).collect().with_columns(self._row_hash(batch))
        write_working_file(kept, self.folder / f"rows-{part:06}.parquet")

    def _row_hash(self, batch: pl.DataFrame) -> pl.Series:
        """Return a fingerprint of all 48 texts. A listed value goes in by its place, which is quicker; spellings
        that are not on the list, few as they are, are added to it."""
        listed = [batch[value(name)].to_physical() for name in self.lists]
        hashes = pl.DataFrame([*listed, *(batch[name] for name in self.texts)]).hash_rows(seed=0)
        for number, name in enumerate(self.lists, start=1):
            positions = batch[improper(name)].arg_true()
            if len(positions):
                spellings = batch[name].gather(positions).hash(seed=number)
                hashes = hashes.scatter(positions, hashes.gather(positions) ^ spellings)
        return hashes.alias("row_hash")


def _filled(text: pl.Expr) -> pl.Expr:
    return pl.when(text != "").then(text)


def _known(specification: Specification, name: str) -> pl.Expr:
    column = pl.col(value(name))
    return pl.when(column.to_physical() != 0).then(column) if name in specification.defined_lists else column


def _unreadable(name: str) -> pl.Expr:
    return pl.col(improper(name)) & pl.col(value(name)).is_null()


def _position(specification: Specification, name: str) -> pl.Expr:
    """A value's position on its list, null where it says that nothing is known."""
    listed = specification.defined_lists[name]
    nothing = [
        place for place, text in enumerate(listed, start=1) if text == "Unknown" or text.startswith("No data")
    ]
    position = pl.col(value(name)).to_physical()
    return pl.when(~position.is_in([0, *nothing])).then(position)


def _submitted(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != pl.col(folded(name))).then(pl.col(name))


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
            f"FROM read_parquet('{rows.folder}/rows-*.parquet')"
        )
        self.folder = rows.folder
        with working_in(self.folder):
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


class AcrossWording:
    """Puts what breaks a rule across rows into the words of a finding."""

    def __init__(self, specification: Specification, show_identifiers: bool) -> None:
        self.specification = specification
        self.show_identifiers = show_identifiers

    def findings(self, rule: Rule, broken: list[dict[str, Any]]) -> pl.DataFrame:
        """Return one finding per broken row; findings about the whole file have no row."""
        return pl.DataFrame([self._finding(rule, row) for row in broken], schema=FINDING_SCHEMA, orient="row")

    def _finding(self, rule: Rule, row: dict[str, Any]) -> dict[str, Any]:
        fields = (row["field"],) if row.get("field") else rule.fields
        headers = [self.specification.field[name].header for name in fields]
        words = {**row, "header": headers[0] if headers else ""}
        message = PLACEHOLDER.sub(lambda found: str(words[found[1]]), f"{rule.message} {rule.act}")
        return {
            **{name: row[name] for name in ("row", "line", "la_person_unique_identifier", "event_reference")},
            "rule": rule.code,
            "severity": rule.severity,
            "field": "; ".join(headers),
            "value": "; ".join(self._value(name, row) for name in fields) if row["row"] else "",
            "message": message,
            "suggestion": "",
            "suggestion_is_safe": False,
        }

    def _value(self, name: str, row: dict[str, Any]) -> str:
        found = row.get(name) if name in NO_ROW else row.get("value", row.get(name))
        if found is None:
            return ""
        if self.specification.field[name].personal and not self.show_identifiers:
            return HIDDEN
        if isinstance(found, date):
            return found.strftime("%d/%m/%Y")
        return f"{found:.2f}" if isinstance(found, float) else str(found)
