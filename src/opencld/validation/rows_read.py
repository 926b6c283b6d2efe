"""Notes, while a return is read, what the rules across rows need: cells, meanings, keys to find rows by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from opencld.returns import fields_of_few_texts
from opencld.specification import Specification
from opencld.validation.cells import (
    COMPARED,
    as_compared,
    each_text_once,
    folded,
    improper,
    positions_of,
    value,
)
from opencld.validation.parts import Parts
from opencld.validation.personal_data import names_conversation_one

AS_MEANT = (
    "gender", "ethnicity", "date_of_birth", "date_of_death", "client_type", "event_type",
    "event_start_date", "event_end_date", "request_route_of_access", "assessment_type", "method_of_assessment",
    "service_type", "service_component", "delivery_mechanism", "unit_cost", "cost_frequency_unit_type",
    "planned_units_per_week",
)  # fmt: skip
AS_SUBMITTED = ("la_person_unique_identifier", "event_reference", "provider_cqc_location_id")

# an unreadable one of these may be all that tells two events apart
TELLING_EVENTS_APART = (
    "event_start_date", "event_end_date", "request_route_of_access", "assessment_type", "service_type",
    "service_component", "delivery_mechanism", "unit_cost", "cost_frequency_unit_type", "planned_units_per_week",
)  # fmt: skip
LAID_OUT_TOGETHER = 200_000  # rows held in memory on their way into the database
SPREADS = (
    0x9E3779B97F4A7C15  # an odd number of 64 bits without pattern, by which numbers that are alike come apart
)
MOST_IN_MEMORY = 1_000_000  # rows, of about 150 bytes each, before all of them go to disk


class Needed:
    """Tells what the rules across rows need of a batch.

    That is `row` and `line`, the cells `AS_SUBMITTED`, the values `AS_MEANT` under the names that `cells` gives them
    (those of lists by their places, 0 for the blank value), and keys, null where what they stand for is blank or cannot
    be read:

    `person_key`: fingerprint of the local identifier; `nhs_key`: the NHS number as a number;
    `known_gender`, `known_ethnicity`: positions on the list, null also for values that say nothing is known;
    `reference_key`: fingerprint of reference and type; `event_key`: of person, type and start; `row_hash`: of all 48
    texts.
    """

    def __init__(self, specification: Specification) -> None:
        self.specification = specification
        self.kept = ("row", "line", *AS_SUBMITTED, *map(value, AS_MEANT))
        self.listed = set(map(value, specification.defined_lists))
        self.noted = [
            *self._keys(),
            ~pl.any_horizontal(_unreadable(name) for name in TELLING_EVENTS_APART).alias("is_readable"),
        ]

    def of(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Return what is needed of one batch, as `cells` read it."""
        noted = batch.lazy().select(self.noted).collect()
        named = each_text_once(batch["event_description"], names_conversation_one)
        return pl.DataFrame(
            [
                # of a list's values their places, which take a fraction of the time to write down and read again
                *(batch[name].to_physical() if name in self.listed else batch[name] for name in self.kept),
                *noted,
                named.alias("names_conversation_one"),
                self._row_hash(batch),
            ]
        )

    def _row_hash(self, batch: pl.DataFrame) -> pl.Series:
        """A fingerprint of the texts of each row, the same in whichever form the batch has them."""
        few = fields_of_few_texts(self.specification)
        free = [batch[field.name] for field in self.specification.fields if field.name not in few]
        row_hash = pl.DataFrame(free).hash_rows()
        codes = batch.select_seq(pl.col(few).to_physical())
        for place, name in enumerate(few, start=1):
            row_hash = row_hash + _weighed_hash(batch[name], codes[name], pow(SPREADS, place, 1 << 64))
        return row_hash.alias("row_hash")

    def _keys(self) -> Iterator[pl.Expr]:
        person = pl.col(folded("la_person_unique_identifier"))
        yield pl.when(person != "").then(person.hash()).alias("person_key")
        yield pl.col(value("nhs_number")).alias("nhs_key")
        for name in ("gender", "ethnicity"):
            yield _position(self.specification, name).alias(f"known_{name}")
        event_type = pl.col(value("event_type")).to_physical()
        start = pl.col(value("event_start_date")).to_physical()
        yield _key(pl.col(folded("event_reference")), event_type).alias("reference_key")
        # a local identifier may be somebody's NHS number
        known_by = (
            pl.when(pl.col(value("nhs_number")).is_not_null()).then(pl.col("nhs_number")).otherwise(person)
        )
        yield _key(known_by, event_type, start).alias("event_key")


