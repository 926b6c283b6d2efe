"""What is noticed of each stretch of rows while it is at hand, so that it need not be sought among all rows again."""

from __future__ import annotations

import polars as pl

from opencld.specification import Specification
from opencld.validation import candidates, counted


class Noticed:
    """Notices links, references that look like NHS numbers, and counts of events, stretch by stretch."""

    def __init__(self, specification: Specification) -> None:
        self.specification = specification
        self._links: list[pl.DataFrame] = []
        self._references: list[pl.DataFrame] = []
        self._event_counts: list[pl.DataFrame] = []

    def look(self, rows: pl.DataFrame) -> None:
        """Look at some rows, as `RowsRead` keeps them."""
        at_hand = rows.lazy()
        for found, query in (
            (self._links, candidates.links_in(at_hand, self.specification)),
            (self._references, candidates.ten_digits_in(at_hand)),
            (self._event_counts, counted.event_counts(at_hand)),
        ):
            found.append(query.collect())

    @property
    def links(self) -> pl.DataFrame:
        """All links of rows that are not a service user's; see `candidates.links_in`."""
        return pl.concat(self._links)

    @property
    def references(self) -> pl.DataFrame:
        """All references and local identifiers that may be NHS numbers; see `candidates.ten_digits_in`."""
        return pl.concat(self._references)

    @property
    def event_counts(self) -> pl.DataFrame:
        """Counts of events, of each stretch by itself; see `counted.event_counts`."""
        return pl.concat(self._event_counts)
