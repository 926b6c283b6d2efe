"""Figures of events by month, services by component, and people by age and gender."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from opencld.drawing import Bar, Column, Figure, Panel, Table, bars, columns
from opencld.reports.sentences import days
from opencld.validation.sense_checks import AGE_BANDS, BandedPeople, ComponentServices, SenseChecks

UNKNOWN = "(blank or not readable)"
SERIES = {
    ("Request", "end"): "Requests that ended",
    ("Assessment", "end"): "Assessments that ended",
    ("Review", "end"): "Reviews that ended",
    ("Service", "start"): "Services that started",
    ("Service", "end"): "Services that ended",
    ("None", "end"): "Rows of no known type that ended",
}
"""What is drawn, by type of event and the day it is counted by."""
SERVICE_COLUMNS = (
    Column("Service type", is_heading=True),
    Column("Service component"),
    Column("Services", is_number=True),
    Column("% of services", is_number=True),
)
OUTSIDE = {
    "before": "Before the period",
    "after": "After the period",
    "none": "No date (a service is then open)",
}


def events_figure(key: str, checks: SenseChecks) -> Figure:
    """Return events of each type by month of the period."""
    months = list(_months(*checks.period))
    counted: dict[tuple[str, str, date | str], int] = {
        (one.event_type, one.counted_by, one.month or one.place): one.events for one in checks.events
    }
    drawn = [series for series in SERIES if any(one[:2] == series for one in counted)]
    panels = []
    for place, series in enumerate(drawn):
        counts = [counted.get((*series, month), 0) for month in months]
        title = f"{SERIES[series]}: {sum(counts):,} in the period"
        names = [f"{month:%b %Y}" for month in months]
        picture = columns(f"{key}-events-{place}", title, _extremes(months, counts), names, counts)
        panels.append(Panel(title, picture))
    steps: list[tuple[date | str, str]] = [*((month, f"{month:%B %Y}") for month in months), *OUTSIDE.items()]
    rows = [
        (written, *(f"{counted.get((*series, step), 0):,}" for series in drawn)) for step, written in steps
    ]
    titles = (Column("Month", is_heading=True), *(Column(SERIES[one], is_number=True) for one in drawn))
    return Figure(
        key=f"{key}-events",
        title="Events by month",
        explanation=f"Period {days(checks.period)}. A month that stands out may be missing data, or be counted twice. "
        "Each picture has its own scale. Services are counted by start and by end, since most of them stay open.",
        panels=tuple(panels),
        table=Table(f"{key}-events-table", "Events by month", titles, tuple(rows)),
    )


def services_figure(key: str, services: Sequence[ComponentServices]) -> Figure:
    """Return services by type and component, on one scale."""
    title = "Services by type and component"
    return Figure(
        key=f"{key}-services",
        title=title,
        explanation="Rows that are services, open or ended. All pictures have one scale.",
        panels=tuple(_types_of_service(key, services)),
        table=Table(f"{key}-services-table", title, SERVICE_COLUMNS, tuple(_service_rows(services))),
    )


def _types_of_service(key: str, services: Sequence[ComponentServices]) -> Iterator[Panel]:
    most = max(one.services for one in services)
    by_type: dict[str, list[ComponentServices]] = {}
    for one in services:
        by_type.setdefault(one.service_type or UNKNOWN, []).append(one)
    for place, (name, components) in enumerate(by_type.items()):
        title = f"{name}: {sum(one.services for one in components):,}"
        drawn = [
            Bar(one.service_component or UNKNOWN, (one.services,), f"{one.services:,}") for one in components
        ]
        largest = f"The most frequent component is {drawn[0].label}, with {drawn[0].value}."
        yield Panel(title, bars(f"{key}-services-{place}", title, largest, drawn, most))


def _service_rows(services: Sequence[ComponentServices]) -> Iterator[tuple[str, ...]]:
    everything = sum(one.services for one in services)
    for one in services:
        names = (one.service_type or UNKNOWN, one.service_component or UNKNOWN)
        yield (*names, f"{one.services:,}", percentage(one.services, everything))


def people_figure(key: str, people: Sequence[BandedPeople], last_day: str, genders: Sequence[str]) -> Figure:
    """Return people by age band and gender; `last_day` is the day on which they have that age."""
    present = [gender for gender in genders if any(one.gender == gender for one in people)]
    counted = {(one.age_band, one.gender): one.people for one in people}
    counts = {band: tuple(counted.get((band, gender), 0) for gender in present) for band in AGE_BANDS}
    totals = tuple(sum(column) for column in zip(*counts.values(), strict=True))
    drawn = [Bar(band, parts, f"{sum(parts):,}") for band, parts in counts.items()]
    largest = max(drawn, key=lambda bar: sum(bar.parts))
    title = "People by age band and gender"
    picture = bars(
        f"{key}-people-0",
        f"{title}: {sum(totals):,}",
        f"The largest age band is {largest.label}, with {largest.value} people.",
        drawn,
    )
    titles = (
        Column("Age band", is_heading=True),
        *(Column(name, is_number=True) for name in (*present, "All")),
    )
    rows = [
        (band, *(f"{count:,}" for count in (*parts, sum(parts))))
        for band, parts in {**counts, "All ages": totals}.items()
    ]
    return Figure(
        key=f"{key}-people",
        title=title,
        explanation=f"Everyone on the return once, at their age on {last_day}. The parts of each bar stand in the "
        "order of the list of genders. Unknown is also where rows of one person differ.",
        panels=(Panel("", picture),),
        table=Table(f"{key}-people-table", title, titles, tuple(rows)),
        legend=tuple(present),
    )


def percentage(part: int, whole: int) -> str:
    """Return a share in per cent; what is neither nothing nor everything is never rounded to either.

    >>> percentage(9999, 10_000), percentage(1, 1), percentage(1, 10_000)
    ('99.9 %', '100 %', '<0.1 %')
    """
    if not part or part == whole:
        return "100 %" if part else "0 %"
    share = 100 * part / whole
    return "<0.1 %" if share < 0.1 else f"{min(share, 99.9):.1f} %"


def _months(first: date, last: date) -> Iterator[date]:
    for number in range(12 * first.year + first.month - 1, 12 * last.year + last.month):
        yield date(number // 12, number % 12 + 1, 1)


def _extremes(months: Sequence[date], counts: Sequence[int]) -> str:
    least, most = min(counts), max(counts)
    if least == most:
        return f"{least:,} in every month."
    low, high = months[counts.index(least)], months[counts.index(most)]
    return f"From {least:,} in {low:%B %Y} to {most:,} in {high:%B %Y}."
