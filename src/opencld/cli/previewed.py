"""Shows a preview on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from opencld.measures import find_measure
from opencld.pipeline.figures import JOINED_FROM
from opencld.pipeline.preview_files import figures_beside
from opencld.preview import limits

if TYPE_CHECKING:
    from opencld.pipeline.coverage import Days
    from opencld.pipeline.previewing import Preview
    from opencld.preview import Beside, Figure

AS_IT_SHOULD_BE = 100.0
QUALITY = "data-quality"


def print_previews(previews: Sequence[Preview], out: Path | None) -> None:
    """Print each authority's figures, what cannot be shown, and what to bear in mind."""
    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=120)
    for one in previews:
        _print(console, one)
    if out:
        console.print(f"\nThe figures are in {out}.", markup=False)


def _print(console: Console, one: Preview) -> None:
    console.print()
    console.rule(f"[bold]{escape(one.this.la_code)} {escape(one.this.la_name)}", align="left")
    console.print(_returns(one))
    for label, days in _periods(one):
        console.print(f"{label}: {days}", markup=False)
    for remark in one.remarks:
        console.print(f"[yellow]Note[/] {escape(remark)}")
    for measure, figures in groupby(figures_beside(one), key=lambda figure: figure.measure):
        _print_measure(console, one, measure, list(figures))
    if one.this.not_shown:
        console.print("\n[bold]Not shown")
        reasons: dict[str, list[str]] = {}
        for measure, why in one.this.not_shown.items():
            reasons.setdefault(why, []).append(measure)
        for why, names in reasons.items():
            console.print(f" {', '.join(names)}: {why}", markup=False)
    console.print("\n[bold]What a few files cannot show")
    start = one.this.covered.joined[0] if one.this.covered.joined else None
    for limit in limits(start, JOINED_FROM):
        console.print(f" {limit}", markup=False)


def _returns(one: Preview) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Return", "", "Stated period", "Period the centre will infer"):
        table.add_column(name)
    table.add_column("Rows", justify="right")
    table.add_column("Errors", justify="right")
    for taken in one.taken:
        summary = taken.summary
        table.add_row(
            escape(taken.path.name),
            "previous" if taken.is_previous else "",
            _days(summary.stated_period),
            _days(summary.derived_period),
            f"{summary.rows_read:,}",
            f"{summary.findings['error']:,}",
        )
    return table


def _periods(one: Preview) -> list[tuple[str, str]]:
    covered, before = one.this.covered, one.previous.covered if one.previous else None
    told = [
        ("Measures made of all returns", covered.joined, before.joined if before else None),
        ("Measures made of one return", covered.single, before.single if before else None),
    ]
    lines = [
        (label, f"{_days(days)}{f'; previous {_days(previous)}' if before else ''}")
        for label, days, previous in told
    ]
    lines += [("No return covers", _days(gap)) for gap in covered.gaps]
    return lines


def _print_measure(console: Console, one: Preview, measure: str, figures: list[Beside]) -> None:
    shown = [figure for figure in figures if measure != QUALITY or not _is_as_it_should_be(figure)]
    console.print(f"\n[bold]{escape(find_measure(measure).title)}[/] [dim]{measure}")
    if len(shown) < len(figures):
        console.print(f"{len(figures) - len(shown)} fields are at 100 percent.")
    if not shown:
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("Figure")
    table.add_column("Of")
    headings = ["Number", "Out of", "This"]
    headings += ["Previous", "Change"] if one.previous else []
    headings += ["Fixed", "By fixing"] if one.fixed else []
    for name in headings:
        table.add_column(name, justify="right")
    for figure in shown:
        this = figure.this
        counts = map(_count, (this.numerator, this.denominator) if this else (None, None))
        cells = [*counts, _value(this)]
        cells += [_value(figure.previous), _change(figure.change)] if one.previous else []
        cells += [_value(figure.fixed), _change(figure.mended)] if one.fixed else []
        table.add_row(escape(figure.name), escape(figure.group), *cells)
    console.print(table)


def _is_as_it_should_be(one: Beside) -> bool:
    runs = [figure for figure in (one.this, one.previous, one.fixed) if figure]
    return all(figure.value == AS_IT_SHOULD_BE for figure in runs)


def _days(days: Days | None) -> str:
    return f"{days[0]:%d/%m/%Y} to {days[1]:%d/%m/%Y}" if days else "none"


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
