"""What pseudonymised events say of a submission as a whole: its stated periods, the release it is written in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from opencld.specification import Specification
from opencld.validation.cell_results import STATUS_COUNTS, result
from opencld.validation.field_results import RELEASE_1


@dataclass(frozen=True)
class Tallies:
    """Different pairs of stated dates, the earliest start, the latest end; cells whose value only Release 1 has, and
    cells whose value only Release 2 has."""

    stated_period_count: int
    stated_start: date | None
    stated_end: date | None
    release_1_cells: int
    release_2_cells: int

    @property
    def release(self) -> str:
        """The release of most cells that tell; Release 2 where none does."""
        return "Release 1" if self.release_1_cells > self.release_2_cells else "Release 2"


def tally(events: Path, specification: Specification) -> Tallies:
    """Return what a file of pseudonymised events comes to."""
    stated = pl.struct("stated_period_start", "stated_period_end")
    both = pl.col("stated_period_start").is_not_null() & pl.col("stated_period_end").is_not_null()
    new = _only_in_release_2(specification)
    lists = specification.defined_lists
    row = pl.scan_parquet(events).select(
        stated.filter(both).n_unique().alias("pairs"),
        pl.col("stated_period_start").min(),
        pl.col("stated_period_end").max(),
        pl.sum_horizontal(
            [(pl.col(result(name)) % STATUS_COUNTS == RELEASE_1).sum().cast(pl.Int64) for name in lists]
        ).alias("release_1"),
        pl.sum_horizontal(
            [pl.col(name).is_in(values).sum().cast(pl.Int64) for name, values in new.items()]
        ).alias("release_2"),
    )
    return Tallies(*row.collect().row(0))


def _only_in_release_2(specification: Specification) -> dict[str, list[str]]:
    old = {(mapped.field, mapped.release1_value) for mapped in specification.release_1_values}
    new: dict[str, list[str]] = {}
    for mapped in specification.release_1_values:
        if mapped.release2_value and (mapped.field, mapped.release2_value) not in old:
            new.setdefault(mapped.field, []).append(mapped.release2_value)
    return new
