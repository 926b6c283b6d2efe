"""`cld upgrade`: turn a Release 1 return into a Release 2 one."""

from __future__ import annotations

import click

from opencld.cli.repair_options import Request, repair_options, run

CLASSES = ("release-1", "dropped-column")


@click.command()
@repair_options
def upgrade(**options: object) -> None:
    """Turn a return in Release 1 spellings into a Release 2 one.

    Values whose successor is sure and keeps the meaning are changed, and columns that Release 2 has dropped are taken
    out. Values whose meaning may have changed need your decision: draft a file with --draft-decisions, fill in the new
    values, and give it back with --decisions. Every change is written to a log, and every other byte stays as it is.
    """
    run(Request.of(options, frozenset(CLASSES)))
