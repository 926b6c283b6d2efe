"""Conditions of the rule language as polars expressions over the columns that `cells` makes.

Unknown values are nulls, and polars' `and`, `or`, `not` treat them as SQL does: a condition that hangs on something
unknown is itself unknown, and neither fires nor forbids.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

import polars as pl

from opencld.specification import Specification
from opencld.specification.expressions import All, Any, Call, Compare, Name, Node, Not, OneOf, Text
from opencld.validation import personal_data
from opencld.validation.cells import COMPARED, as_compared, blank, folded, text_in, value
from opencld.validation.looks import Look

OPERATORS: Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

DAYS_FROM_1_MARCH_0_TO_1970 = 719_468
DAYS_IN_4_YEARS = 1_461
DAYS_IN_400_YEARS = 146_097
DAYS_IN_NO_YEAR = 512  # more than any year has


class Way(NamedTuple):
    """One way in which a condition could fail: what must hold, a `sign` on every row where it does not, and further
    looks that all see theirs there, the quickest first."""

    must: Node
    sign: pl.Expr
    looks: tuple[Look, ...] = ()


class Conditions:
    """Translates conditions about batches to which `with_known` has added the known values."""

    def __init__(self, specification: Specification) -> None:
        self.specification = specification
        self.functions: Mapping[str, Callable[..., pl.Expr]] = {
            "blank": lambda field: pl.col(blank(field.name)),
            "filled": lambda field: ~pl.col(blank(field.name)),
            "mandatory": self._mandatory,
            "applies": self._applies,
            "readable": self._readable,
            "decimals": self._decimals,
            "in_group": self._in_group,
            "typical_outcome": self._typical_outcome,
            "usual_frequency": self._usual_frequency,
            "surely": lambda condition: self.expression(condition).fill_null(False),
            "listed_la_code": self._listed_la_code,
            "is_postcode": self._is_postcode,
            "matches": lambda field, pattern: text_in(field.name).str.contains(pattern.value),
            "holds_postcode": lambda field, code: personal_data.holds_postcode(field.name, code.name),
            "holds_date": lambda field, day: personal_data.holds_date(field.name, day.name),
            "holds_nhs_number": lambda field: personal_data.holds_nhs_number(field.name),
            "holds_full_name": lambda *fields: personal_data.holds_full_name(
                *(field.name for field in fields)
            ),
        }

    def ways(self, must: Node) -> list[Way]:
        """Return the ways in which a costly `must` could fail, one of which it does wherever it fails; none where there
        are no quick looks.

        Known for `not f(…)`, `not (f(…) or g(…))` with costly functions, for texts that must differ, and for decimals.
        """
        match must:
            case Not(item=Call() as call) if call.function in personal_data.HINTS:
                return [Way(must, *personal_data.HINTS[call.function](*call.arguments))]
            case Not(item=Any(items=items)):
                several = [self.ways(Not(item)) for item in items]
                return [way for ways in several for way in ways] if all(several) else []
            case Compare(operator="!=", left=Name(name=left), right=Name(name=right)):
                # comparing texts without regard to case is costly, and most cells compared so are blank
                return [Way(must, ~pl.col(blank(left)))] if self._are_texts(left, right) else []
            case Compare(left=Call(function="decimals", arguments=(Name(name=name),))):
                # a point is sought in a text, and most amounts are blank
                return [Way(must, ~pl.col(blank(name)))]
        return []

    def expression(self, node: Node) -> pl.Expr:
        """Return the condition as an expression that gives true, false or null for each row."""
        match node:
            case All(items=items):
                return pl.all_horizontal([self.expression(item) for item in items])
            case Any(items=items):
                return pl.any_horizontal([self.expression(item) for item in items])
            case Not(item=item):
                return ~self.expression(item)
            case Compare(operator=symbol, left=left, right=right):
                return OPERATORS[symbol](*self._comparable(left, right))
            case OneOf(item=item, values=values):
                return self._one_of(item, values)
            case Call(function=function, arguments=arguments):
                return self.functions[function](*arguments)
        raise TypeError(f"{node} is no condition")

    def value(self, node: Node) -> pl.Expr:
        """Return what a name or a written value stands for."""
        match node:
            case Text(value=written):
                return pl.lit(written)
            case Call(function=function, arguments=arguments):
                return self.functions[function](*arguments)
            case Name(name=name):
                return self._field_value(name)
        raise TypeError(f"{node} is no value")

    def _field_value(self, name: str) -> pl.Expr:
        field = self.specification.field.get(name)
        if field is None:
            return pl.col(name)
        if field.data_type in ("text", "alphanumeric"):
            return pl.col(folded(name)) if name in COMPARED else as_compared(name)
        column = pl.col(value(name))
        return column.to_physical() if field.data_type == "defined_list" else column

    def _comparable(self, left: Node, right: Node) -> tuple[pl.Expr, pl.Expr]:
        if (
            isinstance(left, Name)
            and isinstance(right, Text)
            and left.name in self.specification.defined_lists
        ):
            return (self.value(left), self._codes(left.name, (str(right.value),))[0])
        if (
            isinstance(right, Name)
            and isinstance(left, Text)
            and right.name in self.specification.defined_lists
        ):
            return (self._codes(right.name, (str(left.value),))[0], self.value(right))
        return (self.value(left), self.value(right))

    def _are_texts(self, *names: str) -> bool:
        fields = self.specification.field
        return all(name in fields and fields[name].data_type in ("text", "alphanumeric") for name in names)

    def _codes(self, field: str, values: tuple[str, ...]) -> list[pl.Expr]:
        """Listed values as their positions on the list; the blank value has position 0."""
        listed = self.specification.defined_lists[field]
        return [_position(listed.index(text) + 1) for text in values]

    def _one_of(self, item: Node, values: tuple[str, ...]) -> pl.Expr:
        column = self.value(item)
        assert isinstance(item, Name)
        return pl.any_horizontal([column == code for code in self._codes(item.name, values)])

    def _mandatory(self, field: Name) -> pl.Expr:
        described = self.specification.field[field.name]
        if described.mandatory_when:
            return self.expression(described.mandatory_when.node)
        return pl.lit(described.mandatory == "mandatory")

    def _applies(self, field: Name) -> pl.Expr:
        described = self.specification.field[field.name]
        return self.expression(described.applies_when.node) if described.applies_when else pl.lit(True)

    def _readable(self, field: Name) -> pl.Expr:
        if self.specification.field[field.name].data_type in ("text", "alphanumeric"):
            return pl.lit(True)
        # a spelling that surely means a listed value is improper, yet has a value
        return pl.col(value(field.name)).is_not_null() | pl.col(blank(field.name))

    def _decimals(self, field: Name) -> pl.Expr:
        # a cell with a value holds figures and at most one point, so that all is counted in bytes
        text = pl.col(field.name).str
        decimals = text.len_bytes().cast(pl.Int64) - 1 - text.find(".", literal=True)
        return pl.when(pl.col(value(field.name)).is_not_null()).then(decimals.fill_null(0))

    def _in_group(self, field: Name, grouping: Text, group: Text) -> pl.Expr:
        return self._one_of(field, self.specification.groupings[str(grouping.value)].groups[str(group.value)])

    def _typical_outcome(self, outcome: Name, event_type: Name) -> pl.Expr:
        return pl.any_horizontal(
            [
                (self.value(event_type) == self._codes(event_type.name, (name,))[0])
                & self._one_of(outcome, tuple(sorted(outcomes)))
                for name, outcomes in self.specification.typical_outcomes.items()
            ]
        )

    def _usual_frequency(self, component: Name, frequency: Name) -> pl.Expr:
        return pl.all_horizontal(
            [
                (self.value(component) != self._codes(component.name, (name,))[0])
                | self._one_of(frequency, tuple(sorted(frequencies)))
                for name, frequencies in self.specification.cost_frequencies.items()
            ]
        )

    def _listed_la_code(self, field: Name) -> pl.Expr:
        return pl.col(value(field.name)).is_in(list(self.specification.local_authorities))

    def _is_postcode(self, field: Name, postcode: Text) -> pl.Expr:
        compact = str(postcode.value).replace(" ", "").upper()
        return personal_data.compact(pl.col(field.name)) == compact


@cache
def _position(number: int) -> pl.Expr:
    # polars takes a while to make one
    return pl.lit(number, dtype=pl.UInt8)


def whole_years(first: pl.Series, second: pl.Series) -> pl.Series:
    """Return the birthdays between two days, as a person counts them."""
    return (_year_and_day(second) - _year_and_day(first)) // DAYS_IN_NO_YEAR


def _year_and_day(day: pl.Series) -> pl.Series:
    """Return a day's year times `DAYS_IN_NO_YEAR` and its place in the year, where years begin on 1 March.

    The 29th of February then comes last, so that every other day has one place in all years. Counting so is much
    quicker than asking polars for year, month and day.
    """
    since_year_0 = day.to_physical() + DAYS_FROM_1_MARCH_0_TO_1970
    century = (since_year_0 * 4 + 3) // DAYS_IN_400_YEARS
    in_century = since_year_0 - century * DAYS_IN_400_YEARS // 4
    year = (in_century * 4 + 3) // DAYS_IN_4_YEARS
    return (century * 100 + year) * DAYS_IN_NO_YEAR + in_century - year * DAYS_IN_4_YEARS // 4
