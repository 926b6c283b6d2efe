"""Events that several returns tell differently: the same event for the centre, with another end or outcome."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

WORDED = (
    "event_type_folded", "client_type_folded", "request_route_of_access_folded", "assessment_type_folded",
    "service_type_folded", "service_component_folded",
)  # fmt: skip


def contradicting_events(files: Sequence[Path]) -> int:
    """Return how many events of an authority are in several files of pseudonymised events with ends or outcomes that
    cannot both be right; a blank one contradicts nothing. Source of what makes an event the same: main tables
    methodology, step E2, where the end of a service does not tell it from another.
    """
    if len(files) < 2:
        return 0
    is_service = pl.col("event_type_folded").str.contains("SERVICE")
    keys = [
        pl.coalesce("nhs_number", "la_person_id").alias("person"),
        "event_start",
        *(pl.col(name).cast(pl.String) for name in WORDED),
        pl.when(~is_service).then(pl.col("event_end")).alias("end_of_other"),
    ]
    events = pl.scan_parquet(list(files)).with_columns(pl.col(WORDED[0]).cast(pl.String))
    told = [pl.col(name).drop_nulls().n_unique() > 1 for name in ("event_end", "event_outcome_folded")]
    several = pl.col("submission_id").n_unique() > 1
    grouped = events.group_by(keys).agg((several & (told[0] | told[1])).alias("is_contradicted"))
    return int(grouped.select(pl.col("is_contradicted").sum()).collect().item())
