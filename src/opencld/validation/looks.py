"""Quick looks at rows, which tell on which of them a costly condition could fail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple

import polars as pl

from opencld.validation.cells import each_text_once


class Look(NamedTuple):
    """A look at some columns of rows, which says of each row whether it shows a sign; null where that is unknown."""

    columns: tuple[str, ...]
    see: Callable[[pl.DataFrame], pl.Series]

    def among(self, batch: pl.DataFrame, positions: pl.Series) -> pl.Series:
        """Return those of the positions in a batch where the look sees its sign."""
        if positions.is_empty():
            return positions
        rows = pl.DataFrame([batch[name][positions] for name in self.columns])
        return positions.filter(self.see(rows).fill_null(False))


def look_by(expression: pl.Expr) -> Look:
    """Return a look that sees where an expression is true."""

    def see(rows: pl.DataFrame) -> pl.Series:
        return rows.select_seq(expression).to_series()

    # to find out which columns it reads takes a while
    return Look(tuple(set(expression.meta.root_names())), see)


@cache
def look_for(field: str, pattern: str) -> Look:
    """Return a look that sees where a field's text holds a pattern, the same one each time."""
    return Look((field,), lambda rows: each_text_once(rows[field], lambda each: each.str.contains(pattern)))


def seen_by_all(batch: pl.DataFrame, looks: Iterable[Look], positions: pl.Series) -> pl.Series:
    """Return those of the positions where each look sees its sign."""
    for look in looks:
        positions = look.among(batch, positions)
    return positions


def seen_by_any(batch: pl.DataFrame, ways: Sequence[Sequence[Look]], positions: pl.Series) -> pl.Series:
    """Return those of the positions, in ascending order, where all looks of one of several ways see their signs."""
    # several may begin with the same look
    first = {look: look.among(batch, positions) for look in dict.fromkeys(looks[0] for looks in ways)}
    found = [seen_by_all(batch, looks[1:], first[looks[0]]) for looks in ways]
    return found[0] if len(found) == 1 else pl.concat(found).unique().sort()
