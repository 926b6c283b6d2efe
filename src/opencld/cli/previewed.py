"""Shows a preview on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from opencld.cli.terminal import terminal
from opencld.measures import find_measure
from opencld.pipeline import preview_sentences as sentences
from opencld.pipeline.preview_files import figures_beside

if TYPE_CHECKING:
    from opencld.pipeline.previewing import Preview
    from opencld.preview import Beside


def print_previews(previews: Sequence[Preview], out: Path | None, reports: Sequence[Path]) -> None:
    """Print each authority's figures, what cannot be shown, and what to bear in mind."""
    console = terminal()
    for one in previews:
        _print(console, one)
    if out:
        console.print(f"\nThe figures are in {out}.", markup=False)
    for path in reports:
        console.print(f"The report is in {path}.", markup=False)


def _print(console: Console, one: Preview) -> None:
    console.print()
    console.rule(f"[bold]{escape(one.this.la_code)} {escape(one.this.la_name)}", align="left")
    console.print(_table(sentences.RETURN_COLUMNS, 4, sentences.return_rows(one)))
    for label, days in sentences.periods(one):
        console.print(f"{label}: {days}", markup=False)
    for remark in one.remarks:
        console.print(f"[yellow]Note[/] {escape(remark)}")
    for measure, figures in groupby(figures_beside(one), key=lambda figure: figure.measure):
        _print_measure(console, one, measure, list(figures))
    if one.this.not_shown:
        console.print("\n[bold]Not shown")
        for names, why in sentences.reasons(one):
            console.print(f" {names}: {why}", markup=False)
    console.print("\n[bold]What a few files cannot show")
    for limit in sentences.limits_of(one):
        console.print(f" {limit}", markup=False)


def _print_measure(console: Console, one: Preview, measure: str, figures: list[Beside]) -> None:
    shown = sentences.to_look_at(figures)
    console.print(f"\n[bold]{escape(find_measure(measure).title)}[/] [dim]{measure}")
    if len(shown) < len(figures):
        console.print(f"{len(figures) - len(shown)} fields are at 100 percent.")
    if shown:
        rows = (sentences.figure_row(one, figure) for figure in shown)
        console.print(_table(sentences.figure_columns(one), 2, rows))


def _table(columns: Sequence[str], texts: int, rows: Iterable[tuple[str, ...]]) -> Table:
    """A table whose first columns are texts and the others numbers."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for place, name in enumerate(columns):
        table.add_column(name, justify="left" if place < texts else "right")
    for row in rows:
        table.add_row(*map(escape, row))
    return table
