"""What `cld fix` and `cld upgrade` have in common: their options, and how they are carried out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from opencld.cli.days import RECEIVED
from opencld.errors import Misused

if TYPE_CHECKING:
    from opencld.repair import Output, Wanted
    from opencld.validation import Validation

A_PATH = click.Path(path_type=Path)
OPTIONS = (
    click.argument("cld_return", metavar="RETURN", type=A_PATH),
    click.option(
        "-o", "--output", type=A_PATH, metavar="PATH", help="Write the repaired return to this .csv file."
    ),
    click.option(
        "--in-place",
        is_flag=True,
        help="Write over the return itself, and keep it as it was in a file beside it.",
    ),
    click.option(
        "--log",
        type=A_PATH,
        metavar="PATH",
        help="Write the log of changes to this .csv file. Default: beside the output, ending in .changes.csv.",
    ),
    click.option(
        "--dry-run", is_flag=True, help="Show what would be changed, and on how many rows; write nothing."
    ),
    click.option("--show", default=20, show_default=True, metavar="N", help="Changes that --dry-run shows."),
    click.option(
        "--decisions", type=A_PATH, metavar="PATH", help="Take the decisions in this .csv file as well."
    ),
    click.option(
        "--draft-decisions",
        "draft",
        type=A_PATH,
        metavar="PATH",
        help="Write the values that need a decision to a .csv file to be filled in; change nothing.",
    ),
    click.option(
        "--to-utf-8", is_flag=True, help="Write the output in UTF-8, whatever the return is written in."
    ),
    click.option("--force", is_flag=True, help="Write over files that exist."),
    RECEIVED,
    click.option(
        "--show-identifiers",
        is_flag=True,
        help="Show NHS numbers, names, birth dates, postcodes and linked identifiers on the terminal.",
    ),
)


def repair_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that repairing has."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True)
class Request:
    """What was typed."""

    cld_return: Path
    classes: frozenset[str]
    output: Path | None
    in_place: bool
    log: Path | None
    dry_run: bool
    show: int
    decisions: Path | None
    draft: Path | None
    to_utf_8: bool
    force: bool
    as_of: date | None
    show_identifiers: bool

    @classmethod
    def of(cls, options: dict[str, Any], classes: frozenset[str]) -> Request:
        """Put together what click has parsed."""
        return cls(classes=classes, **options)


def run(request: Request) -> None:
    """Do what was asked for: draft decisions, show what would change, or change it."""
    from opencld.cli.progress import progress_of
    from opencld.cli.repaired import show_draft, show_preview, show_repaired
    from opencld.repair import check_for_repair, preview, repair, undecided, write_draft
    from opencld.specification import load_specification

    output = check_request(request)
    wanted = wanted_by(request)
    with progress_of(f"Checking {Path(request.cld_return).name}") as progress:
        checked = check_for_repair(request.cld_return, request.as_of, progress)
    to_decide = undecided(checked)
    if request.draft:
        write_draft(request.draft, to_decide, load_specification())
        show_draft(to_decide, request.draft)
    elif output is None:
        show_preview(
            preview(checked, wanted), dropped(checked, wanted), request.show, request.show_identifiers
        )
    else:
        show_repaired(repair(checked, wanted, output), output, wanted, to_decide, request.cld_return)
    checked.close()


def wanted_by(request: Request) -> Wanted:
    """Return which changes are wanted; the file of decisions is read for it."""
    from opencld.repair import Wanted, read_decisions
    from opencld.specification import load_specification

    decisions = read_decisions(request.decisions, load_specification()) if request.decisions else ()
    return Wanted(request.classes, decisions)


def dropped(checked: Validation, wanted: Wanted) -> list[str]:
    """Return the headers of columns that would be taken out."""
    from opencld.repair import DROPPED_COLUMN

    if checked.original is None or DROPPED_COLUMN not in wanted.classes:
        return []
    columns = checked.original.columns
    return [columns.titles[place] for place in columns.dropped]


def check_request(request: Request) -> Output | None:
    """Return where to write, None where nothing is to be; refuse, before the check, what could only fail after it.

    Raises Misused, CannotRead, CannotWrite.
    """
    asked = [bool(request.output), request.in_place, request.dry_run, bool(request.draft)]
    if sum(asked) != 1:
        raise Misused(
            "Say one of: where to write (-o FIXED.csv), --in-place, --dry-run, or --draft-decisions DECISIONS.csv."
        )
    if str(request.cld_return) == "-":
        raise Misused("Standard input cannot be repaired, for it is read twice. Save it to a file first.")
    if request.draft:
        check_new(request.draft, "the decisions", request)
    if request.dry_run or request.draft:
        return None
    return output_in_place(request) if request.in_place else output_beside(request)


def output_beside(request: Request) -> Output:
    """Return where to write a repaired return of its own."""
    from opencld.repair import Output

    path = request.output
    assert path is not None, "asked for before"
    log = request.log or path.with_suffix(".changes.csv")
    check_new(path, "the repaired return", request)
    check_new(log, "the change log", request)
    if path.resolve() == log.resolve():
        raise Misused(f"{log} is named for the repaired return and for its log. Give each a file of its own.")
    return Output(path, log, to_utf_8=request.to_utf_8)


def output_in_place(request: Request) -> Output:
    """Return where to write where the return itself is to be written over."""
    from opencld.repair import Output
    from opencld.repair.repairing import free_name
    from opencld.returns.source import Source

    source = Source(request.cld_return)
    source.close()
    if source.kind != "text":
        raise Misused(f"{source.name} is packed, or a workbook. Name a file for the repaired return with -o.")
    path = request.cld_return
    log = request.log or free_name(path, f"{path.stem}.changes", ".csv")
    if request.log:
        check_new(log, "the change log", request)
    return Output(path, log, in_place=True, to_utf_8=request.to_utf_8)


def check_new(path: Path, what: str, request: Request) -> None:
    """Refuse a place where something is already, unless it may be written over. Raises Misused, CannotWrite."""
    from opencld import saving
    from opencld.errors import CannotWrite

    inputs = [path for path in (request.cld_return, request.decisions) if path]
    saving.check_target(path, what, (".csv",), inputs)
    if path.exists() and not request.force:
        raise CannotWrite(
            f"{path} exists already. Name another file for {what}, or add --force to write over it."
        )
