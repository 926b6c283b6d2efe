"""Figures of how complete the fields are, and how costs are spread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from opencld.drawing import Bar, Box, Column, Figure, Panel, Table, bars, boxes
from opencld.reports.count_figures import UNKNOWN, percentage
from opencld.specification import Specification
from opencld.validation.field_results import STATUSES, VALIDITIES, FieldResult
from opencld.validation.sense_checks import CostSpread

APPLY = STATUSES[:2]
VALID, BLANK, BLANK_MANDATORY, *WRONG = VALIDITIES
LEGEND = ("Filled with a valid value", "Filled, but not valid")


def completeness_figure(key: str, results: Sequence[FieldResult], specification: Specification) -> Figure:
    """Return for each field how many of the cells in which it applies are filled."""
    cells: dict[str, Counter[str]] = {field.name: Counter() for field in specification.fields}
    for one in results:
        if one.status in APPLY:
            cells[one.field][one.validity] += one.cells
    modules: dict[str, list[Bar]] = {}
    rows = []
    for field in specification.fields:
        counted = cells[field.name]
        applying = counted.total()
        if not applying:
            continue
        valid, wrong = counted[VALID], sum(counted[one] for one in WRONG)
        filled = percentage(valid + wrong, applying)
        bar = Bar(field.header, (valid / applying, wrong / applying), filled)
        modules.setdefault(field.module, []).append(bar)
        blanks = (counted[BLANK_MANDATORY], counted[BLANK])
        rows.append((field.header, *(f"{count:,}" for count in (applying, valid, wrong, *blanks)), filled))
    panels = [
        Panel(
            module,
            bars(
                f"{key}-complete-{place}",
                f"{module}: share of cells that are filled",
                _least(drawn),
                drawn,
                1,
                True,
            ),
        )
        for place, (module, drawn) in enumerate(modules.items())
    ]
    numbers = (
        "Cells in which it applies",
        *LEGEND,
        "Blank, though mandatory",
        "Blank, as it may be",
        "Filled",
    )
    titles = (Column("Field", is_heading=True), *(Column(name, is_number=True) for name in numbers))
    return Figure(
        key=f"{key}-complete",
        title="Completeness of each field",
        explanation="The share of filled cells among those in which the field applies: an assessment's fields on "
        "assessments, and so on. The white part is blank, as many voluntary fields may be; the table says where it "
        "is a fault.",
        panels=tuple(panels),
        table=Table(f"{key}-complete-table", "Completeness of each field", titles, tuple(rows)),
        legend=LEGEND,
    )


def _least(drawn: Sequence[Bar]) -> str:
    least = min(drawn, key=lambda bar: sum(bar.parts))
    return f"The least complete is {least.label}: {least.value} filled."


def costs_figure(key: str, costs: Sequence[CostSpread]) -> Figure:
    """Return how unit costs are spread, by component within each frequency."""
    by_frequency: dict[str, list[Box]] = {}
    for one in costs:
        if (
            one.low is None
            or one.lower_quarter is None
            or one.median is None
            or one.upper_quarter is None
            or one.high is None
        ):
            continue
        label = f"{one.service_component or UNKNOWN}: {one.services:,}"
        box = Box(label, one.low, one.lower_quarter, one.median, one.upper_quarter, one.high)
        by_frequency.setdefault(one.cost_frequency or UNKNOWN, []).append(box)
    panels = []
    for place, (frequency, drawn) in enumerate(by_frequency.items()):
        highest = max(drawn, key=lambda box: box.median)
        description = f"The highest median is {pounds(highest.median)}, of {highest.label} services."
        picture = boxes(
            f"{key}-costs-{place}", f"Unit costs: {frequency}", description, drawn, _rounded_pounds
        )
        panels.append(Panel(frequency, picture))
    numbers = (
        "Services", "Cost of zero or below", "Least", "5th percentile", "Lower quarter", "Median", "Upper quarter",
        "95th percentile", "Greatest",
    )  # fmt: skip
    titles = (
        Column("Service component", is_heading=True),
        Column("Cost frequency"),
        *(Column(name, is_number=True) for name in numbers),
    )
    return Figure(
        key=f"{key}-costs",
        title="Unit costs by component and frequency",
        explanation="The box is the middle half of the costs, the thick line in it the median; the thin line reaches "
        "from the 5th to the 95th percentile. The scale goes by factors: from £10 to £100 is as far as from £100 to "
        "£1,000, so a cost of the wrong frequency stands apart. Behind each component is its number of services.",
        panels=tuple(panels),
        table=Table(
            f"{key}-costs-table", "Unit costs by component and frequency", titles, tuple(map(_row, costs))
        ),
    )


def _row(one: CostSpread) -> tuple[str, ...]:
    spread = (one.least, one.low, one.lower_quarter, one.median, one.upper_quarter, one.high, one.greatest)
    return (
        one.service_component or UNKNOWN,
        one.cost_frequency or UNKNOWN,
        f"{one.services:,}",
        f"{one.not_above_zero:,}",
        *(pounds(value) if value is not None else "" for value in spread),
    )


def pounds(amount: float) -> str:
    """Return an amount in pounds and pence, for example `£1,204.50`."""
    return f"£{amount:,.2f}"


def _rounded_pounds(amount: float) -> str:
    return f"£{amount:,.0f}" if amount >= 1 else pounds(amount)
