"""Which cells to change, from what the check found: safe suggestions by class, and what somebody decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from opencld.repair.decisions import Decision
from opencld.specification import Specification
from opencld.validation import Validation
from opencld.validation.suggestions import SAFE_AS_A_RULE
from opencld.validation.wording import HIDDEN

DROPPED_COLUMN = "dropped-column"
DECIDED = "decided"
NEEDED = ("row", "rule", "field", "value", "suggestion", "suggestion_is_safe", "suggestion_class")
"""Columns of findings that repairing needs."""
TAKEN: Mapping[str, str] = {
    DROPPED_COLUMN: "a column that Release 2 has dropped is taken out",
    **SAFE_AS_A_RULE,
}
"""What can be taken by class, and what each changes."""


class Change(NamedTuple):
    """One cell to be changed: `field` is its header, `change` the class, `why` for people.

    What is changed about the file as a whole, such as a column that is taken out, has no row.
    """

    row: int | None
    field: str
    before: str
    after: str
    rule: str
    change: str
    why: str


@dataclass(frozen=True)
class Wanted:
    """What is to be changed: safe suggestions of these classes, and whatever has been decided."""

    classes: frozenset[str] = frozenset(TAKEN)
    decisions: tuple[Decision, ...] = field(default=())


def changes(validation: Validation, wanted: Wanted, specification: Specification) -> Iterator[pl.DataFrame]:
    """Yield the changes in the order of rows, in frames with the columns of `Change`, one for a cell at most.

    The check must have kept personal values, which would otherwise be hidden in both value and suggestion. A decision
    goes before a safe suggestion.
    """
    decided = pl.DataFrame(
        [(one.field, one.value, one.new_value, one.why) for one in wanted.decisions],
        dict.fromkeys(("field", "before", "decided", "reason"), pl.String),
        orient="row",
    )
    titles = {rule.code: rule.title for rule in specification.rules}
    for findings in validation.kept_findings.in_order(NEEDED):
        found = of_cells(findings).join(decided, on=["field", "before"], how="left", maintain_order="left")
        may_decide = pl.col("rule").is_in(list(rules_that_may_be_decided(specification)))
        is_decided = pl.col("decided").is_not_null() & may_decide
        is_taken = pl.col("suggestion_is_safe") & pl.col("suggestion_class").is_in(list(wanted.classes))
        title = pl.col("rule").replace_strict(titles, return_dtype=pl.String)
        to_change = (
            found.lazy()
            .filter(is_decided | is_taken)
            .with_columns(
                after=pl.when(is_decided).then("decided").otherwise("suggestion"),
                change=pl.when(is_decided).then(pl.lit(DECIDED)).otherwise("suggestion_class"),
                why=pl.when(is_decided).then("reason").otherwise(title),
            )
            .filter(pl.col("after") != pl.col("before"))
            .sort("row", pl.col("change") != DECIDED, maintain_order=True)
            .unique(["row", "field"], keep="first", maintain_order=True)
        )
        yield to_change.select(Change._fields).collect()


def hide_personal(changes: pl.DataFrame, specification: Specification) -> pl.DataFrame:
    """Put personal values of a preview behind one word, and their changes together.

    `changes` has the columns `field`, `before`, `after`, `change` and `rows`, as what is returned has.
    """
    is_personal = pl.col("field").is_in([field.header for field in specification.fields if field.personal])
    by = ("field", "before", "after", "change")
    return (
        changes.with_columns(
            pl.when(is_personal).then(pl.lit(HIDDEN)).otherwise(pl.col("before", "after")).name.keep()
        )
        .group_by(by)
        .agg(pl.col("rows").sum())
        .sort(-pl.col("rows"), *by)
    )


def of_cells(findings: pl.DataFrame) -> pl.DataFrame:
    """Return findings on rows with the one cell at fault: `field`, and `before` for its value.

    A finding on several cells names the one at fault first.
    """
    several = pl.col("field").str.contains("; ", literal=True)
    first = pl.col("value").str.split("; ").list.first()
    return findings.filter(pl.col("row").is_not_null()).with_columns(
        pl.col("field").str.split("; ").list.first(),
        before=pl.when(several).then(first).otherwise("value"),
    )


def rules_that_may_be_decided(specification: Specification) -> frozenset[str]:
    """Return the rules about the text of a cell, or whose suggestion needs a decision."""
    return frozenset(
        rule.code
        for rule in specification.rules
        if rule.kind == "cell" or (rule.suggestion and not rule.suggestion_is_safe)
    )
