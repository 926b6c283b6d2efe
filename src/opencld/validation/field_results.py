"""The result of each cell in the words of the centre's data quality report: status of the field, validity of the cell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import polars as pl

from opencld.specification import Field, Specification
from opencld.validation.cells import improper, value
from opencld.validation.conditions import Conditions
from opencld.validation.row_rules import Known, RowRules, with_known

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
ABOUT_EVENTS = ("Events (All)", "Requests", "Assessments", "Services", "Reviews")


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
        self.typed = {field.name for field in specification.fields} - {
            field.name for field in specification.fields if field.data_type in ("text", "alphanumeric")
        }
        old: dict[str, list[str]] = {}
        for field, text in specification.release_1_value:
            old.setdefault(field, []).append(text)
        self.expressions = [
            (self._status(field) * len(VALIDITIES) + self._validity(field, old.get(field.name, []))).alias(field.name)
            for field in specification.fields
        ]

    def count(self, batch: pl.DataFrame, known: Known) -> None:
        """Count the cells of one batch, as `cells` read it."""
        codes = with_known(batch, known).lazy().select(self.expressions).collect()
        for name in codes.columns:
            for code, count in codes[name].value_counts().iter_rows():
                self.counted[name, code] += count

    def results(self) -> tuple[FieldResult, ...]:
        """Return the counts in the order of fields, statuses and validities."""
        places = {field.name: field.number for field in self.specification.fields}
        ordered = sorted(self.counted.items(), key=lambda item: (places[item[0][0]], item[0][1]))
        return tuple(
            FieldResult(name, STATUSES[code // len(VALIDITIES)], VALIDITIES[code % len(VALIDITIES)], count)
            for (name, code), count in ordered
        )

    def _status(self, field: Field) -> pl.Expr:
        known = [condition for condition in (field.mandatory_when, field.applies_when) if condition]
        mandatory = self._holds(field.mandatory_when.node) if field.mandatory_when else None
        applies = self._holds(field.applies_when.node) if field.applies_when else pl.lit(True)
        status = pl.when(applies).then(APPLICABLE).otherwise(NOT_APPLICABLE)
        if mandatory is not None:
            status = pl.when(mandatory).then(MANDATORY).otherwise(status)
        elif field.mandatory == "mandatory":
            status = pl.lit(MANDATORY)
        if any("event_type" in condition.names() for condition in known):
            event_type = pl.col(value("event_type")).to_physical()
            status = pl.when((event_type == 0) | event_type.is_null()).then(UNDETERMINED).otherwise(status)
        if self._is_about_events(field):
            status = pl.when(self.is_event).then(status).otherwise(NOT_APPLICABLE)
        return status.cast(pl.UInt8)

    def _holds(self, node: object) -> pl.Expr:
        return self.conditions.expression(node).fill_null(False)  # type: ignore[arg-type]

    def _is_about_events(self, field: Field) -> bool:
        return field.module not in ("Submission Information", "Person Details", "Events (Unpaid carers only)")

    def _validity(self, field: Field, release_1: list[str]) -> pl.Expr:
        text = pl.col(field.name)
        blank = pl.when(self._status(field) == MANDATORY).then(BLANK_MANDATORY).otherwise(BLANK)
        validity = pl.when(text == "").then(blank)
        if field.name in self.typed:
            is_improper = pl.col(improper(field.name))
            if release_1:
                validity = validity.when(is_improper & text.is_in(release_1)).then(RELEASE_1)
            validity = validity.when(is_improper).then(INVALID)
        return validity.otherwise(VALID).cast(pl.UInt8)
