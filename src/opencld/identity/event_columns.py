"""The columns of a file of pseudonymised events, with what each holds. All that reads it relies on this page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from opencld.specification import Specification
from opencld.validation.cell_results import result

AMOUNT = pl.Decimal(18, 2)


@dataclass(frozen=True)
class EventColumn:
    """A column: its name, its type, and what it holds. Blank is null everywhere."""

    name: str
    type: pl.DataType
    meaning: str


def folded(name: str) -> str:
    """Return the name of the column that holds a list field's texts as the published method compares them."""
    return f"{name}_folded"


def event_columns(specification: Specification) -> tuple[EventColumn, ...]:
    """Return all columns in the order of the file."""
    return tuple(
        EventColumn(name, kind, meaning)
        for columns in (
            FIXED,
            *(_of_list(name, specification.field[name].header) for name in specification.defined_lists),
            (
                (result(field.name), pl.UInt8(), f"status and validity of the cell in {field.header}")
                for field in specification.fields
            ),
        )
        for name, kind, meaning in columns
    )


def empty_events(specification: Specification) -> pl.DataFrame:
    """Return a frame of events without rows."""
    return pl.DataFrame(schema={column.name: column.type for column in event_columns(specification)})


def _of_list(name: str, header: str) -> Iterator[tuple[str, pl.DataType, str]]:
    yield name, pl.Categorical(), f"{header} as submitted, but for hidden identifiers"
    yield folded(name), pl.Categorical(), "the same in capitals, without spaces at the end"


FIXED: tuple[tuple[str, pl.DataType, str], ...] = (
    ("submission_id", pl.Int64(), "number of the submission"),
    ("record_id", pl.Int64(), "number of the row through all submissions"),
    ("la_code", pl.String(), "the authority for which the submission was landed"),
    ("nhs_number", pl.String(), "pseudonym of the NHS number as submitted, a valid one or not"),
    ("traced_nhs_number", pl.String(), "pseudonym of the traced NHS number; null until there is tracing"),
    ("la_person_id", pl.String(), "pseudonym of LA Person Unique Identifier within the authority"),
    ("linked_person_1", pl.String(), "pseudonym of Adult 1 Linked Person_ID, of the same kind as la_person_id"),
    ("linked_person_2", pl.String(), "pseudonym of Adult 2 Linked Person_ID, of the same kind as la_person_id"),
    ("linked_person_3", pl.String(), "pseudonym of Adult 3 Linked Person_ID, of the same kind as la_person_id"),
    ("stated_period_start", pl.Date(), "Reporting Period Start Date"),
    ("stated_period_end", pl.Date(), "Reporting Period End Date"),
    ("event_start", pl.Date(), "Event Start Date"),
    ("event_end", pl.Date(), "Event End Date as submitted"),
    ("date_of_death", pl.Date(), "Date of Death"),
    ("birth_year", pl.Int32(), "year of Date of Birth"),
    ("birth_month", pl.Int32(), "month of Date of Birth"),
    ("age_at_event_start", pl.Int32(), "days from birth to the event's start over 365.25, rounded down"),
    ("unit_cost", AMOUNT, "Unit Cost, rounded half away from zero"),
    ("planned_units_per_week", AMOUNT, "Planned units per week, rounded half away from zero"),
    ("adults_cared_for", pl.Int32(), "No. of adults being cared for"),
    ("conversation", pl.Int32(), "1 where the description names a conversation, else 0"),
    ("postcode_district", pl.String(), "first half of the postcode"),
    ("gp_practice_code", pl.Categorical(), "GP Practice Code as submitted, but for hidden identifiers"),
    ("provider_cqc_location_id", pl.Categorical(), "Provider CQC Location ID as submitted, but for hidden identifiers"),
)  # fmt: skip
