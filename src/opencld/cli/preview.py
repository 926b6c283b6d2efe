"""`cld preview`: the figures of returns before they are sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from opencld.cli.days import DAY
from opencld.errors import CannotWrite, Misused

A_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("returns", nargs=-1, required=True, type=A_PATH, metavar="RETURN…")
@click.option(
    "--previous",
    type=A_PATH,
    multiple=True,
    metavar="PATH",
    help="A return sent before: its figures are shown beside, and it gives the figures a history. May be repeated.",
)
@click.option("--spells", type=A_PATH, metavar="PATH", help="A .csv file of hospital spells, for ASCOF 2D.")
@click.option(
    "--fixed", "with_fixed", is_flag=True, help="Show also the figures as they would be after `cld fix`."
)
@click.option(
    "--as-of",
    type=DAY,
    metavar="DATE",
    help="Judge the returns as if received by this day (2026-04-20 or 20/04/2026). Default: today.",
)
@click.option(
    "--reference",
    type=A_PATH,
    metavar="DIR",
    help="A folder with reference tables of your own, each in place of the packaged one of its name.",
)
@click.option(
    "--out", type=A_PATH, metavar="DIR", help="Write the figures here as CSV, and with --cases the cases."
)
@click.option(
    "--cases",
    "with_cases",
    is_flag=True,
    help="With --out, write also who is counted and which step left everybody else out, with local identifiers.",
)
@click.option(
    "--report",
    "report_paths",
    type=A_PATH,
    multiple=True,
    metavar="PATH",
    help="Write a report: .html, one page with charts; .xlsx, a workbook with a sheet for each measure and its cases. "
    "May be given several times.",
)
@click.option("--show-identifiers", is_flag=True, help="Cases also have NHS numbers and names.")
@click.option("--force", is_flag=True, help="Write into a folder that exists.")
def preview(
    returns: tuple[Path, ...],
    previous: tuple[Path, ...],
    spells: Path | None,
    with_fixed: bool,
    as_of: date | None,
    reference: Path | None,
    out: Path | None,
    with_cases: bool,
    report_paths: tuple[Path, ...],
    show_identifiers: bool,
    force: bool,
) -> None:
    """Make the figures that the centre would make of RETURN… alone, before anything is sent.

    Every measure that the returns allow is made by the same tables as `cld measure`; why others are not is said.
    Returns of several authorities may be given: each has figures of its own. Nothing is kept and nothing leaves this
    machine.

    \b
    cld preview this.csv --previous last.csv --fixed

    \b
    Exit codes
      0  the figures are shown, whatever they are
      2  returns that do not belong together or would be rejected, or an option that makes no sense
      3  a file that cannot be read
      4  a folder that cannot be written, or exists already
    """
    check_options(out, with_cases, show_identifiers, force, report_paths, (*returns, *previous))
    from opencld.cli.progress import progress_of
    from opencld.pipeline.previewing import Asked
    from opencld.pipeline.previewing import preview as previews_of

    asked = Asked(
        returns=returns,
        previous=previous,
        as_of=as_of or date.today(),
        reference=reference,
        spells=spells,
        with_cases=with_cases,
        show_identifiers=show_identifiers,
        with_fixed=with_fixed,
    )
    previews = previews_of(asked, progress_of)
    from opencld.pipeline.preview_files import write_previews, write_report

    if out:
        write_previews(previews, out)
    for path in report_paths:
        write_report(path, previews)
    from opencld.cli.previewed import print_previews

    print_previews(previews, out, report_paths)


def check_options(
    out: Path | None,
    with_cases: bool,
    show_identifiers: bool,
    force: bool,
    report_paths: tuple[Path, ...],
    inputs: tuple[Path, ...],
) -> None:
    """Refuse, before anything is read, what could only fail later. Raises Misused, CannotWrite."""
    from opencld import saving

    if with_cases and not out and not any(path.suffix.lower() == ".xlsx" for path in report_paths):
        raise Misused(
            "--cases are too many for the terminal: say where to write them with --out DIR or --report PATH.xlsx."
        )
    if show_identifiers and not with_cases:
        raise Misused("--show-identifiers is about cases. Add --cases, or leave it out.")
    if out and out.exists() and not force:
        raise CannotWrite(f"{out} exists already. Name another folder, or add --force to write into it.")
    for path in report_paths:
        saving.check_target(path, "the report", (".html", ".xlsx"), inputs)
        if path.exists() and not force:
            raise saving.exists_already(path)
