"""What is counted over all rows of a return, for its summary and for rules about the whole file."""

from __future__ import annotations

import polars as pl

from opencld.validation.cells import compared, improper, value

COSTS = ("service_component", "cost_frequency_unit_type", "unit_cost")


def event_counts(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Count rows (`events`) by `event_type` (null where blank or unreadable) and `event_end_date`, and by
    `other_spelling`: the type as it was compared, where it is not on the list."""
    event_type = pl.col(value("event_type"))
    by = [
        pl.when(event_type.to_physical() != 0).then(event_type).alias("event_type"),
        pl.col(value("event_end_date")).alias("event_end_date"),
    ]
    is_other = pl.col(improper("event_type"))
    other = compared(pl.col("event_type").cast(pl.String)).alias("other_spelling")
    # grouping by texts is slow, so it is done only where a type is not on the list
    listed = rows.filter(~is_other).group_by(by).agg(pl.len().alias("events"))
    others = rows.filter(is_other).group_by(*by, other).agg(pl.len().alias("events"))
    return pl.concat([listed, others], how="diagonal")


def people(rows: pl.LazyFrame, numbers: pl.DataFrame) -> int:
    """Count people. Source: main tables methodology, person id (NHS number, otherwise the local identifier)."""
    without_number = rows.filter(pl.col("nhs_key").is_null()).select(
        pl.col("person_key").drop_nulls().n_unique()
    )
    return numbers.height + int(without_number.collect().item())


def births(people: pl.DataFrame) -> pl.DataFrame:
    """Count people (`people`) by the first of their dates of birth (`date_of_birth`)."""
    birth = pl.col(f"least {value('date_of_birth')}").alias("date_of_birth")
    return people.lazy().group_by(birth).agg(pl.len().alias("people")).drop_nulls().collect()


def costs(rows: pl.LazyFrame) -> pl.DataFrame:
    """Return the rows with a cost above 0: `row`, cost, and by their places on their lists component and frequency."""
    # a database groups and joins by places in less than half the time that it needs for texts
    columns = [pl.col(value(name)).alias(name) for name in COSTS]
    return rows.filter(pl.col(value("unit_cost")) > 0).select("row", *columns).collect()