class RowsRead:
    """Keeps what is `Needed` of all rows: in memory, or in the folder given once it is much."""

    def __init__(self, specification: Specification, folder: Path) -> None:
        self.folder = folder
        self.parts = Parts(folder, "rows", MOST_IN_MEMORY)
        self.specification = specification
        self.laid_out = self._laid_out()
        self.names = {column.meta.output_name() for column in self.laid_out}
        """The columns of the rows laid out."""

    def add(self, needed: pl.DataFrame) -> None:
        """Note what is needed of a batch. Batches come in the order of the file."""
        self.parts.add(needed)

    def scan(self) -> pl.LazyFrame:
        """Return all rows as they were noted."""
        return self.parts.scan()

    def lay_out(self, rows: pl.Series) -> Iterator[pl.DataFrame]:
        """Yield the rows with these numbers, in ascending order, as the table `candidates` of `tables.sql` has them,
        some at a time; a table without rows where there are none."""
        for start in range(0, max(len(rows), 1), LAID_OUT_TOGETHER):
            wanted = rows.slice(start, LAID_OUT_TOGETHER).cast(pl.Int64)
            found = [part[positions_of(part["row"].is_in(wanted.implode()))] for part in self._parts()]
            yield pl.concat(found).select(self.laid_out)

    def lay_out_all(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """Yield all rows in the same way, of these columns only if they are named."""
        laid_out = [
            column for column in self.laid_out if columns is None or column.meta.output_name() in columns
        ]
        waiting: list[pl.DataFrame] = []
        for part in self._parts(laid_out):
            waiting.append(part.select(laid_out))
            # a database takes in few large pieces in half the time of more that are smaller
            if sum(one.height for one in waiting) > LAID_OUT_TOGETHER:
                yield pl.concat(waiting)
                waiting.clear()
        if waiting:
            yield pl.concat(waiting)

    def _parts(self, laid_out: Sequence[pl.Expr] | None = None) -> Iterator[pl.DataFrame]:
        """Return all rows part by part, with the columns that these expressions read, or all that can be laid out."""
        needed = {"row", *(name for one in laid_out or self.laid_out for name in one.meta.root_names())}
        return self.parts.frames(sorted(needed))

    def _laid_out(self) -> list[pl.Expr]:
        compared = {"la_person_unique_identifier": "person_id", "event_reference": "reference"}
        return [
            *map(
                pl.col,
                ("row", "line", "known_gender", "known_ethnicity", "is_readable", "names_conversation_one"),
            ),
            *(pl.col(name) if name in COMPARED else _filled(pl.col(name)) for name in AS_SUBMITTED),
            # kept as a number, which takes less room
            pl.col("nhs_key").cast(pl.String).str.zfill(10).alias("nhs_number"),
            *(_known(self.specification, name).alias(name) for name in AS_MEANT),
            *(_filled(as_compared(name)).alias(alias) for name, alias in compared.items()),
        ]


def _key(text: pl.Expr, *numbers: pl.Expr) -> pl.Expr:
    """A fingerprint of a text and some numbers, null where one of them is unknown or blank."""
    key = pl.when(text != "").then(text).hash()
    for place, number in enumerate(numbers, start=1):
        key = key + number.cast(pl.Int64, strict=False).reinterpret(signed=False) * (SPREADS >> place)
    known = pl.all_horizontal([text != "", *(number.is_not_null() & (number != 0) for number in numbers)])
    return pl.when(known).then(key)


def _weighed_hash(texts: pl.Series, codes: pl.Series, weight: int) -> pl.Series:
    """A fingerprint of each text; of a Categorical's, which have codes, each text once."""
    if isinstance(texts.dtype, pl.Categorical):
        return (texts.dtype.categories.to_series().to_frame().hash_rows() * weight)[codes]
    return texts.to_frame().hash_rows() * weight


def _filled(text: pl.Expr) -> pl.Expr:
    return pl.when(text != "").then(text)


def _known(specification: Specification, name: str) -> pl.Expr:
    column = pl.col(value(name))
    if name not in specification.defined_lists:
        return column
    return pl.when(column != 0).then(column).cat.to(pl.Enum(["", *specification.defined_lists[name]]))


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
