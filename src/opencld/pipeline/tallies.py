"""What pseudonymised events say of a submission as a whole: its stated periods, the release it is written in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from opencld.specification import Specification
from opencld.validation.cell_results import STATUS_COUNTS, result
from opencld.validation.field_results import RELEASE_1


@dataclass(frozen=True)
class Tallies:
    """Pairs of stated dates, each a start or an end that is not stated being None; cells whose value only Release 1
    has, and cells whose value only Release 2 has."""

    stated: frozenset[tuple[date | None, date | None]]
    release_1_cells: int
    release_2_cells: int

    def __add__(self, other: Tallies) -> Tallies:
        return Tallies(
            self.stated | other.stated,
            self.release_1_cells + other.release_1_cells,
            self.release_2_cells + other.release_2_cells,
        )

    @property
    def stated_period_count(self) -> int:
        """How many different periods are stated with both their dates."""
        return sum(None not in period for period in self.stated)

    @property
    def stated_start(self) -> date | None:
        """The earliest start."""
        return min((start for start, _ in self.stated if start), default=None)

    @property
    def stated_end(self) -> date | None:
        """The latest end."""
        return max((end for _, end in self.stated if end), default=None)

    @property
    def release(self) -> str:
        """The release of most cells that tell; Release 2 where none does."""
        return "Release 1" if self.release_1_cells > self.release_2_cells else "Release 2"


NOTHING = Tallies(frozenset(), 0, 0)


class Tallying:
    """Tallies parts of a return."""

    def __init__(self, specification: Specification) -> None:
        new = _only_in_release_2(specification)
        self._counts = (
            _sum(pl.col(result(name)) % STATUS_COUNTS == RELEASE_1 for name in specification.defined_lists),
            _sum(pl.col(name).is_in(values) for name, values in new.items()),
        )

    def of(self, events: pl.DataFrame) -> Tallies:
        """Return what pseudonymised events come to."""
        periods = events.lazy().select("stated_period_start", "stated_period_end").unique()
        counts = events.lazy().select(count.alias(str(place)) for place, count in enumerate(self._counts))
        stated, (cells,) = (frame.rows() for frame in pl.collect_all([periods, counts]))
        return Tallies(frozenset(stated), *cells)


def _sum(flags: Iterable[pl.Expr]) -> pl.Expr:
    return pl.sum_horizontal([flag.sum().cast(pl.Int64) for flag in flags])


def _only_in_release_2(specification: Specification) -> dict[str, list[str]]:
    old = {(mapped.field, mapped.release1_value) for mapped in specification.release_1_values}
    new: dict[str, list[str]] = {}
    for mapped in specification.release_1_values:
        if mapped.release2_value and (mapped.field, mapped.release2_value) not in old:
            new.setdefault(mapped.field, []).append(mapped.release2_value)
    return new
