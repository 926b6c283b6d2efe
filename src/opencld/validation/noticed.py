"""What is noticed of each stretch of rows while it is at hand, so that it need not be sought among all rows again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from opencld.specification import Specification
from opencld.validation import candidates, counted


class Noticed(NamedTuple):
    """What some rows show: links of rows that are not a service user's, references and local identifiers that may be
    NHS numbers, and counts of events. The columns are those of `candidates.links_in`, `candidates.ten_digits_in` and
    `counted.event_counts`."""

    links: pl.DataFrame
    ten_digits: pl.DataFrame
    event_counts: pl.DataFrame

    def moved(self, rows: int) -> Noticed:
        """Return the same of rows that stand behind so many others."""
        behind = pl.col("row") + rows
        return Noticed(
            self.links.with_columns(behind), self.ten_digits.with_columns(behind), self.event_counts
        )


def noticed_in(rows: pl.DataFrame, specification: Specification) -> Noticed:
    """Look at some rows, as they are judged."""
    at_hand = rows.lazy()
    looks = [
        candidates.links_in(at_hand, specification),
        candidates.ten_digits_in(at_hand),
        counted.event_counts(at_hand),
    ]
    return Noticed(*pl.collect_all(looks))


def together(noticed: Sequence[Noticed]) -> Noticed:
    """Put together what several stretches show; an event count of each stays by itself."""
    return Noticed(
        pl.concat([one.links for one in noticed]),
        pl.concat([one.ten_digits for one in noticed]),
        pl.concat([one.event_counts for one in noticed]),
    )
