"""The result of each cell, row by row: the field's status and the cell's validity in one small number."""

from __future__ import annotations

import polars as pl

from opencld.specification import Field, Specification
from opencld.validation.cells import blank, improper, positions_of, texts_at
from opencld.validation.field_results import (
    BLANK,
    BLANK_IS_AN_ANSWER,
    INVALID,
    MANDATORY,
    RELEASE_1,
    field_results_of,
    situation_of,
)
from opencld.validation.readings import Readings

STATUS_COUNTS = 8
"""A result is the position of its status in `STATUSES` times this, and the position of its validity in `VALIDITIES`."""


def result(field: str) -> str:
    """Return the name of the column that holds the results of the field's cells."""
    return f"{field}_result"


class CellResults:
    """Judges every cell of batches."""

    def __init__(self, specification: Specification, readings: Readings) -> None:
        self.readings = readings
        self.lists = list(specification.defined_lists)
        field_results = field_results_of(specification)
        # fields that are due on the same rows share a status, which is costly to tell
        shared = {situation_of(field): field_results.status(field) for field in specification.fields}
        self.statuses = [
            (pl.lit(status, pl.UInt8) if isinstance(status, int) else status).alias(situation)
            for situation, status in shared.items()
        ]
        self.results = [_result(field) for field in specification.fields]

    def of(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Return one UInt8 column a field, `<field>_result`, for a batch as it is judged."""
        results = batch.lazy().with_columns(self.statuses).select(self.results).collect()
        old = {result(name): self._of_release_1(batch, name, results) for name in self.lists}
        return pl.DataFrame([old.get(column.name, column) for column in results])

    def _of_release_1(self, batch: pl.DataFrame, name: str, results: pl.DataFrame) -> pl.Series:
        column = results[result(name)]
        positions = positions_of(batch[improper(name)])
        texts = texts_at(batch, name, positions)
        old = [text for text in texts.unique() if self.readings.read(name, text).kind == "release_1"]
        if not old:
            return column
        here = positions.filter(texts.is_in(old))
        return column.scatter(here, column[here] + (RELEASE_1 - INVALID))


def _result(field: Field) -> pl.Expr:
    status = pl.col(situation_of(field))
    is_blank = pl.col(blank(field.name)).cast(pl.UInt8)
    is_due = pl.lit(0, pl.UInt8) if field.name in BLANK_IS_AN_ANSWER else (status == MANDATORY).cast(pl.UInt8)
    code = status * STATUS_COUNTS + is_blank * (BLANK + is_due)
    if field.data_type not in ("text", "alphanumeric"):
        code = code + pl.col(improper(field.name)).cast(pl.UInt8) * INVALID
    return code.cast(pl.UInt8).alias(result(field.name))
