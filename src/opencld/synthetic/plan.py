"""What returns are asked for: whose, for which quarters, how many people, with which faults."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from opencld.errors import Misused
from opencld.specification import Specification
from opencld.synthetic.chance import Chance
from opencld.synthetic.days import Day, day_of
from opencld.synthetic.submission import Extract
from opencld.synthetic.tables import load_assumptions
from opencld.synthetic.world import Authority, Window, World

EPOCH = date(2021, 1, 1)
EARLIEST_QUARTER, LATEST_QUARTER = date(2022, 3, 31), date(2035, 12, 31)
FORMATS = ("csv", "parquet")
LARGEST_SCALE = 1.0
MOST_FAULTS = 0.2
RECEIPT = 9
TWO_YEARS, EXTRACTED_EARLY = "RP02", "RP03"
"""Rules about the period of the whole return, broken by stating two years, or by extracting a month early."""


@dataclass(frozen=True)
class Plan:
    """The returns to invent. `quarters` are the last days of their periods; `faults` is a share of rows."""

    la_codes: tuple[str, ...]
    quarters: tuple[date, ...]
    scale: float = 1.0
    seed: int = 1
    release: int = 2
    file_format: str = "csv"
    faults: float = 0.0
    fault_rules: tuple[str, ...] = ()
    with_spells: bool = False


def check_plan(plan: Plan, specification: Specification) -> None:
    """Raise Misused where a plan makes no sense, saying what is right."""
    _check_authorities(plan.la_codes, specification)
    for quarter in plan.quarters:
        _check_quarter(quarter, {window.period_end_month for window in specification.schedule})
    if not plan.quarters:
        raise Misused("No quarter was named. Give the last day of one or more, such as 2026-03-31.")
    if not 0 < plan.scale <= LARGEST_SCALE:
        raise Misused(f"The scale is {plan.scale:g}. Give a number above 0 and at most 1, such as 0.01.")
    if not 0 <= plan.seed < 2**32:
        raise Misused(f"The seed is {plan.seed}. Give a whole number from 0 to {2**32 - 1}.")
    if not 0 <= plan.faults <= MOST_FAULTS:
        raise Misused(f"The share of faults is {plan.faults:g}. Give a number from 0 to {MOST_FAULTS:g}.")
    has_faults = plan.faults > 0 or bool(plan.fault_rules)
    if has_faults and plan.release != specification.release.release:
        raise Misused("Faults are planted against Release 2. Leave --release out.")
    if has_faults and plan.file_format != "csv":
        raise Misused("Faults are planted in CSV files. Leave --format out.")


def quarters_up_to(last: date, rounds: int) -> tuple[date, ...]:
    """Return `last` and, before it, the last days of the quarters before, so many in all."""
    return (*(_months_before(last, 3 * back) for back in range(rounds - 1, 0, -1)), last)


def _months_before(day: date, months: int) -> date:
    """The last day of an earlier month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


def _check_authorities(la_codes: Iterable[str], specification: Specification) -> None:
    known = specification.local_authorities
    chosen = list(la_codes)
    if not chosen:
        raise Misused("No local authority was named. Give one or more codes with --la-code, or --england.")
    for code in chosen:
        if code not in known:
            raise Misused(
                f"`{code}` is not the code of a local authority. `cld spec authorities` lists the {len(known)} codes."
            )


def _check_quarter(quarter: date, months: set[int]) -> None:
    if quarter.month not in months or (quarter + timedelta(days=1)).day != 1:
        raise Misused(
            f"{quarter} is not the end of a reporting period. Give the last day of March, June, September or "
            "December, such as 2026-03-31."
        )
    if not EARLIEST_QUARTER <= quarter <= LATEST_QUARTER:
        raise Misused(
            f"{quarter} is out of range: returns can be invented for periods that end from {EARLIEST_QUARTER} to "
            f"{LATEST_QUARTER}."
        )


def extract_of(la_code: str, place: int, quarter: date, seed: int) -> Extract:
    """Return the extract for a quarter: made some days after it, received by the twentieth."""
    rates = load_assumptions().rates
    seen = quarter + timedelta(days=int(rates["days_until_extract"]))
    chance = Chance(seed, place, RECEIPT, day_of(quarter))
    received = seen + timedelta(days=chance.between(1, int(rates["days_until_receipt"])))
    at = datetime(received.year, received.month, received.day, chance.between(8, 17), chance.below(60))
    following = quarter + timedelta(days=1)
    start = following.replace(year=following.year - 1)
    return Extract(la_code, day_of(start), day_of(quarter), day_of(start), day_of(quarter), day_of(seen), at)


def extracts_of(plan: Plan, la_code: str, world: World) -> list[Extract]:
    """Return the extracts of an authority, one for each quarter."""
    place = world.authority.place
    extracts = [extract_of(la_code, place, quarter, plan.seed) for quarter in plan.quarters]
    if TWO_YEARS in plan.fault_rules:
        return [replace(one, stated_start=_a_year_before(one.start)) for one in extracts]
    if EXTRACTED_EARLY in plan.fault_rules:
        early = [day_of(_months_before(date.fromordinal(one.until), 1)) for one in extracts]
        return [replace(one, until=day, seen=day) for one, day in zip(extracts, early, strict=True)]
    return extracts


def _a_year_before(day: Day) -> Day:
    first = date.fromordinal(day)
    return day_of(first.replace(year=first.year - 1))


def world_of(plan: Plan, la_code: str, specification: Specification) -> World:
    """Return an authority's surroundings, with the days that the plan's returns can show."""
    place = list(specification.local_authorities).index(la_code)
    authority = specification.local_authorities[la_code]
    extracts = [extract_of(la_code, place, quarter, plan.seed) for quarter in plan.quarters]
    return World(
        authority=Authority(la_code, authority.la_name, authority.ons_code, place),
        assumed=load_assumptions(),
        window=Window(min(one.start for one in extracts), max(one.seen for one in extracts)),
        epoch=day_of(EPOCH),
    )


def file_name(la_code: str, la_name: str, quarter: date, ending: str) -> str:
    """Return a file's name, which says whose return it is and when its period ends.

    >>> file_name("801", "Bristol, City of", date(2026, 3, 31), "csv")
    '801_bristol-city-of_2026-03-31.csv'
    """
    words = "".join(letter if letter.isalnum() else " " for letter in la_name.lower()).split()
    return f"{la_code}_{'-'.join(words)}_{quarter}.{ending}"
