"""A day as people type it on a command line."""

from __future__ import annotations

from datetime import date

import click

from opencld.days import read_day
from opencld.errors import Misused


class Day(click.ParamType[date]):
    """Reads 2026-04-20 and 20/04/2026, and says so where it is given anything else."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day. Raises click's BadParameter with the two forms that are read."""
        try:
            return read_day(str(value))
        except Misused as error:
            self.fail(str(error), param, ctx)


DAY = Day()
RECEIVED = click.option(
    "--as-of",
    type=DAY,
    metavar="DATE",
    help="Judge the return as if received on this day (2026-04-20 or 20/04/2026). Default: today.",
)
