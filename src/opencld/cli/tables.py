"""`cld tables`: make main tables, and write down the reference tables they rest on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from opencld.cli.centre import HOME
from opencld.cli.figures import AS_OF, ENGINE, FORMAT, FROM, OUT, REFERENCE, TO, options, run, today

if TYPE_CHECKING:
    from opencld.main_tables import Kind


@click.group()
def tables() -> None:
    """Make the main tables: one row per event, from the submissions landed so far."""


@tables.command()
@options(HOME, FROM, TO, AS_OF, REFERENCE, ENGINE, OUT, FORMAT)
def single(**asked: Any) -> None:
    """Make the table of twelve months from one submission per local authority, with costs.

    \b
    cld tables single --from 2025-04-01 --to 2026-03-31 --as-of 2026-05-05 --out tables
    """
    _make("single", **asked)


@tables.command()
@options(HOME, FROM, TO, AS_OF, REFERENCE, ENGINE, OUT, FORMAT)
def joined(**asked: Any) -> None:
    """Make the table of a longer span from one submission per local authority and quarter, without costs.

    \b
    cld tables joined --from 2023-04-01 --to 2026-03-31 --as-of 2026-05-05 --out tables
    """
    _make("joined", **asked)


def _make(
    kind: Kind,
    home: Path | None,
    start: date,
    end: date,
    as_of: date | None,
    reference: Path | None,
    engine: str,
    out: Path | None,
    suffix: str,
) -> None:
    from opencld.pipeline.figures import Asked

    asked = Asked(
        kind, start, end, None, None, as_of or today(), str(reference) if reference else None, engine
    )
    run(home, asked, out, suffix)


@tables.command()
@options(REFERENCE)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The folder to write them to.",
)
def reference(reference: Path | None, out: Path) -> None:
    """Write the reference tables as CSV files: mappings to Release 2, ranks, authorities, populations.

    Change a file, keep it alone in a folder, and name that folder with --reference.
    """
    from opencld.pipeline.figures import read_references
    from opencld.pipeline.outputs import write_references

    written = write_references(read_references(reference), out)
    click.echo(f"{written} reference tables were written to {out}.")
