"""The reporting period that a file states: the pair of dates on most of its rows."""

from __future__ import annotations

from collections import Counter
from datetime import date

import polars as pl

from opencld.validation.cells import PERIOD, value

PAIR = tuple(value(name) for name in PERIOD)
Period = tuple[date, date]


class StatedPeriods:
    """Counts the pairs of dates over batches; pairs that cannot be read do not count."""

    def __init__(self) -> None:
        self.pairs: Counter[Period] = Counter()

    def count(self, batch: pl.DataFrame) -> Counter[Period]:
        """Count the pairs of one batch, as `cells` read it."""
        pairs = batch.lazy().select(PAIR).drop_nulls().group_by(PAIR).len().collect()
        return Counter({(start, end): rows for start, end, rows in pairs.iter_rows()})

    def add(self, counted: Counter[Period]) -> None:
        """Add the counts of one batch to those so far."""
        self.pairs.update(counted)

    def commonest(self) -> Period | None:
        """Return the commonest pair, the later one where two are as common; None where none can be read."""
        if not self.pairs:
            return None
        return max(self.pairs, key=lambda pair: (self.pairs[pair], pair[1], pair[0]))
