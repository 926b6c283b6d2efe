"""Figures of how complete the fields are, and how costs are spread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from opencld.drawing import Bar, Box, Column, Figure, Panel, Table, bars, boxes
from opencld.reports.count_figures import UNKNOWN, percentage
from opencld.specification import Field, Specification
from opencld.validation.field_results import STATUSES, VALIDITIES, FieldResult
from opencld.validation.sense_checks import CostSpread

APPLY = STATUSES[:2]
VALID, BLANK, BLANK_MANDATORY, *WRONG = VALIDITIES
LEGEND = ("Filled with a valid value", "Filled, but not valid")
COMPLETENESS_COLUMNS = (
    Column("Field", is_heading=True),
    Column("Cells in which it applies", is_number=True),
    *(Column(name, is_number=True) for name in LEGEND),
    Column("Blank, though mandatory", is_number=True),
    Column("Blank, as it may be", is_number=True),
    Column("Filled", is_number=True),
)
SPREAD = (
    "Least",
    "5th percentile",
    "Lower quarter",
    "Median",
    "Upper quarter",
    "95th percentile",
    "Greatest",
)
COST_COLUMNS = (
    Column("Service component", is_heading=True),
    Column("Cost frequency"),
    *(Column(name, is_number=True) for name in ("Services", "Cost of zero or below", *SPREAD)),
)


def completeness_figure(key: str, results: Sequence[FieldResult], specification: Specification) -> Figure:
    """Return for each field how many of the cells in which it applies are filled."""
    cells: dict[str, Counter[str]] = {field.name: Counter() for field in specification.fields}
    for one in results:
        if one.status in APPLY:
            cells[one.field][one.validity] += one.cells
    shown = [_completeness(field, cells[field.name]) for field in specification.fields if cells[field.name]]
    title = "Completeness of each field"
    return Figure(
        key=f"{key}-complete",
        title=title,
        explanation="The share of filled cells among those in which the field applies: an assessment's fields on "
        "assessments, and so on. The white part is blank, as many voluntary fields may be; the table says where it "
        "is a fault.",
        panels=tuple(_modules(key, shown)),
        table=Table(f"{key}-complete-table", title, COMPLETENESS_COLUMNS, tuple(one.row() for one in shown)),
        legend=LEGEND,
    )


@dataclass(frozen=True)
class _Completeness:
    """Cells in which a field applies, by what is in them."""

    field: Field
    valid: int
    wrong: int
    blank_though_mandatory: int
    blank: int

    @property
    def applying(self) -> int:
        return self.valid + self.wrong + self.blank_though_mandatory + self.blank

    @property
    def filled(self) -> str:
        return percentage(self.valid + self.wrong, self.applying)

    def row(self) -> tuple[str, ...]:
        counts = (self.applying, self.valid, self.wrong, self.blank_though_mandatory, self.blank)
        return (self.field.header, *(f"{count:,}" for count in counts), self.filled)

    def bar(self) -> Bar:
        return Bar(self.field.header, (self.valid / self.applying, self.wrong / self.applying), self.filled)


def _completeness(field: Field, counted: Counter[str]) -> _Completeness:
    wrong = sum(counted[validity] for validity in WRONG)
    return _Completeness(field, counted[VALID], wrong, counted[BLANK_MANDATORY], counted[BLANK])


def _modules(key: str, shown: Sequence[_Completeness]) -> Iterator[Panel]:
    modules: dict[str, list[Bar]] = {}
    for one in shown:
        modules.setdefault(one.field.module, []).append(one.bar())
    for place, (module, drawn) in enumerate(modules.items()):
        least = min(drawn, key=lambda bar: sum(bar.parts))
        picture = bars(
            f"{key}-complete-{place}",
            f"{module}: share of cells that are filled",
            f"The least complete is {least.label}: {least.value} filled.",
            drawn,
            greatest=1,
            framed=True,
        )
        yield Panel(module, picture)


def costs_figure(key: str, costs: Sequence[CostSpread]) -> Figure:
    """Return how unit costs are spread, by component within each frequency."""
    title = "Unit costs by component and frequency"
    return Figure(
        key=f"{key}-costs",
        title=title,
        explanation="The box is the middle half of the costs, the thick line in it the median; the thin line reaches "
        "from the 5th to the 95th percentile. The scale goes by factors: from £10 to £100 is as far as from £100 to "
        "£1,000, so a cost of the wrong frequency stands apart. Behind each component is its number of services.",
        panels=tuple(_frequencies(key, costs)),
        table=Table(f"{key}-costs-table", title, COST_COLUMNS, tuple(map(_cost_row, costs))),
    )


def _frequencies(key: str, costs: Sequence[CostSpread]) -> Iterator[Panel]:
    by_frequency: dict[str, list[Box]] = {}
    for one in costs:
        spread = [one.low, one.lower_quarter, one.median, one.upper_quarter, one.high]
        known = [value for value in spread if value is not None]
        if len(known) == len(spread):
            box = Box(f"{one.service_component or UNKNOWN}: {one.services:,}", *known)
            by_frequency.setdefault(one.cost_frequency or UNKNOWN, []).append(box)
    for place, (frequency, drawn) in enumerate(by_frequency.items()):
        highest = max(drawn, key=lambda box: box.median)
        description = f"The highest median is {pounds(highest.median)}, of {highest.label} services."
        title = f"Unit costs: {frequency}"
        yield Panel(frequency, boxes(f"{key}-costs-{place}", title, description, drawn, _rounded_pounds))


def _cost_row(one: CostSpread) -> tuple[str, ...]:
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
