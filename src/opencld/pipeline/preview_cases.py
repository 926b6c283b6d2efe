"""The cases behind the figures of a preview, to be looked through."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from opencld.pipeline.identifiers import TOLD


@dataclass(frozen=True)
class FoundCases:
    """A page of cases: so many in `total`, and some of them as texts under their columns' names."""

    total: int
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def seek_cases(cases: pl.DataFrame, words: str = "", first: int = 0, most: int = 50) -> FoundCases:
    """Return cases whose local identifier or event reference holds these words, at most so many from the `first` on."""
    told = [name for name in TOLD if name in cases.columns]
    wanted = words.strip().lower()
    if wanted and told:
        held = [pl.col(name).str.to_lowercase().str.contains(wanted, literal=True) for name in told]
        cases = cases.filter(pl.any_horizontal(held))
    shown = cases.slice(first, most).select(pl.all().cast(pl.String).fill_null(""))
    return FoundCases(cases.height, tuple(cases.columns), tuple(shown.iter_rows()))
