"""A day as people type it on a command line."""

from __future__ import annotations

from datetime import date, datetime

import click


class Day(click.ParamType[date]):
    """Reads 2026-04-20 and 20/04/2026, and says so where it is given anything else."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day. Raises click's BadParameter with the two forms that are read."""
        for form in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                return datetime.strptime(str(value), form).date()
            except ValueError:
                continue
        self.fail(f"{value!r} is not a day. Write it like 2026-04-20 or 20/04/2026.", param, ctx)


DAY = Day()
