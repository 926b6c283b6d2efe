"""A preview in words and rows of texts, for the terminal, the page and the workbook alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from opencld.pipeline.coverage import Days
from opencld.pipeline.figures import JOINED_FROM
from opencld.pipeline.previewing import Preview
from opencld.preview import Beside, Figure, limits

RETURN_COLUMNS = ("Return", "Which", "Stated period", "Period the centre will infer", "Rows", "Errors")
AS_IT_SHOULD_BE = 100.0


def return_rows(one: Preview) -> Iterator[tuple[str, ...]]:
    """Yield a row for each return: the columns of RETURN_COLUMNS."""
    for taken in one.taken:
        summary = taken.summary
        yield (
            taken.name,
            "previous" if taken.is_previous else "",
            days(summary.stated_period),
            days(summary.derived_period),
            f"{summary.rows_read:,}",
            f"{summary.findings['error']:,}",
        )


def periods(one: Preview) -> list[tuple[str, str]]:
    """Return of which days the figures are, as labels and texts."""
    covered, before = one.this.covered, one.previous.covered if one.previous else None
    told = [
        ("Measures made of all returns", covered.joined, before.joined if before else None),
        ("Measures made of one return", covered.single, before.single if before else None),
    ]
    lines = [
        (label, f"{days(spanned)}{f'; previous {days(previous)}' if before else ''}")
        for label, spanned, previous in told
    ]
    return lines + [("No return covers", days(gap)) for gap in covered.gaps]


def limits_of(one: Preview) -> list[str]:
    """Return what these files cannot show."""
    start = one.this.covered.joined[0] if one.this.covered.joined else None
    return list(limits(start, JOINED_FROM))


def figure_columns(one: Preview) -> tuple[str, ...]:
    """Return the headings of the rows of figures; the first two are texts."""
    before = ("Previous", "Change") if one.previous else ()
    after = ("Fixed", "By fixing") if one.fixed else ()
    return ("Figure", "Of", "Number", "Out of", "This", *before, *after)


def figure_row(one: Preview, figure: Beside) -> tuple[str, ...]:
    """Return a figure as texts, under `figure_columns`."""
    this = figure.this
    counts = map(_count, (this.numerator, this.denominator) if this else (None, None))
    before = (_value(figure.previous), _change(figure.change)) if one.previous else ()
    after = (_value(figure.fixed), _change(figure.mended)) if one.fixed else ()
    return (figure.name, figure.group, *counts, _value(this), *before, *after)


def reasons(one: Preview) -> list[tuple[str, str]]:
    """Return which measures are not shown, those of one reason together, and the reason."""
    named: dict[str, list[str]] = {}
    for measure, why in one.this.not_shown.items():
        named.setdefault(why, []).append(measure)
    return [(", ".join(names), why) for why, names in named.items()]


def to_look_at(figures: Sequence[Beside]) -> list[Beside]:
    """Leave out fields whose cells are as they should be in every run: there are many."""
    return [one for one in figures if one.measure != "data-quality" or not _is_as_it_should_be(one)]


def days(spanned: Days | None) -> str:
    """Return days as a text."""
    return f"{spanned[0]:%d/%m/%Y} to {spanned[1]:%d/%m/%Y}" if spanned else "none"


def _is_as_it_should_be(one: Beside) -> bool:
    runs = [figure for figure in (one.this, one.previous, one.fixed) if figure]
    return all(figure.value == AS_IT_SHOULD_BE for figure in runs)


def _count(count: int | None) -> str:
    return "" if count is None else f"{count:,}"


def _value(figure: Figure | None) -> str:
    if figure is None:
        return "none"
    return "nobody" if figure.value is None else f"{figure.value:,.1f}".removesuffix(".0")


def _change(change: float | None) -> str:
    if change is None:
        return ""
    return f"{change:+,.1f}".removesuffix(".0") if change else "="
