"""Shows a comparison on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from opencld.comparison import sentences
from opencld.comparison.kinds import URGENCIES, Urgency
from opencld.comparison.measured import FIGURE_TITLES, HOW_MEASURED, TEXTS_OF_FIGURES, figure_row, same_told

if TYPE_CHECKING:
    from opencld.comparison import Comparison
    from opencld.comparison.measured import Measured

STYLES: dict[Urgency, str] = {"act": "bold red", "look": "yellow", "know": "green"}
MOST_FIELDS, MOST_UPLIFTS, MOST_FINDINGS, MOST_FIGURES = 12, 10, 12, 40


def print_comparison(console: Console, comparison: Comparison, changes_written: bool) -> None:
    """Print what differs by kind, changed fields, costs, completeness, findings, and what to do next."""
    console.print()
    console.rule("[bold]Comparison", align="left")
    console.print(_facts(comparison))
    if comparison.kinds:
        console.print(_kinds(comparison))
    _print_fields(console, comparison)
    _print_uplifts(console, comparison)
    _print_completeness(console, comparison)
    _print_findings(console, comparison)
    if comparison.measured:
        _print_measured(console, comparison.measured)
    console.print("\n[bold]What to do next")
    for number, step in enumerate(sentences.next_steps(comparison, changes_written), start=1):
        console.print(f" {number}. {escape(step)}")


def _facts(comparison: Comparison) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for label, text in sentences.facts(comparison):
        table.add_row(label, escape(text))
    return table


def _kinds(comparison: Comparison) -> Table:
    table = _table("What differs", "What", "How many", "Remarks")
    for urgency, meaning in URGENCIES.items():
        counts = [count for count in comparison.kinds if count.kind.urgency == urgency]
        if counts:
            table.add_row(f"[{STYLES[urgency]}]{meaning}", "", "")
        for count in counts:
            table.add_row(
                f"  {escape(count.kind.title)}",
                sentences.kind_counted(count),
                sentences.remarks(count, comparison),
            )
    return table


def _print_fields(console: Console, comparison: Comparison) -> None:
    if not comparison.fields:
        return
    table = _table("Fields that changed", "Field", "How", "On", numbers=("Changes", "Filled", "Emptied"))
    ordered = sorted(comparison.fields, key=lambda one: -one.changes)
    for change in ordered[:MOST_FIELDS]:
        table.add_row(*map(escape, sentences.field_row(change)))
    console.print(table)
    _print_rest(console, len(ordered), MOST_FIELDS)


def _print_uplifts(console: Console, comparison: Comparison) -> None:
    changed = [one for one in comparison.uplifts if not one.is_by_provider and (one.raised or one.lowered)]
    if not changed:
        return
    table = _table(
        "Costs of services in both returns",
        "Component",
        "Frequency",
        numbers=("Services", "Raised", "Lowered", "Before", "After", "All", "Typical"),
    )
    for one in changed[:MOST_UPLIFTS]:
        table.add_row(*map(escape, sentences.uplift_row(one)))
    console.print(table)
    _print_rest(console, len(changed), MOST_UPLIFTS)


def _print_completeness(console: Console, comparison: Comparison) -> None:
    changed = sorted((one for one in comparison.completeness if one.change), key=lambda one: one.change)
    if not changed:
        return
    table = _table("Completeness that changed", "Field", numbers=("Last", "This", "Points"))
    for one in changed[:MOST_FIELDS]:
        table.add_row(*map(escape, sentences.completeness_row(one)))
    console.print(table)
    _print_rest(console, len(changed), MOST_FIELDS)


def _print_findings(console: Console, comparison: Comparison) -> None:
    changed = [one for one in comparison.findings if one.mended or one.new_on_line or one.new_with_line]
    if not changed:
        return
    table = _table(
        "Findings new and mended",
        "Rule",
        "Severity",
        "Field",
        "What",
        numbers=("Last", "This", "Mended", "Gone", "New", "With new rows"),
    )
    ordered = sorted(changed, key=lambda one: -(one.new_on_line + one.new_with_line))
    for one in ordered[:MOST_FINDINGS]:
        table.add_row(*map(escape, sentences.finding_row(one)))
    console.print(table)
    _print_rest(console, len(ordered), MOST_FINDINGS)


def _print_measured(console: Console, measured: Measured) -> None:
    texts, numbers = FIGURE_TITLES[:TEXTS_OF_FIGURES], FIGURE_TITLES[TEXTS_OF_FIGURES:]
    table = _table("What it does to each measure", *texts, numbers=numbers)
    for one in measured.changed[:MOST_FIGURES]:
        table.add_row(*map(escape, figure_row(one)))
    console.print(table)
    _print_rest(console, len(measured.changed), MOST_FIGURES)
    for told in (same_told(measured), HOW_MEASURED):
        console.print(told, markup=False)
    for label, days in measured.periods:
        console.print(f"{label}: {days}", markup=False)
    for measure, why in measured.not_shown:
        console.print(f"Not shown, {measure}: {why}", markup=False)
    console.print("\n[bold]What two files cannot show")
    for limit in measured.limits:
        console.print(f" {limit}", markup=False)


def _table(title: str, *texts: str, numbers: tuple[str, ...] = ()) -> Table:
    table = Table(title=f"\n{title}", title_justify="left", title_style="bold", header_style="bold")
    for name in texts:
        table.add_column(name, overflow="fold")
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=len(name) < 8)
    return table


def _print_rest(console: Console, rows: int, shown: int) -> None:
    if rows > shown:
        console.print(f"The first {shown} of {rows}; a report has all.")
