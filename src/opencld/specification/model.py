"""What the specification consists of: small frozen types, filled from the data files beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

from opencld.specification.expressions import Expression

DataType = Literal[
    "la_code", "date", "nhs_number", "alphanumeric", "text", "defined_list", "postcode", "integer", "numeric"
]
Mandatory = Literal["mandatory", "conditional", "voluntary"]
Severity = Literal["reject", "error", "warning", "note"]

SEVERITIES: tuple[Severity, ...] = ("reject", "error", "warning", "note")


class Release(NamedTuple):
    """A release of the collection's specification. `required_from` is the day from which returns must use it."""

    release: int
    version: str
    published: date
    required_from: date


class Field(NamedTuple):
    """One column of a return. `header` is its title in the CSV, `name` the same in lower case with underscores.

    `mandatory_when` and `applies_when` are conditions in the rule language; None means always.
    `personal` fields are masked in findings. Source: collection guidance, the section named `guidance_section`.
    """

    number: int
    name: str
    header: str
    module: str
    data_type: DataType
    mandatory: Mandatory
    mandatory_for: str
    mandatory_when: Expression | None
    applies_when: Expression | None
    personal: bool
    meaning: str
    guidance_section: str
    note: str


class MappedValue(NamedTuple):
    """A Release 1 value and its Release 2 successor (blank where it was dropped).

    `certainty` is `sure` where both spellings were seen, else `inferred`. `needs_decision` marks values whose
    meaning may have changed although the successor is sure.
    """

    field: str
    release1_value: str
    release2_value: str
    change: str
    certainty: Literal["sure", "inferred"]
    needs_decision: bool
    source: str

    @property
    def is_safe(self) -> bool:
        """Whether the new value may be put in place of the old one without anyone looking."""
        return bool(self.release2_value) and self.certainty == "sure" and not self.needs_decision


class LocalAuthority(NamedTuple):
    """A council with adult social services responsibilities. `la_code` is text: four are not numbers."""

    la_code: str
    la_name: str
    ons_code: str
    region: str


class SubmissionWindow(NamedTuple):
    """One line of Table 1: the month in which a twelve-month period ends and the month it is submitted in."""

    period_end_month: int
    submission_month: int
    period: str


class Grouping(NamedTuple):
    """Values of one field gathered under higher-level groups, for example service types into long term support."""

    name: str
    field: str
    groups: Mapping[str, tuple[str, ...]]


Condition = Mapping[str, Expression]
"""A rule's condition for each of its fields; under the key "" where it is one condition on the whole row."""


class Rule(NamedTuple):
    """One check. Source of severities and of what must stay silent: the collection guidance, section `guidance`.

    kind `row`: `when` and `must` are conditions on one row; a finding is made where `when` holds and `must` fails.
    kind `each`: the same, read once for each field in `fields`, which the condition calls `cell`.
    kind `cell`: for cells that are not a value of their field's data type; the first such rule whose `when`
    holds makes the one finding about the cell.
    kind `across`: `query` names the SQL file that selects the rows which break the rule.
    kind `file`: made while the file is read; `fault` is the reader's word for it.
    `passes` and `fails` are examples: rows (or, across rows, little returns) that the tests run and the docs print.
    """

    code: str
    title: str
    kind: Literal["row", "each", "cell", "across", "file"]
    severity: Severity
    fields: tuple[str, ...]
    when: Condition
    must: Condition
    query: str
    fault: str
    rows: Literal["events", "all"]
    message: str
    act: str
    why: str
    guidance: str
    since: int
    suggest: str
    suggestion: str
    suggestion_is_safe: bool
    suggestion_class: str
    hides_value: bool
    passes: tuple[Mapping[str, object], ...]
    fails: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, eq=False)
class Specification:
    """The whole of one release, with the mapping from the release before and the reference lists around it.

    One is equal only to itself, so that what is made of it can be kept for the next return.
    """

    release: Release
    releases: tuple[Release, ...]
    fields: tuple[Field, ...]
    defined_lists: Mapping[str, tuple[str, ...]]
    outcome_orders: Mapping[str, tuple[str, ...]]
    typical_outcomes: Mapping[str, frozenset[str]]
    release_1_values: tuple[MappedValue, ...]
    header_variants: Mapping[str, str]
    dropped_columns: Mapping[str, date]
    groupings: Mapping[str, Grouping]
    local_authorities: Mapping[str, LocalAuthority]
    schedule: tuple[SubmissionWindow, ...]
    cost_frequencies: Mapping[str, frozenset[str]]
    guidance_sections: tuple[str, ...]
    rules: tuple[Rule, ...]

    @cached_property
    def field(self) -> Mapping[str, Field]:
        """Fields by name."""
        return {field.name: field for field in self.fields}

    @cached_property
    def rule(self) -> Mapping[str, Rule]:
        """Rules by code."""
        return {rule.code: rule for rule in self.rules}

    @cached_property
    def release_1_value(self) -> Mapping[tuple[str, str], MappedValue]:
        """Release 1 values that are spelt otherwise in Release 2, by field and old value."""
        return {
            (mapped.field, mapped.release1_value): mapped
            for mapped in self.release_1_values
            if mapped.release1_value and mapped.release1_value not in self.defined_lists[mapped.field]
        }
