"""The result of each cell as the centre's data quality report puts it: status of the field, validity of the cell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from opencld.specification import Field, Specification
from opencld.specification.expressions import Expression
from opencld.validation.cells import blank, improper, value
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


@dataclass(frozen=True)
class _Mask:
    """The rows on which fields have a status: a column's name, and the condition that fills it (None: all rows)."""

    status: int
    column: str
    condition: pl.Expr | None

    def rows(self) -> pl.Expr:
        return pl.col(self.column) if self.condition is not None else pl.lit(True)


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
        self.sums = [
            expression
            for field in specification.fields
            for expression in self._sums(field, self.masks[field.name])
        ]

    def count(self, batch: pl.DataFrame) -> Counter[tuple[str, int]]:
        """Count the cells of one batch, as `cells` read it and `with_known` added to it."""
        masked = batch.lazy().with_columns(self.conditional)
        sums = masked.select(self.sums).collect().row(0, named=True)
        counted: Counter[tuple[str, int]] = Counter()
        for name, masks in self.masks.items():
            for mask in masks:
                key = f"{name} {mask.column}"
                blank, bad = sums[f"{key} blank"], sums[f"{key} improper"]
                old = (
                    self._release_1(masked, name, mask)
                    if bad and name in self.specification.defined_lists
                    else 0
                )
                rows = sums[f"{key} rows"] if mask.condition is not None else batch.height
                kinds = {BLANK: blank, RELEASE_1: old, INVALID: bad - old, VALID: rows - blank - bad}
                for validity, cells in kinds.items():
                    due = validity == BLANK and mask.status == MANDATORY and name not in BLANK_IS_AN_ANSWER
                    counted[name, mask.status * len(VALIDITIES) + (BLANK_MANDATORY if due else validity)] += (
                        cells
                    )
        return counted

    def _release_1(self, masked: pl.LazyFrame, name: str, mask: _Mask) -> int:
        texts = masked.filter(mask.rows() & pl.col(improper(name))).select(name).collect()[name]
        return sum(self.readings.read(name, text).kind == "release_1" for text in texts)

    def _sums(self, field: Field, masks: list[_Mask]) -> list[pl.Expr]:
        is_blank = pl.col(blank(field.name))
        is_typed = field.data_type not in ("text", "alphanumeric")
        is_improper = pl.col(improper(field.name)) if is_typed else pl.lit(False)
        sums = []
        for mask in masks:
            key = f"{field.name} {mask.column}"
            sums += [
                (mask.rows() & is_blank).sum().alias(f"{key} blank"),
                (mask.rows() & is_improper).sum().alias(f"{key} improper"),
                mask.rows().sum().alias(f"{key} rows"),
            ]
        return sums

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
