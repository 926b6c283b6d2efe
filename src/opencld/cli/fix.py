"""`cld fix`: take the suggestions of a check that are safe, and what somebody decided."""

from __future__ import annotations

import click

from opencld.cli.repair_options import Request, repair_options, run
from opencld.errors import Misused


@click.command()
@repair_options
@click.option(
    "--only",
    metavar="CLASSES",
    help="Take only suggestions of these classes, with commas between them, such as case,spaces,release-1.",
)
def fix(only: str | None, **options: object) -> None:
    """Take the suggestions of a check that are safe, and write a log of every change.

    A suggestion is safe where it keeps the value's meaning for certain. Others are taken only from a file of
    decisions: draft one with --draft-decisions, fill in the new values, and give it back with --decisions. Every other
    byte of the return stays as it is. Run on its own output, it changes nothing more.
    """
    run(Request.of(options, classes(only)))


def classes(only: str | None) -> frozenset[str]:
    """Return the classes asked for, all of them by default. Raises Misused for one that does not exist."""
    from opencld.repair import TAKEN
    from opencld.validation.suggestions import NEVER_SAFE

    asked = frozenset(name.strip() for name in only.split(",")) if only is not None else frozenset(TAKEN)
    for name in sorted(asked - set(TAKEN)):
        if name in NEVER_SAFE:
            raise Misused(
                f"Suggestions of class {name!r} always need a decision: draft one with --draft-decisions."
            )
        raise Misused(f"There is no class {name!r} of suggestions. There are {', '.join(TAKEN)}.")
    return asked
