"""Keeps what a comparison needs of a return while it is checked: what each row means, and a fingerprint of that."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from opencld.specification import Specification
from opencld.validation.cells import compared, folded, improper, texts_at, value
from opencld.validation.working_files import working_in

NOT_COMPARED = ("la_code", "reporting_period_start_date", "reporting_period_end_date")
"""Fields that say to which submission a row belongs, not what it is about."""
WORDED = (
    "client_type", "event_type", "request_route_of_access", "assessment_type", "service_type", "service_component",
)  # fmt: skip
"""Listed values that tell events apart, for the centre as they are spelt. Source: main tables methodology, step E2."""
LOCAL_ID = folded("la_person_unique_identifier")
SPELT_ALIKE = 0  # the fingerprint of a wording in which all of these are as the lists have them


def compared_fields(specification: Specification) -> tuple[str, ...]:
    """Return the names of the compared fields in the order in which rows are kept: texts first, then listed values."""
    fields = [field for field in specification.fields if field.name not in NOT_COMPARED]
    return tuple(field.name for field in sorted(fields, key=lambda field: field.data_type == "defined_list"))


class KeptRows:
    """Writes down the rows of one return, part by part, as Arrow files in a folder: as they stand in memory.

    One row per row of the return: the texts of the compared fields, blank as "", listed values in their proper spelling
    where that is sure; `start`, `end`, `birth`, `death`, `cost`, `units` and `nhs`, a number, where they can be read;
    `local_id`, a fingerprint of the local identifier as the centre compares it, null where blank;
    `meaning`, a fingerprint of all compared fields; and `wording`, one of the spellings by which the centre would tell
    events apart, where these are not the lists' own.
    """

    def __init__(self, specification: Specification, folder: Path) -> None:
        self.folder = folder
        lists = specification.defined_lists
        self.lists = [name for name in compared_fields(specification) if name in lists]
        self.texts = [name for name in compared_fields(specification) if name not in lists]
        self.typed = [
            pl.col(value("event_start_date")).alias("start"),
            pl.col(value("event_end_date")).alias("end"),
            pl.col(value("date_of_birth")).alias("birth"),
            pl.col(value("date_of_death")).alias("death"),
            pl.col(value("unit_cost")).alias("cost"),
            pl.col(value("planned_units_per_week")).alias("units"),
            pl.col(value("nhs_number")).alias("nhs"),
            pl.when(pl.col(LOCAL_ID) != "").then(pl.col(LOCAL_ID).hash(seed=0)).alias("local_id"),
        ]

    def __call__(self, batch: pl.DataFrame, part: int) -> None:
        """Write one part, as the check judged it."""
        otherwise = {name: batch[improper(name)].arg_true() for name in self.lists}
        texts = [batch[name].cast(pl.String) for name in self.texts]
        columns = [
            *(batch[name] for name in ("row", "line")),
            *texts,
            *(self._listed(batch, name, positions) for name, positions in otherwise.items()),
            *batch.lazy().select(self.typed).collect().iter_columns(),
            self._meaning(batch, texts, otherwise),
            self._wording(batch, otherwise),
        ]
        with working_in(self.folder):
            # takes more room than Parquet, a fifth of the time, and can be read back by column
            pl.DataFrame(columns).write_ipc(self.folder / f"kept-{part:06}.arrow")

    def _listed(self, batch: pl.DataFrame, name: str, positions: pl.Series) -> pl.Series:
        """A list's values, and the text itself where it is none of them. As texts only where that is so."""
        values = batch[value(name)].alias(name)
        unread = positions.filter(values.gather(positions).is_null())
        if unread.is_empty():
            return values
        return values.cast(pl.String).scatter(unread, texts_at(batch, name, unread))

    def _meaning(
        self, batch: pl.DataFrame, texts: list[pl.Series], otherwise: dict[str, pl.Series]
    ) -> pl.Series:
        """Fingerprint the compared fields. A listed value goes in by its place, which is quicker than as a text."""
        places = [batch[value(name)].to_physical() for name in self.lists]
        hashes = pl.DataFrame([*places, *texts]).hash_rows(seed=0)
        for number, (name, positions) in enumerate(otherwise.items(), start=1):
            unread = positions.filter(batch[value(name)].gather(positions).is_null())
            if not unread.is_empty():
                spellings = compared(texts_at(batch, name, unread)).hash(seed=number)
                hashes = hashes.scatter(unread, hashes.gather(unread) ^ spellings)
        return hashes.alias("meaning")

    def _wording(self, batch: pl.DataFrame, otherwise: dict[str, pl.Series]) -> pl.Series:
        wording = pl.Series("wording", [SPELT_ALIKE], dtype=pl.UInt64).new_from_index(0, batch.height)
        for number, name in enumerate(WORDED, start=1):
            positions = otherwise[name]
            spelt = compared(texts_at(batch, name, positions))
            listed = compared(batch[value(name)].gather(positions).cast(pl.String))
            is_other = spelt.ne_missing(listed)
            differing = positions.filter(is_other)
            if not differing.is_empty():
                spellings = spelt.filter(is_other).hash(seed=number)
                wording = wording.scatter(differing, wording.gather(differing) ^ spellings)
        return wording
