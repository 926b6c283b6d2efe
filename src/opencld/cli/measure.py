"""`cld measure`: make the figures of a measure."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from opencld.cli.centre import HOME
from opencld.cli.days import DAY
from opencld.cli.figures import AS_OF, ENGINE, FORMAT, OUT, REFERENCE, options, run, today
from opencld.errors import Misused


@click.command()
@click.argument("names", nargs=-1, metavar="NAME…")
@click.option("--list", "with_list", is_flag=True, help="List the measures and stop.")
@options(HOME)
@click.option("--from", "start", type=DAY, metavar="DATE", help="First day of the twelve months measured.")
@click.option("--to", "end", type=DAY, metavar="DATE", help="Last day of the twelve months measured.")
@click.option(
    "--joined-from", type=DAY, metavar="DATE", help="First day of the joined table. Default: 2023-04-01."
)
@click.option(
    "--joined-to",
    type=DAY,
    metavar="DATE",
    help="Last day of the joined table; person details are those of the twelve months to it. Default: --to.",
)
@click.option(
    "--cases",
    "with_cases",
    is_flag=True,
    help="Say also who is counted, and which step left everybody else out: counts on the terminal, people with --out.",
)
@click.option(
    "--spells",
    metavar="NAME",
    help="Hospital spells to measure with, as `cld land-spells` named them; for ascof-2d.",
)
@options(AS_OF, REFERENCE, ENGINE, OUT, FORMAT)
def measure(
    names: tuple[str, ...],
    with_list: bool,
    home: Path | None,
    start: date | None,
    end: date | None,
    joined_from: date | None,
    joined_to: date | None,
    with_cases: bool,
    spells: str | None,
    as_of: date | None,
    reference: Path | None,
    engine: str,
    out: Path | None,
    suffix: str,
) -> None:
    """Make the figures of measures, equal to the published method. NAME is one of `cld measure --list`.

    Several that are made from the same tables, as those of ASCOF are, take little longer than one.

    \b
    cld measure ascof-2e ascof-3d --from 2025-04-01 --to 2026-03-31 --as-of 2026-05-05
    """
    from opencld.measures import find_measure, measures
    from opencld.pipeline.figures import Asked, check_asked

    if with_list:
        for one in measures().values():
            click.echo(f"{one.name:<16} {one.title}")
        return
    if not names:
        raise Misused("Name a measure. `cld measure --list` has them all.")
    found = dict.fromkeys(find_measure(name).name for name in names)
    if start is None or end is None:
        raise Misused("Name the twelve months to measure with --from and --to.")
    asked = Asked(
        "+".join(found),
        start,
        end,
        joined_from,
        joined_to,
        as_of or today(),
        str(reference) if reference else None,
        engine,
        spells,
        with_cases,
    )
    check_asked(asked.measures(), asked)
    run(home, asked, out, suffix)
