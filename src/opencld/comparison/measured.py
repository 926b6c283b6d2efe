"""What a return does to each measure: its figures then and now, as whoever made them hands them over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from opencld import saving
from opencld.validation.findings import FORMATS

FIGURE_TITLES = ("Measure", "Figure", "Of", "Last", "This", "Change")
TEXTS_OF_FIGURES = 3
"""So many titles, from the first, are of texts; the others are of numbers."""
SCHEMA = {
    "measure": pl.String, "figure": pl.String, "group": pl.String, "last": pl.Float64, "this": pl.Float64,
    "change": pl.Float64, "numerator": pl.Int64, "denominator": pl.Int64, "not_shown": pl.String,
}  # fmt: skip
HOW_MEASURED = (
    "Last is what the centre would make of the last return alone, This what it would make once it has this one too. "
    "Each is of the twelve months that its returns end with, so that people and events of different months count; "
    "latest person details have everybody of all months that the returns cover."
)


@dataclass(frozen=True)
class FigureChange:
    """A figure of a measure then and now, None where nobody is counted; `numerator` and `denominator` are now's."""

    measure: str
    figure: str
    group: str
    last: float | None
    this: float | None
    numerator: int | None = None
    denominator: int | None = None

    @property
    def change(self) -> float | None:
        """How much it has changed, where there is a figure then and now."""
        return None if self.last is None or self.this is None else round(self.this - self.last, 2)


@dataclass(frozen=True)
class Measured:
    """What two returns do to measures. `periods` say of which days the figures are, as labels and texts; `not_shown`
    names measures without figures, and why; `limits` say what two files cannot show."""

    periods: tuple[tuple[str, str], ...]
    figures: tuple[FigureChange, ...]
    not_shown: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]

    @property
    def changed(self) -> tuple[FigureChange, ...]:
        """The figures that are not the same then and now."""
        return tuple(one for one in self.figures if one.last != one.this)


def figure_row(one: FigureChange) -> tuple[str, ...]:
    """Return a figure as texts, under FIGURE_TITLES."""
    change = "" if one.change is None else "=" if not one.change else _number(one.change, "+,.1f")
    return (one.measure, one.figure, one.group, _told(one.last), _told(one.this), change)


def same_told(measured: Measured) -> str:
    """Return how many figures have not changed, in words; "" where all have."""
    same = len(measured.figures) - len(measured.changed)
    return f"{same:,} of {len(measured.figures):,} figures are the same." if same else ""


def write_figures(path: Path, measured: Measured) -> None:
    """Write all figures, one a row, to a `.csv`, `.parquet` or `.json` file, whole or not at all; and a row for each
    measure that has none, with the reason. Raises Misused for another ending, CannotWrite."""
    saving.check_ending(path, FORMATS)
    frame = pl.DataFrame(list(_rows(measured)), schema=SCHEMA, orient="row")
    with saving.whole(path, "the figures") as unfinished:
        match path.suffix.lower():
            case ".csv":
                frame.write_csv(unfinished)
            case ".parquet":
                frame.write_parquet(unfinished)
            case _:
                frame.write_json(unfinished)


def _rows(measured: Measured) -> Iterator[tuple[object, ...]]:
    for one in measured.figures:
        counts = (one.numerator, one.denominator)
        yield (one.measure, one.figure, one.group, one.last, one.this, one.change, *counts, None)
    for measure, why in measured.not_shown:
        yield (measure, *[None] * (len(SCHEMA) - 2), why)


def _told(value: float | None) -> str:
    return "none" if value is None else _number(value, ",.1f")


def _number(value: float, how: str) -> str:
    return format(value, how).removesuffix(".0")
