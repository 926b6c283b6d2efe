"""All rules within a row, compiled into one pass over a batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import polars as pl

from opencld.specification import Rule, Specification
from opencld.specification.expressions import Node
from opencld.validation.cells import blank, positions_of, value
from opencld.validation.conditions import Conditions, whole_years
from opencld.validation.looks import look_by, seen_by_any

BY_ASSOCIATION = "Unpaid carer known by association"
ONLY_SHARED_PARTS = pl.QueryOptFlags.none(comm_subexpr_elim=True)
"""For some hundred conditions on one frame there is nothing else to gain, and looking for it takes a while."""


class Known(NamedTuple):
    """What a batch is judged against: the period most rows state (None where none can be read), the day of receipt."""

    period_start: date | None
    period_end: date | None
    as_of: date


@dataclass(frozen=True, eq=False)
class Check:
    """One rule on one field, or on the whole row where `field` is blank; `name` is unique among checks."""

    rule: Rule
    field: str

    @property
    def name(self) -> str:
        """The rule's code and the field's name."""
        return f"{self.rule.code} {self.field}".strip()


def is_event(specification: Specification) -> pl.Expr:
    """Say of each row whether it is an event: all are but those of unpaid carers known by association."""
    codes = specification.defined_lists["client_type"]
    by_association = pl.lit(codes.index(BY_ASSOCIATION) + 1, dtype=pl.UInt8)
    return (pl.col(value("client_type")).to_physical() != by_association).fill_null(
        # who can tell, without a client type that can be read: a row with a type of event is one
        ~pl.col(blank("event_type"))
    )


@lru_cache(maxsize=8)
def row_rules_of(specification: Specification, absent: frozenset[str]) -> RowRules:
    """Return the rules within a row for returns that lack these fields, worked out once for any number of returns."""
    return RowRules(specification, absent)


class RowRules:
    """Finds the rows that break a rule. A rule fires where `when` holds and `must` does not; unknown is silent."""

    def __init__(self, specification: Specification, absent: frozenset[str] = frozenset()) -> None:
        self.conditions = Conditions(specification)
        self.is_event = is_event(specification)
        self.checks = [check for check in all_checks(specification) if subject(check) not in absent]
        ways = {check.name: self.conditions.ways(_must(check)) for check in self.checks}
        self.quick = [check for check in self.checks if not ways[check.name]]
        self.slow = [check for check in self.checks if ways[check.name]]
        self.expressions = [
            *(self._fired(check, _must(check)).alias(check.name) for check in self.quick),
            *(
                pl.any_horizontal([way.sign for way in ways[check.name]]).alias(check.name)
                for check in self.slow
            ),
        ]
        self.looks = {
            check.name: [(*way.looks, look_by(self._fired(check, way.must))) for way in ways[check.name]]
            for check in self.slow
        }

    def find(self, batch: pl.DataFrame) -> Iterator[tuple[Check, pl.Series]]:
        """Yield each check that fires with the positions of its rows in the batch, in ascending order.

        `batch` is what `cells` read and `with_known` added to.
        """
        fired = batch.lazy().select(self.expressions).collect(optimizations=ONLY_SHARED_PARTS)
        for check in self.quick:
            if fired[check.name].any():
                yield (check, positions_of(fired[check.name]))
        for check in self.slow:
            if fired[check.name].any():
                # costly things, such as names in descriptions, only where every quicker look saw a sign
                found = seen_by_any(batch, self.looks[check.name], positions_of(fired[check.name]))
                if len(found):
                    yield (check, found)

    def _fired(self, check: Check, must: Node) -> pl.Expr:
        condition = check.rule.when.get(check.field)
        when = self.conditions.expression(condition.node) if condition else pl.lit(True)
        applies = when & self.is_event if check.rule.rows == "events" else when
        return applies & ~self.conditions.expression(must)


def _must(check: Check) -> Node:
    return check.rule.must[check.field].node


def all_checks(specification: Specification) -> list[Check]:
    """Return every check within a row that the specification asks for, in the order of its rules."""
    return [
        Check(rule, field)
        for rule in specification.rules
        if rule.kind in ("row", "each")
        for field in (rule.fields if rule.kind == "each" else ("",))
    ]


def subject(check: Check) -> str:
    """Return the field that a check is about. A rule on several fields names the one at fault first."""
    return check.field or check.rule.fields[0]


def with_known(batch: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Return the batch with what rules may speak of beside its fields (`expressions.KNOWN_VALUES`)."""
    days = {"period_start": known.period_start, "period_end": known.period_end, "as_of": known.as_of}
    constant = [
        pl.Series(name, [day], dtype=pl.Date).new_from_index(0, batch.height) for name, day in days.items()
    ]
    batch = batch.hstack(constant)
    end, is_open = batch[value("event_end_date")], batch[blank("event_end_date")]
    last_day = batch["period_end"].zip_with(is_open, end).alias("last_day")
    birth, start = batch[value("date_of_birth")], batch[value("event_start_date")]
    # series by series, for polars would plan such a query longer than it takes
    ages = {"age_at_start": whole_years(birth, start), "age_at_end": whole_years(birth, last_day)}
    return batch.hstack([last_day, *(age.alias(name) for name, age in ages.items())])
