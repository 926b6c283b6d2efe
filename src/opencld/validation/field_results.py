"""The result of each cell as the centre's data quality report puts it: status of the field, validity of the cell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import polars as pl

from opencld.specification import Field, Specification
from opencld.specification.expressions import Expression
from opencld.validation.cells import blank, improper, positions_of, texts_at, value
from opencld.validation.conditions import Conditions
from opencld.validation.readings import Readings
from opencld.validation.row_rules import is_event

STATUSES = ("Mandatory", "Applicable but not mandatory", "Not applicable", "Undetermined")
VALIDITIES = (
    "Passed: Valid",
    "Passed: Blank (Not Mandatory)",
    "Failed: Blank (Mandatory)",
    "Failed: Invalid",
    "Failed: Release 1",
)
# mandatory, and yet rightly blank where the person is alive, or where the date is not known: collection guidance
BLANK_IS_AN_ANSWER = ("date_of_death",)
MANDATORY, APPLICABLE, NOT_APPLICABLE, UNDETERMINED = range(4)
VALID, BLANK, BLANK_MANDATORY, INVALID, RELEASE_1 = range(5)


@dataclass(frozen=True)
class FieldResult:
    """How many cells of a field have a status and validity. Source: main tables methodology, data quality values."""

    field: str
    status: str
    validity: str
    cells: int


class _Mask(NamedTuple):
    """The rows on which fields have a status: a column's name, and the condition that fills it (None: all rows)."""

    status: int
    column: str
    condition: pl.Expr | None


@lru_cache(maxsize=4)
def field_results_of(specification: Specification) -> FieldResults:
    """Return the results of fields under a specification, worked out once for any number of returns."""
    return FieldResults(specification)


class FieldResults:
    """Counts status and validity over batches."""

    def __init__(self, specification: Specification) -> None:
        self.specification = specification
        self.conditions = Conditions(specification)
        self.is_event = is_event(specification)
        self.readings = Readings(specification)
        # fields that are due on the same rows share their masks
        situations = {situation_of(field): self._masks(field) for field in specification.fields}
        self.masks = {field.name: situations[situation_of(field)] for field in specification.fields}
        self.conditional = [
            mask.condition.alias(mask.column)
            for masks in situations.values()
            for mask in masks
            if mask.condition is not None
        ]

    def count(self, batch: pl.DataFrame) -> Counter[tuple[str, int]]:
        """Count the cells of one batch, as `cells` read it and `with_known` added to it."""
        counted: Counter[tuple[str, int]] = Counter()
        # series by series from here on: planning a query of some hundred sums takes longer than the sums
        conditions = batch.lazy().select(self.conditional).collect()
        every_row = pl.Series([True]).new_from_index(0, batch.height)
        for field in self.specification.fields:
            for mask in self.masks[field.name]:
                rows = every_row if mask.condition is None else conditions[mask.column]
                for validity, cells in self._cells(batch, field, rows).items():
                    due = (
                        validity == BLANK
                        and mask.status == MANDATORY
                        and field.name not in BLANK_IS_AN_ANSWER
                    )
                    result = BLANK_MANDATORY if due else validity
                    counted[field.name, mask.status * len(VALIDITIES) + result] += cells
        return counted

    def _cells(self, batch: pl.DataFrame, field: Field, rows: pl.Series) -> dict[int, int]:
        """Count the field's cells on some rows by validity, whether or not a blank is allowed there."""
        blanks = int((rows & batch[blank(field.name)]).sum())
        bad = old = 0
        if field.data_type not in ("text", "alphanumeric"):
            bad_rows = rows & batch[improper(field.name)]
            bad = int(bad_rows.sum())
            old = self._release_1(batch, field.name, bad_rows) if bad else 0
        return {BLANK: blanks, RELEASE_1: old, INVALID: bad - old, VALID: int(rows.sum()) - blanks - bad}

    def _release_1(self, batch: pl.DataFrame, name: str, bad_rows: pl.Series) -> int:
        if name not in self.specification.defined_lists:
            return 0
        texts = texts_at(batch, name, positions_of(bad_rows))
        return sum(self.readings.read(name, text).kind == "release_1" for text in texts)

    def results(self, counted: Counter[tuple[str, int]]) -> tuple[FieldResult, ...]:
        """Return the counts of all batches in the order of fields, statuses and validities."""
        places = {field.name: field.number for field in self.specification.fields}
        ordered = sorted(counted.items(), key=lambda item: (places[item[0][0]], item[0][1]))
        return tuple(
            FieldResult(name, STATUSES[code // len(VALIDITIES)], VALIDITIES[code % len(VALIDITIES)], cells)
            for (name, code), cells in ordered
            if cells
        )

    def _masks(self, field: Field) -> list[_Mask]:
        situation = situation_of(field)
        status = self.status(field)
        if isinstance(status, int):
            return [_Mask(status, situation, None)]
        return [_Mask(one, f"{situation} {one}", status == one) for one in range(len(STATUSES))]

    def status(self, field: Field) -> pl.Expr | int:
        """Return the status of the field on each row, or on all rows alike: a position in `STATUSES`."""
        conditions = [condition for condition in (field.mandatory_when, field.applies_when) if condition]
        otherwise = MANDATORY if field.mandatory == "mandatory" else APPLICABLE
        if not conditions and not _is_about_events(field):
            return otherwise
        status: pl.Expr = pl.lit(otherwise)
        if field.applies_when:
            status = pl.when(self._holds(field.applies_when)).then(status).otherwise(NOT_APPLICABLE)
        if field.mandatory_when:
            status = pl.when(self._holds(field.mandatory_when)).then(MANDATORY).otherwise(status)
        if any("event_type" in condition.names() for condition in conditions):
            event_type = pl.col(value("event_type")).to_physical()
            status = pl.when((event_type == 0) | event_type.is_null()).then(UNDETERMINED).otherwise(status)
        if _is_about_events(field):
            status = pl.when(self.is_event).then(status).otherwise(NOT_APPLICABLE)
        return status.cast(pl.UInt8)

    def _holds(self, condition: Expression) -> pl.Expr:
        return self.conditions.expression(condition.node).fill_null(False)


def _is_about_events(field: Field) -> bool:
    return field.module not in ("Submission Information", "Person Details", "Events (Unpaid carers only)")


def situation_of(field: Field) -> str:
    """Return a text that is the same for fields which are due on the same rows."""
    conditions = [
        condition.source if condition else "" for condition in (field.mandatory_when, field.applies_when)
    ]
    return " / ".join(["status", field.mandatory, str(_is_about_events(field)), *conditions])
