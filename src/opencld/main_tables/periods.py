"""The reference periods for which submissions are chosen. Source: main tables methodology, step B."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import polars as pl

from opencld.errors import Misused
from opencld.main_tables import Kind


def month_later(day: date, months: int) -> date:
    """Return the first of the month so many months after a day's own."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def is_whole_months(start: date, end: date) -> bool:
    """Say whether days from `start` to `end` are whole calendar months."""
    return start.day == 1 and end.day == monthrange(end.year, end.month)[1] and start < end


def reference_periods(kind: Kind, start: date, end: date) -> pl.DataFrame:
    """Return the periods of a main table: the twelve months of a single one, the whole quarters of a joined one.

    Columns `reference_period_start`, `reference_period_end`. A quarter that is not over by `end` is left out. Raises
    Misused for a single table of other than twelve whole months, or a span without a whole quarter.
    """
    if not is_whole_months(start, end):
        raise Misused(
            f"{start:%d/%m/%Y} to {end:%d/%m/%Y} is no period of whole months. "
            "Begin on the first and end on the last day of a month."
        )
    length = 12 if kind == "single" else 3
    starts = [month_later(start, months) for months in range(0, 12 * 200, length)]
    ends = [month_later(first, length) - timedelta(days=1) for first in starts]
    periods = [(first, last) for first, last in zip(starts, ends, strict=True) if last <= end]
    if kind == "single" and periods != [(start, end)]:
        raise Misused(
            f"A single main table has twelve months; {start:%d/%m/%Y} to {end:%d/%m/%Y} is not twelve. "
            "Give twelve, or make a joined table."
        )
    if not periods:
        raise Misused(
            f"There is no whole quarter from {start:%d/%m/%Y} to {end:%d/%m/%Y}. Give a longer span."
        )
    return pl.DataFrame(
        periods, schema={"reference_period_start": pl.Date, "reference_period_end": pl.Date}, orient="row"
    )
