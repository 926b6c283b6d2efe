"""`cld lineage`: say of every row of a submission what became of it."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opencld.cli.centre import HOME, check_installed
from opencld.cli.days import DAY
from opencld.cli.figures import AS_OF, ENGINE, REFERENCE, options, progress, today

if TYPE_CHECKING:
    from opencld.lineage import Lineage

ENDINGS = (".csv", ".parquet")


@click.command()
@click.argument("submission", type=int)
@options(HOME)
@click.option(
    "--kind",
    type=click.Choice(("single", "joined")),
    default="single",
    show_default=True,
    help="The main table to look for the rows in.",
)
@click.option("--from", "start", type=DAY, metavar="DATE", help="First day of the main table's period.")
@click.option(
    "--to",
    "end",
    type=DAY,
    metavar="DATE",
    help="Its last day. Default: the twelve months to the end of the submission's derived period; joined, from 2023.",
)
@options(AS_OF, REFERENCE, ENGINE)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Write all rows: .csv or .parquet."
)
@click.option("--report", type=click.Path(path_type=Path), metavar="FILE", help="Write a page: .html.")
def lineage(
    submission: int,
    home: Path | None,
    kind: str,
    start: date | None,
    end: date | None,
    as_of: date | None,
    reference: Path | None,
    engine: str,
    out: Path | None,
    report: Path | None,
) -> None:
    """Say of every row of a SUBMISSION (its number) what became of it in a main table, and why.

    Each row was refused, not selected with its submission, out of period, without a person, merged into another record
    of the same event, closed, or kept. The counts add up to the rows received.

    \b
    cld lineage 12 --out rows.csv --report lineage.html
    """
    check_installed()
    from opencld.pipeline.figures import read_references
    from opencld.pipeline.lineage import find_traced, trace
    from opencld.saving import check_target, save
    from opencld.settings import read_settings
    from opencld.sql import open_engine
    from opencld.submissions.home import chosen_home

    if out:
        check_target(out, "the rows", ENDINGS, ())
    if report:
        check_target(report, "the page", (".html",), ())
    settings = read_settings()
    folder = chosen_home(home, settings.home)
    traced = find_traced(
        folder, submission, "joined" if kind == "joined" else "single", start, end, as_of or today()
    )
    references = read_references(reference)
    with open_engine(engine, settings.scratch, settings.engine_memory_mb) as opened, progress() as shown:
        made = trace(opened, traced, references, shown)
        if out:
            with tempfile.TemporaryDirectory(prefix="opencld-", dir=settings.scratch) as working:
                written = Path(working) / f"rows{out.suffix.lower()}"
                opened.save("lineage_rows", written)
                save(written.read_bytes(), out, overwrite=True)
        if report:
            from opencld.lineage.page import page

            save(page(made, opened.frame("lineage_rows")).encode(), report, overwrite=True)
    _show(made)


def _show(made: Lineage) -> None:
    from rich.markup import escape
    from rich.table import Table

    from opencld.cli.terminal import terminal

    console = terminal(140)
    console.print(
        f"Submission {made.submission_id} of {made.la_code} {escape(made.la_name)}, {escape(made.file)}: "
        f"{made.received:,} rows received.\nWhat became of them in the {made.table}:"
    )
    if made.why_not:
        console.print(f"The submission was not taken. {made.why_not}")
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Fate")
    table.add_column("Rows", justify="right")
    table.add_column("Why")
    for fate, reason, rows in made.counts.select("fate", "reason", "rows").iter_rows():
        table.add_row(fate, f"{rows:,}", reason)
    table.add_row("in all", f"{made.counts['rows'].sum():,}", "")
    console.print()
    console.print(table)
    console.print()
    for first, last, number, is_this in made.periods.select(
        "reference_period_start", "reference_period_end", "submission_id", "is_this"
    ).iter_rows():
        which = "this submission" if is_this else f"submission {number}" if number else "none"
        console.print(f"Taken for {first:%d/%m/%Y} to {last:%d/%m/%Y}: {which}.")
