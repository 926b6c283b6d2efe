"""Shows on the terminal what was repaired, what would be, and what needs a decision."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from opencld.cli.terminal import terminal
from opencld.specification import load_specification

if TYPE_CHECKING:
    import polars as pl

    from opencld.repair import Output, Repaired, Wanted

MOST_UNMET = 5
CARE = "It holds values from the return, personal ones too. Keep it as you keep the return."


def show_repaired(
    repaired: Repaired, output: Output, wanted: Wanted, to_decide: pl.DataFrame, cld_return: Path
) -> None:
    """Say what was changed, where everything is, and what is left to decide."""
    console = terminal()
    if not repaired.is_another:
        console.print("Nothing is to be changed.")
    if repaired.cells:
        console.print(_counts(repaired))
    for change in repaired.about_file:
        what = f"The column {change.field} was taken out." if change.field else f"{change.why}."
        console.print(escape(what))
    if repaired.left:
        console.print(
            f"{repaired.left:,} cells were left as they are: the row's quotes, or the file's encoding, do not take "
            "the new value. Correct them by hand."
        )
    for one in repaired.unmet[:MOST_UNMET]:
        console.print(escape(f"{one.why}: no cell of {one.field} has that value at fault."))
    if len(repaired.unmet) > MOST_UNMET:
        console.print(f"And so with {len(repaired.unmet) - MOST_UNMET:,} more decisions.")
    _say_what_is_left_to_decide(console, to_decide, wanted, cld_return)
    if output.in_place and not repaired.is_another:
        return
    console.print(f"\nThe repaired return is in {escape(str(output.path))}.")
    if repaired.backup:
        backup = output.path.with_name(repaired.backup.name)
        console.print(f"The return as it was is in {escape(str(backup))}.")
    console.print(f"Every change is in {escape(str(output.log))}. {CARE}")
    console.print("Next: check the repaired return. Dates and amounts that can be read now are judged now.")


def _say_what_is_left_to_decide(
    console: Console, to_decide: pl.DataFrame, wanted: Wanted, cld_return: Path
) -> None:
    decided = {(one.field, one.value) for one in wanted.decisions}
    left = [rows for field, value, rows in to_decide.select("field", "before", "rows").iter_rows()
            if (field, value) not in decided]  # fmt: skip
    if left:
        console.print(
            f"{len(left):,} values on {sum(left):,} rows need a decision: "
            f"cld fix {escape(str(cld_return))} --draft-decisions decisions.csv"
        )


def _counts(repaired: Repaired) -> Table:
    table = Table(
        title=f"{repaired.changed:,} cells changed on {repaired.rows:,} rows",
        title_justify="left",
        title_style="bold",
        header_style="bold",
    )
    table.add_column("Class", no_wrap=True)
    table.add_column("Field")
    table.add_column("Cells", justify="right", no_wrap=True)
    for (field, change), cells in sorted(repaired.cells.items(), key=lambda item: (item[0][1], -item[1])):
        table.add_row(change, escape(field), f"{cells:,}")
    return table


def show_preview(changes: pl.DataFrame, dropped: list[str], show: int, show_identifiers: bool) -> None:
    """Show old value, new value and rows of each change, the most frequent first."""
    from opencld.repair import hide_personal

    console = terminal()
    for title in dropped:
        console.print(f"The column {escape(title)} would be taken out.")
    if changes.is_empty():
        console.print("No cell would be changed. Nothing was written.")
        return
    table = Table(title_justify="left", header_style="bold")
    for column in ("Field", "Old value", "New value", "Class"):
        table.add_column(column)
    table.add_column("Rows", justify="right", no_wrap=True)
    shown = changes if show_identifiers else hide_personal(changes, load_specification())
    for field, before, after, change, rows in shown.head(show).iter_rows():
        table.add_row(escape(field), escape(before), escape(after) or "(blank)", change, f"{rows:,}")
    console.print(table)
    if shown.height > show:
        console.print(f"And {shown.height - show:,} more. --show {shown.height} shows all.")
    console.print(f"{changes['rows'].sum():,} cells would be changed. Nothing was written.")


def show_draft(to_decide: pl.DataFrame, path: Path) -> None:
    """Say what to do with a draft of decisions."""
    if to_decide.is_empty():
        click.echo("No value needs a decision.")
        return
    click.echo(
        f"{to_decide.height:,} values on {to_decide['rows'].sum():,} rows need a decision. They are in {path}."
    )
    click.echo(
        "Fill in the column `new value` where you know it, with (blank) where the cell is to be blank, and leave it "
        f"empty where you do not. Then: cld fix RETURN.csv -o FIXED.csv --decisions {path}"
    )
    click.echo(CARE)
