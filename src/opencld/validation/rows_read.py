"""Writes down, while a return is read, what the rules across rows need: meanings, identifiers, fingerprints."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from opencld.specification import Specification
from opencld.validation.cells import COMPARED, folded, improper, value
from opencld.validation.personal_data import names_conversation_one
from opencld.validation.working_files import write_working_file

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


REPEATS = {
    "repeated_rows": "row_hash",
    "repeated_references": "reference_key",
    "repeated_events": "event_key",
}
"""Tables of rows that share a fingerprint with others, by the column that holds it."""


class RowsRead:
    """Writes down, batch by batch, what the rules across rows need. The files stay in the folder given."""

    def __init__(self, specification: Specification, folder: Path) -> None:
        self.folder = folder
        self.fingerprints: list[pl.DataFrame] = []
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
        ]
        self.keys = [
            _key(pl.col(folded("event_reference")), pl.col(value("event_type")).to_physical()).alias(
                "reference_key"
            ),
            _key(
                pl.coalesce(value("nhs_number"), folded("la_person_unique_identifier")),
                pl.col(value("event_type")).to_physical(),
                pl.col(value("event_start_date")).to_physical(),
            ).alias("event_key"),
        ]
        lists = specification.defined_lists
        self.lists = list(lists)
        self.texts = [field.name for field in specification.fields if field.name not in lists]

    def write(self, batch: pl.DataFrame, part: int) -> None:
        """Write one batch, as `cells` read it, under its number."""
        kept = batch.lazy().select(*self.columns, *self.keys).collect()
        named = names_conversation_one(batch["event_description"]).alias("names_conversation_one")
        keys = kept.select("row", "reference_key", "event_key").with_columns(self._row_hash(batch))
        self.fingerprints.append(keys)
        kept = kept.drop("reference_key", "event_key").with_columns(named)
        write_working_file(kept, self.folder / f"rows-{part:06}.parquet")

    def repeats(self) -> dict[str, Path]:
        """Write down the rows that share a fingerprint with others: tables by name, columns `row` and the fingerprint.

        Sorting numbers is much quicker than grouping by texts, and as a rule finds next to nothing.
        """
        fingerprints = pl.concat(self.fingerprints)
        written = {}
        for table, column in REPEATS.items():
            ordered = fingerprints[column].drop_nulls().sort()
            repeated = ordered.filter(ordered == ordered.shift(1)).unique()
            rows = fingerprints.select("row", column).filter(pl.col(column).is_in(repeated.implode()))
            written[table] = self.folder / f"{table}.parquet"
            write_working_file(rows, written[table])
        return written

    def _row_hash(self, batch: pl.DataFrame) -> pl.Series:
        """Return a fingerprint of all 48 texts. A listed value goes in by its place, which is quicker; spellings
        that are not on the list, few as they are, are added to it."""
        listed = [batch[value(name)].to_physical() for name in self.lists]
        hashes = pl.DataFrame([*listed, *(batch[name] for name in self.texts)]).hash_rows(seed=0)
        spellings = [
            pl.DataFrame(
                [positions.alias("position"), batch[name].gather(positions).hash(seed=number).alias("hash")]
            )
            for number, name in enumerate(self.lists, start=1)
            if len(positions := batch[improper(name)].arg_true())
        ]
        if spellings:
            added = pl.concat(spellings).group_by("position").agg(pl.col("hash").sum())
            positions = added["position"]
            hashes = hashes.scatter(positions, hashes.gather(positions) ^ added["hash"])
        return hashes.alias("row_hash")


def _key(text: pl.Expr, *numbers: pl.Expr) -> pl.Expr:
    """A fingerprint of a text and some numbers, null where one of them is unknown or blank."""
    key = pl.when(text != "").then(text).hash()
    for place, number in enumerate(numbers, start=1):
        key = key + number.cast(pl.Int64, strict=False).reinterpret(signed=False) * (
            0x9E3779B97F4A7C15 >> place
        )
    known = pl.all_horizontal([text != "", *(number.is_not_null() & (number != 0) for number in numbers)])
    return pl.when(known).then(key)


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
