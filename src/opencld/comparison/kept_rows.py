"""Keeps what a comparison needs of a return while it is checked: what each row means, and a fingerprint of that."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from opencld.specification import Field, Specification
from opencld.validation.cells import folded, improper, value
from opencld.validation.working_files import write_working_file

NOT_COMPARED = ("la_code", "reporting_period_start_date", "reporting_period_end_date")
"""Fields that say to which submission a row belongs, not what it is about."""
WORDED = (
    "client_type", "event_type", "request_route_of_access", "assessment_type", "service_type", "service_component",
)  # fmt: skip
"""Listed values that tell events apart, for the centre as they are spelt. Source: main tables methodology, step E2."""
SPELT_ALIKE = 0  # the fingerprint of a wording in which all of these are as the lists have them


class KeptRows:
    """Writes down the rows of one return, part by part, as Parquet files in a folder.

    One row per row of the return: each compared field's text, null where blank, a listed value in its proper spelling;
    `start`, `end`, `death`, `cost`, `units`, `nhs` where they can be read; `local_id` as the centre compares it;
    `meaning`, a fingerprint of all compared fields; and `wording`, one of the spellings by which the centre would tell
    events apart, where these are not the lists' own.
    """

    def __init__(self, specification: Specification, folder: Path) -> None:
        self.folder = folder
        self.fields = [field for field in specification.fields if field.name not in NOT_COMPARED]
        self.typed = [
            pl.col(value("event_start_date")).alias("start"),
            pl.col(value("event_end_date")).alias("end"),
            pl.col(value("date_of_birth")).alias("birth"),
            pl.col(value("date_of_death")).alias("death"),
            pl.col(value("unit_cost")).alias("cost"),
            pl.col(value("planned_units_per_week")).alias("units"),
            pl.col(value("nhs_number")).alias("nhs"),
            _filled(pl.col(folded("la_person_unique_identifier"))).alias("local_id"),
        ]

    def __call__(self, batch: pl.DataFrame, part: int) -> None:
        """Write one part, as the check judged it."""
        kept = batch.lazy().select("row", "line", *map(self._kept, self.fields), *self.typed).collect()
        fingerprints = [self._meaning(batch), self._wording(batch)]
        write_working_file(kept.hstack(fingerprints), self.folder / f"kept-{part:06}.parquet")

    def _kept(self, field: Field) -> pl.Expr:
        text = pl.col(field.name)
        match field.data_type:
            case "defined_list":
                listed = pl.col(value(field.name)).cast(pl.String)
                return _filled(pl.coalesce(listed, text)).alias(field.name)
            case "numeric":
                # 14, 14.0 and 14.00 are one amount
                plain = text.str.strip_chars_end("0").str.strip_chars_end(".")
                return _filled(pl.when(text.str.contains(".", literal=True)).then(plain).otherwise(text))
        return _filled(text)

    def _meaning(self, batch: pl.DataFrame) -> pl.Series:
        """Fingerprint the compared fields. A listed value goes in by its place, which is quicker than as a text."""
        columns = [self._compared(field, batch).alias(field.name) for field in self.fields]
        return pl.DataFrame(columns).hash_rows(seed=0).alias("meaning")

    def _compared(self, field: Field, batch: pl.DataFrame) -> pl.Series:
        if field.data_type == "numeric":
            return batch.select(pl.coalesce(pl.col(value(field.name)).cast(pl.String), _alike(field.name))).to_series()
        if field.data_type in ("date", "nhs_number", "integer"):
            return batch[field.name]
        if field.data_type != "defined_list":
            return batch.select(_alike(field.name)).to_series()
        places = batch[value(field.name)].to_physical().cast(pl.UInt64)
        unread = batch.select(pl.col(improper(field.name)) & pl.col(value(field.name)).is_null()).to_series()
        positions = unread.arg_true()
        if positions.is_empty():
            return places
        texts = batch[field.name].gather(positions).str.strip_chars_end(" ").str.to_uppercase()
        return places.scatter(positions, texts.hash())

    def _wording(self, batch: pl.DataFrame) -> pl.Series:
        rows = pl.Series("wording", [SPELT_ALIKE], dtype=pl.UInt64).new_from_index(0, batch.height)
        otherwise = batch.lazy().select(_spelt_otherwise(name) for name in WORDED).collect()
        positions = otherwise.select(pl.any_horizontal(pl.all().is_not_null())).to_series().arg_true()
        if positions.is_empty():
            return rows
        return rows.scatter(positions, otherwise[positions].hash_rows(seed=0))


def _filled(text: pl.Expr) -> pl.Expr:
    return pl.when(text != "").then(text)


def _alike(name: str) -> pl.Expr:
    """The text as the centre's database compares texts: case and trailing spaces do not count."""
    return pl.col(name).str.strip_chars_end(" ").str.to_uppercase()


def _spelt_otherwise(name: str) -> pl.Expr:
    listed = pl.col(value(name)).cast(pl.String).str.to_uppercase()
    return pl.when(pl.col(improper(name)) & (_alike(name) != listed)).then(_alike(name)).alias(name)
