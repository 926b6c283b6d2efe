"""`cld land-spells`: take hospital spells into the repository, for ASCOF 2D."""

from __future__ import annotations

from pathlib import Path

import click

from opencld.cli.centre import BY, HOME, check_installed


@click.command("land-spells")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--name",
    metavar="NAME",
    help="What to call them; `cld measure ascof-2d --spells NAME` takes them. Default: the name of the file.",
)
@HOME
@BY
def land_spells(file: Path, name: str | None, home: Path | None, by: str | None) -> None:
    """Take a CSV file of hospital spells into the repository: kept as received, checked, pseudonymised, recorded.

    Its columns are nhs_number, spell_id, last_episode, admission_date, discharge_date, birth_month, birth_year, sex,
    lsoa_2011, admission_method, discharge_method, discharge_destination, management_type and treatment_function. People
    get the pseudonyms that they have in submissions, so that the two can be matched. Either all of it happens or none.

    \b
    cld land-spells hospital_spells.csv --name to-june-2026
    """
    check_installed()
    from opencld.pipeline.opening import open_landing
    from opencld.pipeline.spells import land_spells as land
    from opencld.specification import load_specification

    with open_landing(home, load_specification(), by) as landing:
        landed = land(landing, file, name)
    discharges = (
        f", discharges from {landed.first_discharge:%d/%m/%Y} to {landed.last_discharge:%d/%m/%Y}"
        if landed.first_discharge and landed.last_discharge
        else ", none with a discharge"
    )
    click.echo(
        f"Hospital spells {landed.name}: lines {landed.rows:,}, people {landed.people:,}{discharges}.\n"
        f"Measure with them: cld measure ascof-2d --spells {landed.name} --from … --to …"
    )
