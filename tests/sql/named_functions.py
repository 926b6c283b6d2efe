"""The named functions of our SQL in plain Python, and cases to compare them by. The tests of each engine share them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import polars as pl
from hypothesis import strategies as st

from opencld.sql import Engine, SqlTable

Answers = dict[str, object]
KINDS: Mapping[str, pl.DataType] = {
    "first_day": pl.Date(),
    "second_day": pl.Date(),
    "days": pl.Int32(),
    "months": pl.Int32(),
    "dividend": pl.Int64(),
    "divisor": pl.Int64(),
    "number": pl.Float64(),
}
CALLS = {
    "days_between": "days_between(first_day, second_day)",
    "whole_years": "whole_years(first_day, second_day)",
    "add_days": "add_days(first_day, days)",
    "add_months": "add_months(first_day, months)",
    "month_start": "month_start(first_day)",
    "month_end": "month_end(first_day)",
    "quarter_start": "quarter_start(first_day)",
    "divide": "divide(dividend, divisor)",
    "to_whole": "round_half_away(number, 0)",
    "to_tenths": "round_half_away(number, 1)",
    "to_hundredths": "round_half_away(number, 2)",
    "cut_to_whole": "truncate_at(number, 0)",
    "cut_to_hundredths": "truncate_at(number, 2)",
}


@dataclass(frozen=True)
class Case:
    """Something to call the functions with."""

    first_day: date | None = None
    second_day: date | None = None
    days: int | None = None
    months: int | None = None
    dividend: int | None = None
    divisor: int | None = None
    number: float | None = None


TELLING = (
    Case(),
    Case(first_day=date(2005, 3, 1), second_day=date(2023, 3, 1)),
    Case(first_day=date(2005, 3, 1), second_day=date(2023, 3, 2)),
    Case(first_day=date(2026, 1, 1), second_day=date(2025, 12, 31)),
    Case(first_day=date(2024, 2, 29), months=12, days=366),
    Case(first_day=date(2024, 1, 31), months=1, days=-31),
    Case(first_day=date(2023, 3, 31), months=-1),
    Case(first_day=date(2024, 2, 29), months=1),
    Case(first_day=date(2023, 2, 28), months=1),
    Case(dividend=2, divisor=3),
    Case(dividend=0, divisor=0),
    Case(dividend=1, divisor=0),
    Case(dividend=1),
    Case(divisor=1),
    *(
        Case(number=number)
        for number in (0.5, -0.5, 1.5, 2.5, -2.5, 0.25, -0.25, 12.125, -12.125, 0.04, -0.04)
    ),
    Case(number=100 * (2 / 3)),
)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
CASES = st.builds(
    Case,
    first_day=st.none() | DAYS,
    second_day=st.none() | DAYS,
    days=st.none() | st.integers(-1000, 1000),
    months=st.none() | st.integers(-1000, 1000),
    dividend=st.none() | st.integers(-(10**9), 10**9),
    divisor=st.none() | st.integers(-1000, 1000),
    # eighths are exact in binary, so a half is a half
    number=st.none() | st.integers(-(10**7), 10**7).map(lambda eighths: eighths / 8),
)


def answers(case: Case) -> Answers:
    """What each call must give for a case."""
    first, second = case.first_day, case.second_day
    between = None if first is None or second is None else (second - first).days
    days, months, number = case.days, case.months, case.number
    return {
        "days_between": between,
        "whole_years": None if between is None else 4 * between // 1461,
        "add_days": None if first is None or days is None else first + timedelta(days=days),
        "add_months": None if first is None or months is None else _months_later(first, months),
        "month_start": first and first.replace(day=1),
        "month_end": first and first.replace(day=monthrange(first.year, first.month)[1]),
        "quarter_start": first and first.replace(month=(first.month - 1) // 3 * 3 + 1, day=1),
        "divide": None if case.dividend is None or not case.divisor else case.dividend / case.divisor,
        "to_whole": _rounded(number, 0),
        "to_tenths": _rounded(number, 1),
        "to_hundredths": _rounded(number, 2),
        "cut_to_whole": _rounded(number, 0, ROUND_DOWN),
        "cut_to_hundredths": _rounded(number, 2, ROUND_DOWN),
    }


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _rounded(number: float | None, places: int, how: str = ROUND_HALF_UP) -> float | None:
    # what Decimal calls half up is away from zero, and what it calls down is towards zero
    exactly = None if number is None else Decimal(number).quantize(Decimal(1).scaleb(-places), how)
    return None if exactly is None else float(exactly)


def answers_of(engine: Engine, cases: Sequence[Case]) -> list[Answers]:
    """What an engine gives for the cases, in their order."""
    rows = [(number, *astuple(case)) for number, case in enumerate(cases)]
    engine.give("cases", pl.DataFrame(rows, schema={"case_number": pl.Int32(), **KINDS}, orient="row"))
    calls = ", ".join(f"{call} AS {name}" for name, call in CALLS.items())
    query = f"SELECT case_number, {calls} FROM cases"
    engine.make(SqlTable("answered", "Answers", "one row per case", "these tests", query))
    return engine.frame("answered").sort("case_number").select(*CALLS).to_dicts()
