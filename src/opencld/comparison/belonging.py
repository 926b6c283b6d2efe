"""Refuses returns that cannot be compared: another authority's, the same file twice, periods that do not meet."""

from __future__ import annotations

import filecmp
from datetime import date
from pathlib import Path

from opencld.errors import CannotRead, Misused
from opencld.specification import Specification
from opencld.validation import Summary

Period = tuple[date, date]


def check_files(last: Path, this: Path, names: tuple[str, str] = ("", "")) -> None:
    """Refuse, before anything is read, a file that is absent, or the same file twice. Raises CannotRead, Misused."""
    for path in (last, this):
        if not path.is_file():
            raise CannotRead(
                f"There is no file {path}. Give the paths of two returns, the earlier one first."
            )
    if last.samefile(this) or filecmp.cmp(last, this, shallow=False):
        raise Misused(
            f"{names[0] or last} and {names[1] or this} are the same file. Give the return you sent last, and then "
            "the one you are about to send."
        )


def check_belonging(last: Summary, this: Summary, specification: Specification) -> tuple[Period, Period]:
    """Return the periods of two returns that can be compared. Raises Misused where they cannot."""
    for summary in (last, this):
        if not summary.rows_read:
            raise Misused(
                f"{summary.file} has no row that can be read, so there is nothing to compare. Check it first."
            )
    codes = [next(iter(summary.la_codes), "") for summary in (last, this)]
    if codes[0] != codes[1]:
        names = [_authority(code, specification) for code in codes]
        raise Misused(
            f"{last.file} is of {names[0]}, {this.file} of {names[1]}. Give two returns of one authority."
        )
    periods = (_period(last), _period(this))
    _check_order(last, this, periods)
    return periods


def _check_order(last: Summary, this: Summary, periods: tuple[Period, Period]) -> None:
    (last_start, last_end), (this_start, this_end) = periods
    told = f"{last.file} covers {_days(periods[0])}, {this.file} {_days(periods[1])}"
    if last_end < this_start or this_end < last_start:
        raise Misused(
            f"{told}. These do not overlap, so no event can be in both. Give returns of consecutive quarters."
        )
    if this_end < last_end:
        raise Misused(f"{told}. The earlier return comes first: exchange the two.")


def _period(summary: Summary) -> Period:
    stated, derived = summary.stated_period, summary.derived_period
    if stated and stated[0] <= stated[1]:
        return stated
    if derived:
        return derived
    raise Misused(
        f"{summary.file} states no reporting period that can be read, and none can be derived from when events ended. "
        "Fill Reporting Period Start Date and End Date, dd/mm/yyyy."
    )


def _days(period: Period) -> str:
    return f"{period[0]:%d/%m/%Y} to {period[1]:%d/%m/%Y}"


def _authority(code: str, specification: Specification) -> str:
    known = specification.local_authorities.get(code)
    return f"{code} {known.la_name}" if known else code or "no authority that can be read"
