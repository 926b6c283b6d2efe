"""`cld synth`: invent returns."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from opencld.cli.days import DAY
from opencld.cli.progress import progress_of
from opencld.errors import Misused

if TYPE_CHECKING:
    from opencld.synthetic import Made, Plan

MOST_ROUNDS = 40


@click.command()
@click.option(
    "--la-code", "la_codes", multiple=True, metavar="CODE", help="A local authority; may be repeated."
)
@click.option("--england", is_flag=True, help="All 153 local authorities.")
@click.option(
    "--quarter",
    "quarters",
    type=DAY,
    multiple=True,
    metavar="DATE",
    help="The last day of a reporting period (2026-03-31 or 31/03/2026); may be repeated.",
)
@click.option(
    "--rounds",
    type=click.IntRange(1, MOST_ROUNDS),
    default=1,
    show_default=True,
    metavar="N",
    help="So many consecutive quarters, of which --quarter is the last.",
)
@click.option(
    "--scale",
    type=float,
    default=1.0,
    show_default=True,
    metavar="SHARE",
    help="How many people: 1 for as many as there really are, 0.01 for one in a hundred.",
)
@click.option(
    "--seed", type=int, default=1, show_default=True, metavar="N", help="Another seed, other people."
)
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FOLDER",
    help="A new folder for the returns.",
)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(("csv", "parquet")),
    default="csv",
    show_default=True,
    help="What the returns are written as.",
)
@click.option(
    "--release",
    type=click.Choice(("1", "2")),
    default="2",
    show_default=True,
    help="Whose defined lists and columns.",
)
@click.option(
    "--faults",
    type=float,
    default=0.0,
    metavar="SHARE",
    help="Plant faults, 0.03 for three to a hundred rows; planted_faults.csv says which, and where.",
)
@click.option(
    "--fault-rule",
    "fault_rules",
    multiple=True,
    metavar="CODE",
    help="Plant only what this rule finds; may be repeated.",
)
@click.option(
    "--spells", "with_spells", is_flag=True, help="Also write the people's hospital stays, for ASCOF 2D."
)
def synth(
    la_codes: tuple[str, ...],
    england: bool,
    quarters: tuple[date, ...],
    rounds: int,
    scale: float,
    seed: int,
    folder: Path,
    file_format: str,
    release: str,
    faults: float,
    fault_rules: tuple[str, ...],
    with_spells: bool,
) -> None:
    """Invent returns: people who do not exist, with careers in social care, as authorities would submit them.

    One return for each authority and quarter goes into a new folder, with submissions.csv, which lists them.
    Consecutive returns overlap and differ as real ones do. The same seed gives the same returns. Nobody in them is
    real: NHS numbers are of the series that is never issued, names and postcodes are made up.

    \b
    Exit codes
      0  the returns are in the folder
      2  an option that makes no sense
      4  a folder that exists already, or cannot be written
    """
    plan = plan_of(
        la_codes,
        england,
        quarters,
        rounds,
        scale=scale,
        seed=seed,
        release=int(release),
        file_format=file_format,
        faults=faults,
        fault_rules=fault_rules,
        with_spells=with_spells,
    )
    from opencld.synthetic import invent_returns, processors

    begun = time.monotonic()
    with progress_of("Inventing people") as progress:
        made = invent_returns(plan, folder, progress, processors())
    click.echo(said(made, folder, time.monotonic() - begun))


def plan_of(
    la_codes: tuple[str, ...], england: bool, quarters: tuple[date, ...], rounds: int, **others: Any
) -> Plan:
    """Return the plan that the options make. Raises Misused where they contradict each other."""
    from opencld.specification import load_specification
    from opencld.synthetic import Plan, quarters_up_to

    if england and la_codes:
        raise Misused("--england is all local authorities: leave --la-code out, or --england.")
    if rounds > 1 and len(quarters) > 1:
        raise Misused("--rounds counts back from one quarter. Give --quarter once, or leave --rounds out.")
    if rounds > 1 and quarters:
        quarters = quarters_up_to(quarters[0], rounds)
    codes = tuple(load_specification().local_authorities) if england else tuple(dict.fromkeys(la_codes))
    return Plan(codes, tuple(sorted(set(quarters))), **others)


def said(made: Made, folder: Path, seconds: float) -> str:
    """Return the result in one or two sentences."""
    returns = f"{made.returns:,} return" + ("s" if made.returns != 1 else "")
    told = f"{returns} with {made.rows:,} rows about {made.people:,} people in {folder}, in {seconds:.1f} s."
    if made.faults:
        told += f"\n{made.faults:,} planted faults are listed in {folder / 'planted_faults.csv'}."
    return told
