"""A day as people type it on a command line."""

from __future__ import annotations

from datetime import date, datetime

import click


class Day(click.ParamType[date]):
    """Reads 2026-04-20 and 20/04/2026, and says so where it is given anything else."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day. Raises click's BadParameter with the two forms that are read."""
        read = [day for form in ("%Y-%m-%d", "%d/%m/%Y") if (day := _read(str(value), form))]
        if not read:
            self.fail(f"{value!r} is not a day. Write it like 2026-04-20 or 20/04/2026.", param, ctx)
        return read[0]


def _read(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None


DAY = Day()
RECEIVED = click.option(
    "--as-of",
    type=DAY,
    metavar="DATE",
    help="Judge the return as if received on this day (2026-04-20 or 20/04/2026). Default: today.",
)
