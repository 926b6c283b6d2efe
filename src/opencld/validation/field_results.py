"""The result of each cell in the words of the centre's data quality report: status of the field, validity of the cell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import polars as pl

from opencld.specification import Field, Specification
from opencld.specification.expressions import Expression
from opencld.validation.cells import improper, value
from opencld.validation.conditions import Conditions
from opencld.validation.row_rules import RowRules

STATUSES = ("Mandatory", "Applicable but not mandatory", "Not applicable", "Undetermined")
VALIDITIES = (
    "Passed: Valid",
    "Passed: Blank (Not Mandatory)",
    "Failed: Blank (Mandatory)",
    "Failed: Invalid",
    "Failed: Release 1",
)
MANDATORY, APPLICABLE, NOT_APPLICABLE, UNDETERMINED = range(4)
VALID, BLANK, BLANK_MANDATORY, INVALID, RELEASE_1 = range(5)
STATES, IS_BLANK, IS_IMPROPER = 3, 1, 2


@dataclass(frozen=True)
class FieldResult:
    """How many cells of a field have a status and validity. Source: main tables methodology, data quality values."""

    field: str
    status: str
    validity: str
    cells: int


class FieldResults:
    """Counts status and validity over batches."""

    def __init__(self, specification: Specification) -> None:
        self.specification = specification
        self.conditions = Conditions(specification)
        self.is_event = RowRules(specification).is_event
        self.counted: Counter[tuple[str, int]] = Counter()
        self.release_1: dict[str, set[str]] = {}
        for field, text in specification.release_1_value:
            self.release_1.setdefault(field, set()).add(text)
        # fields that are due in the same rows share one status column
        self.status_of = {field.name: _situation(field) for field in specification.fields}
        self.statuses = {
            self.status_of[field.name]: self._status(field).alias(self.status_of[field.name])
            for field in specification.fields
        }
        self.states = [self._state(field).alias(field.name) for field in specification.fields]

    def count(self, batch: pl.DataFrame) -> Counter[tuple[str, int]]:
        """Count the cells of one batch, as `cells` read it and `with_known` added to it."""
        counted: Counter[tuple[str, int]] = Counter()
        codes = batch.lazy().with_columns(*self.statuses.values()).select(self.states).collect()
        for name in codes.columns:
            for code, cells in codes[name].value_counts().iter_rows():
                counted.update(self._validities(batch[name], codes[name], code, cells))
        return counted

    def add(self, counted: Counter[tuple[str, int]]) -> None:
        """Add the counts of one batch to those so far."""
        self.counted.update(counted)

    def _validities(
        self, texts: pl.Series, codes: pl.Series, code: int, cells: int
    ) -> dict[tuple[str, int], int]:
        name, counted = texts.name, {}
        status, state = divmod(code, STATES)
        if state == IS_BLANK:
            validity = BLANK_MANDATORY if status == MANDATORY else BLANK
        elif state == IS_IMPROPER:
            known = self.release_1.get(name, set())
            old = sum(text in known for text in texts.gather((codes == code).arg_true())) if known else 0
            counted[name, status * len(VALIDITIES) + RELEASE_1] = old
            cells -= old
            validity = INVALID
        else:
            validity = VALID
        counted[name, status * len(VALIDITIES) + validity] = cells
        return counted

    def results(self) -> tuple[FieldResult, ...]:
        """Return the counts in the order of fields, statuses and validities."""
        places = {field.name: field.number for field in self.specification.fields}
        ordered = sorted(self.counted.items(), key=lambda item: (places[item[0][0]], item[0][1]))
        return tuple(
            FieldResult(name, STATUSES[code // len(VALIDITIES)], VALIDITIES[code % len(VALIDITIES)], cells)
            for (name, code), cells in ordered
            if cells
        )

    def _status(self, field: Field) -> pl.Expr:
        applies = self._holds(field.applies_when) if field.applies_when else pl.lit(True)
        status = pl.when(applies).then(APPLICABLE).otherwise(NOT_APPLICABLE)
        if field.mandatory_when:
            status = pl.when(self._holds(field.mandatory_when)).then(MANDATORY).otherwise(status)
        elif field.mandatory == "mandatory":
            status = pl.lit(MANDATORY)
        conditions = [condition for condition in (field.mandatory_when, field.applies_when) if condition]
        if any("event_type" in condition.names() for condition in conditions):
            event_type = pl.col(value("event_type")).to_physical()
            status = pl.when((event_type == 0) | event_type.is_null()).then(UNDETERMINED).otherwise(status)
        if _is_about_events(field):
            status = pl.when(self.is_event).then(status).otherwise(NOT_APPLICABLE)
        return status.cast(pl.UInt8)

    def _holds(self, condition: Expression) -> pl.Expr:
        return self.conditions.expression(condition.node).fill_null(False)

    def _state(self, field: Field) -> pl.Expr:
        """The status and whether the cell is blank or improper, as one small number."""
        state = (pl.col(field.name) == "").cast(pl.UInt8) * IS_BLANK
        if field.data_type not in ("text", "alphanumeric"):
            state = state + pl.col(improper(field.name)).cast(pl.UInt8) * IS_IMPROPER
        return pl.col(self.status_of[field.name]) * STATES + state


def _is_about_events(field: Field) -> bool:
    return field.module not in ("Submission Information", "Person Details", "Events (Unpaid carers only)")


def _situation(field: Field) -> str:
    conditions = [
        condition.source if condition else "" for condition in (field.mandatory_when, field.applies_when)
    ]
    return " / ".join(["status", field.mandatory, str(_is_about_events(field)), *conditions])
