"""The cases behind the figures of a preview, to be looked through."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from opencld.pipeline.identifiers import HIDDEN, TOLD

LEFT_OUT_BY = "left_out_by"
COUNTED = "Counted"
ALIKE = ("la_code", "period_start", "period_end")
"""Columns that have one value in all cases of a preview."""
TITLES = {"la_person_unique_identifier": "Person", "nhs_number": "NHS number"}


@dataclass(frozen=True)
class FoundCases:
    """A page of cases: so many in `total`, and some of them as texts under the titles of their columns."""

    total: int
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def reasons_in(cases: pl.DataFrame) -> tuple[str, ...]:
    """Return what cases can be chosen by: `Counted`, and the steps of the method that left some out."""
    if LEFT_OUT_BY not in cases.columns:
        return ()
    reasons = cases[LEFT_OUT_BY].unique().sort(nulls_last=False).to_list()
    return tuple(COUNTED if reason is None else reason for reason in reasons)


def seek_cases(
    cases: pl.DataFrame, words: str = "", reason: str = "", first: int = 0, most: int = 50
) -> FoundCases:
    """Return cases, at most so many from the `first` on, whose identifier or event reference holds these words.

    `reason` is one of `reasons_in`; what is blank does not matter. Whatever is the same in all cases is left out.
    """
    told = [name for name in TOLD if name in cases.columns]
    hidden = [name for name in HIDDEN if name in cases.columns]
    if reason and LEFT_OUT_BY in cases.columns:
        is_counted = pl.col(LEFT_OUT_BY).is_null()
        cases = cases.filter(is_counted if reason == COUNTED else pl.col(LEFT_OUT_BY) == reason)
    wanted = words.strip().lower()
    if wanted and told:
        held = [pl.col(name).str.to_lowercase().str.contains(wanted, literal=True) for name in told]
        cases = cases.filter(pl.any_horizontal(held))
    why = [LEFT_OUT_BY] if LEFT_OUT_BY in cases.columns else []
    others = [name for name in cases.columns if name not in (*told, *hidden, *why, *ALIKE)]
    names = [*told, *hidden, *why, *others]
    shown = cases.slice(first, most).select(pl.col(names).cast(pl.String).fill_null(""))
    return FoundCases(cases.height, tuple(map(_title, names)), tuple(shown.iter_rows()))


def _title(name: str) -> str:
    return TITLES.get(name) or name.replace("_", " ").capitalize()
