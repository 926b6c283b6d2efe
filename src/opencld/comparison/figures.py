"""Figures of a comparison: events by month, completeness and costs, each then and now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from opencld.comparison import sentences
from opencld.comparison.comparing import Comparison
from opencld.comparison.differences import CompletenessChange, MonthCount, Uplift
from opencld.drawing import Bar, Column, Figure, Panel, Table, bars, columns
from opencld.reports.count_figures import SERIES

THEN_AND_NOW = ("Last return", "This return")
MOST_BARS = 12  # of a picture; the table beneath it has all
NUMBERS = ("Services", "Raised", "Lowered", "Before", "After", "Change of all", "Typical change")
UPLIFT_COLUMNS = (
    Column("Service component", is_heading=True),
    Column("Cost frequency"),
    *(Column(name, is_number=True) for name in NUMBERS),
)
PROVIDER_COLUMNS = (UPLIFT_COLUMNS[0], Column("Provider"), *UPLIFT_COLUMNS[1:])


def months_figure(months: Sequence[MonthCount]) -> Figure:
    """Return events by month, both returns beside each other."""
    counted = {
        (one.event_type, one.counted_by, one.month): (one.last_events, one.this_events) for one in months
    }
    shown = list(_months(min(one.month for one in months), max(one.month for one in months)))
    drawn = [series for series in SERIES if any(key[:2] == series for key in counted)]
    rows = [
        (
            f"{month:%B %Y}",
            *(f"{count:,}" for series in drawn for count in counted.get((*series, month), (0, 0))),
        )
        for month in shown
    ]
    titles = (
        Column("Month", is_heading=True),
        *(
            Column(f"{SERIES[series]}: {side}", is_number=True)
            for series in drawn
            for side in ("last", "this")
        ),
    )
    return Figure(
        key="months",
        title="Events by month, then and now",
        explanation="Months that both periods have should look alike: where this return has fewer, something is "
        "missing; where it has more, events came late. Each picture has its own scale.",
        panels=tuple(
            _month_panel(
                f"months-{place}",
                SERIES[series],
                shown,
                [counted.get((*series, month), (0, 0)) for month in shown],
            )
            for place, series in enumerate(drawn)
        ),
        table=Table("months-table", "Events by month, then and now", titles, tuple(rows)),
        legend=THEN_AND_NOW,
    )


def _month_panel(key: str, title: str, months: Sequence[date], counts: Sequence[tuple[int, int]]) -> Panel:
    last, this = zip(*counts, strict=True)
    differing = max(range(len(months)), key=lambda place: abs(last[place] - this[place]))
    description = (
        f"They differ most in {months[differing]:%B %Y}: {last[differing]:,} then, {this[differing]:,} now."
    )
    names = [f"{month:%b %Y}" for month in months]
    return Panel(title, columns(key, f"{title}, then and now", description, names, last, this))


def completeness_figure(fields: Sequence[CompletenessChange]) -> Figure:
    """Return the completeness of all fields as a table, and those that changed most as bars."""
    changed = sorted((one for one in fields if one.change), key=lambda one: -abs(one.change))[:MOST_BARS]
    title = "Completeness of each field, then and now"
    drawn = [
        bar
        for one in changed
        for bar in _two_bars(
            sentences.header(one.field),
            one.last_share or 0,
            one.this_share or 0,
            *sentences.completeness_row(one)[1:3],
        )
    ]
    picture = bars(
        "complete-0",
        "Fields whose completeness changed most",
        f"The largest change is of {sentences.header(changed[0].field)}." if changed else "No field changed.",
        drawn,
        greatest=1,
        framed=True,
    )
    titles = (
        Column("Field", is_heading=True),
        *(Column(name, is_number=True) for name in ("Last return", "This return", "Change in points")),
    )
    return Figure(
        key="complete",
        title=title,
        explanation="The share of filled cells among those in which the field applies. Drawn are the fields that "
        "changed most; the table has all.",
        panels=(Panel("", picture),) if changed else (),
        table=Table("complete-table", title, titles, tuple(map(sentences.completeness_row, fields))),
        legend=THEN_AND_NOW if changed else (),
    )


def uplifts_figure(uplifts: Sequence[Uplift]) -> Figure:
    """Return mean costs of components, then and now; those whose costs changed as bars, by frequency."""
    title = "Costs of services in both returns"
    of_all = [one for one in uplifts if not one.is_by_provider]
    return Figure(
        key="uplifts",
        title=title,
        explanation="Only services of which it is certain that both returns have them, with one frequency and a cost "
        "above zero in both; a line that carries on an earlier one is compared with it. Means are of all these "
        "services; the typical change is the median of those whose cost changed. An uplift that should be there and is "
        "not may be missing from the extract.",
        panels=tuple(_uplift_panels(of_all)),
        table=Table("uplifts-table", title, UPLIFT_COLUMNS, tuple(map(sentences.uplift_row, of_all))),
        legend=THEN_AND_NOW,
    )


def providers_table(comparison: Comparison, most: int) -> Table:
    """Return the costs by component and provider that changed, those of most services first."""
    changed = [one for one in comparison.uplifts if one.is_by_provider and (one.raised or one.lowered)]
    rows = []
    for one in changed[:most]:
        component, *rest = sentences.uplift_row(one)
        rows.append((component, one.provider or "(blank)", *rest))
    return Table("providers-table", "Costs that changed, by provider", PROVIDER_COLUMNS, tuple(rows))


def _uplift_panels(uplifts: Sequence[Uplift]) -> Iterator[Panel]:
    changed = [one for one in uplifts if one.raised or one.lowered]
    frequencies = dict.fromkeys(one.cost_frequency for one in changed)
    for place, frequency in enumerate(frequencies):
        of_one = [one for one in changed if one.cost_frequency == frequency][:MOST_BARS]
        drawn = [
            bar
            for one in of_one
            for bar in _two_bars(
                f"{one.service_component or '(blank)'}: {sentences.signed(one.per_cent)}",
                one.before,
                one.after,
                f"£{one.before:,.2f}",
                f"£{one.after:,.2f}",
            )
        ]
        most = max(of_one, key=lambda one: one.per_cent)
        description = f"The highest change is {sentences.signed(most.per_cent)}, of {most.service_component}."
        yield Panel(frequency, bars(f"uplifts-{place}", f"Mean costs: {frequency}", description, drawn))


def _two_bars(label: str, last: float, this: float, last_text: str, this_text: str) -> tuple[Bar, Bar]:
    """One bar for then and one for now, in the colours of `THEN_AND_NOW`."""
    return Bar(label, (last,), last_text), Bar("", (0, this), this_text)


def _months(first: date, last: date) -> Iterator[date]:
    for number in range(12 * first.year + first.month - 1, 12 * last.year + last.month):
        yield date(number // 12, number % 12 + 1, 1)
