"""`cld compare`: compare a return with the one before it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opencld.cli.days import DAY
from opencld.cli.progress import progress_of

if TYPE_CHECKING:
    from opencld.comparison import Comparison
    from opencld.validation.one_pass import Progress


@click.command()
@click.argument("last", type=click.Path(path_type=Path))
@click.argument("this", type=click.Path(path_type=Path))
@click.option(
    "--as-of",
    type=DAY,
    metavar="DATE",
    help="Judge both returns as if received on this day (2026-04-20 or 20/04/2026). Default: today.",
)
@click.option(
    "--report",
    "report_paths",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="PATH",
    help="Write a report: .html, one page with charts; .xlsx, a workbook with every difference; .md, a summary without "
    "personal data. May be given several times.",
)
@click.option(
    "--changes",
    "changes_path",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Write every difference, one a line, to a .csv, .parquet or .json file.",
)
@click.option(
    "--measures",
    "with_measures",
    is_flag=True,
    help="Show also what THIS does to each measure: figures of LAST, and once THIS is there. Checks both once more.",
)
@click.option(
    "--figures",
    "figures_path",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Write the figures of --measures, one a line, to a .csv, .parquet or .json file.",
)
@click.option(
    "--show-identifiers",
    is_flag=True,
    help="Show NHS numbers, names, birth dates, postcodes, linked identifiers and descriptions instead of [hidden].",
)
@click.option("--force", is_flag=True, help="Overwrite outputs that exist.")
def compare(
    last: Path,
    this: Path,
    as_of: date | None,
    report_paths: tuple[Path, ...],
    changes_path: Path | None,
    with_measures: bool,
    figures_path: Path | None,
    show_identifiers: bool,
    force: bool,
) -> None:
    """Compare THIS return with the LAST one: what is new, ended, changed, late or missing, and what to do about it.

    Both are returns of one authority, the earlier one first, in any form of file that `cld validate` reads. An event
    is the same whatever its reference, as the centre tells events apart. Nothing is changed and nothing leaves this
    machine.

    \b
    Exit codes
      0  compared, whatever differs
      2  returns that do not belong together, or an option that makes no sense
      3  a file that cannot be read
      4  a file that cannot be written, or exists already
    """
    from opencld.comparison import check_targets, write_changes, write_report
    from opencld.comparison import compare as lay_beside
    from opencld.comparison.measured import write_figures

    check_targets(report_paths, changes_path, (last, this), force, figures_path)
    comparison = lay_beside(last, this, as_of, show_identifiers, _progress_of)
    if with_measures or figures_path:
        from opencld.pipeline.measured import measure_both

        comparison.measured = measure_both(last, this, as_of or date.today(), _progress_of)
    if figures_path and comparison.measured:
        write_figures(figures_path, comparison.measured)
    if changes_path:
        write_changes(changes_path, comparison)
    for path in report_paths:
        write_report(path, comparison)
    _show(comparison, changes_path, figures_path, report_paths)
    comparison.close()


@contextmanager
def _progress_of(doing: str) -> Iterator[Progress]:
    if doing.startswith("Checking"):
        with progress_of(doing) as progress:
            yield progress
        return
    if sys.stderr.isatty():
        click.echo(f"{doing} ...", err=True)
    yield lambda _done, _all: None


def _show(
    comparison: Comparison,
    changes_path: Path | None,
    figures_path: Path | None,
    report_paths: tuple[Path, ...],
) -> None:
    from opencld.cli.compared import print_comparison
    from opencld.cli.terminal import terminal

    console = terminal()
    print_comparison(console, comparison, bool(changes_path))
    if changes_path:
        console.print(f"Every difference is in {changes_path}.", markup=False)
    if figures_path:
        console.print(f"The figures of each measure are in {figures_path}.", markup=False)
    for path in report_paths:
        console.print(f"The report is in {path}.", markup=False)
    if not comparison.measured:
        console.print("To see what it does to each measure, such as ASCOF, add --measures.", markup=False)
