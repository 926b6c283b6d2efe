"""Sense-check counts: figures of a return that an analyst compares with what they know of their services.

Each SQL file beside this module makes one table from `events`, all rows of the return as rules across rows see them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
AGE_BANDS = (
    "Under 18", "18 to 24", "25 to 44", "45 to 64", "65 to 74", "75 to 84", "85 to 94", "95 and above", "Unknown",
)  # fmt: skip
"""Bands of `people_by_age_and_gender.sql` in their order. Source: main tables methodology, age bands."""
COLUMNS = (
    "event_type", "event_start_date", "event_end_date", "service_type", "service_component", "unit_cost",
    "cost_frequency_unit_type", "nhs_number", "person_id", "date_of_birth", "known_gender",
)  # fmt: skip
"""Those of the columns of `events` that the SQL reads."""
Query = Callable[[str], list[dict[str, Any]]]
"""Runs SQL on the rows of a return and gives its rows by column name."""


@dataclass(frozen=True)
class MonthlyEvents:
    """Events of a type (`None` where it is not known) by the month of their `counted_by` day, `start` or `end`.

    `place` is `within` the reporting period, where `month` is its first day; else `before`, `after` or `none`.
    """

    event_type: str
    counted_by: str
    place: str
    month: date | None
    events: int


@dataclass(frozen=True)
class ComponentServices:
    """Services of a type and component; None where that is blank or cannot be read."""

    service_type: str | None
    service_component: str | None
    services: int


@dataclass(frozen=True)
class BandedPeople:
    """People of an age band (one of `AGE_BANDS`) and gender."""

    age_band: str
    gender: str
    people: int


@dataclass(frozen=True)
class CostSpread:
    """How the unit costs of a component and frequency are spread, in pounds.

    `low` and `high` are the 5th and 95th percentile. Costs of zero or below are in `services` and `not_above_zero`
    alone; where there are no others, the spread is None.
    """

    service_component: str | None
    cost_frequency: str | None
    services: int
    not_above_zero: int
    least: float | None
    low: float | None
    lower_quarter: float | None
    median: float | None
    upper_quarter: float | None
    high: float | None
    greatest: float | None


@dataclass(frozen=True)
class SenseChecks:
    """All sense-check counts of one return.

    `period` is the stated period, else the derived one, else the twelve months up to the day of receipt.
    """

    period: tuple[date, date]
    events: tuple[MonthlyEvents, ...]
    services: tuple[ComponentServices, ...]
    people: tuple[BandedPeople, ...]
    costs: tuple[CostSpread, ...]


def count_sense_checks(query: Query, genders: Sequence[str]) -> SenseChecks:
    """Count everything by SQL on the tables of the rules across rows. `genders` is the defined list in its order."""
    query(_sql("sense_period"))
    [period] = query("SELECT period_start, period_end FROM sense_period")
    people = [
        BandedPeople(
            row["age_band"], genders[row["gender"] - 1] if row["gender"] else "Unknown", row["people"]
        )
        for row in query(_sql("people_by_age_and_gender"))
    ]
    return SenseChecks(
        period=(period["period_start"], period["period_end"]),
        events=tuple(MonthlyEvents(**row) for row in query(_sql("events_by_month"))),
        services=tuple(ComponentServices(**row) for row in query(_sql("services_by_component"))),
        people=tuple(people),
        costs=tuple(CostSpread(**row) for row in query(_sql("costs_by_component"))),
    )


def _sql(table: str) -> str:
    return (HERE / f"{table}.sql").read_text(encoding="utf-8")
