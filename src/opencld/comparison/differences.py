"""What a comparison comes to: kinds of difference, fields, costs, months, findings, completeness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from opencld.comparison.kinds import Kind, kinds
from opencld.specification import Specification
from opencld.validation import Summary
from opencld.validation.field_results import STATUSES, VALIDITIES, FieldResult

APPLY = STATUSES[:2]
BLANK = tuple(validity for validity in VALIDITIES if "Blank" in validity)
SAME = 0.0005  # of cells; a smaller change of completeness is none


@dataclass(frozen=True)
class Counts:
    """Lines of both returns. `in_both` were paired, `alike` of them in all that is compared, `uncertain` ones might be
    paired otherwise; lines `without_person` name nobody, and can only be paired where they are alike."""

    in_both: int
    alike: int
    uncertain: int
    last_without_person: int
    this_without_person: int


@dataclass(frozen=True)
class KindCount:
    """A kind of difference and its events and people. `by_event_type` has events, blank where a row has no type;
    `closed_by_centre` services that the centre will end."""

    kind: Kind
    events: int
    people: int
    uncertain: int
    closed_by_centre: int
    by_event_type: Mapping[str, int]

    @property
    def counted(self) -> int:
        """Events or people, whichever the kind counts."""
        return self.events if self.kind.counts == "events" else self.people


@dataclass(frozen=True)
class FieldChange:
    """How often a field changed, by kind and event type (blank for what describes people, who count once)."""

    field: str
    kind: str
    event_type: str
    changes: int
    filled: int
    emptied: int
    people: int
    lines: int


@dataclass(frozen=True)
class Uplift:
    """Costs of a component and frequency, of all providers or (`is_by_provider`) of one; pounds, per cent.

    `before` and `after` are means of all `lines`; `typical_per_cent` is the median of those that changed.
    """

    is_by_provider: bool
    service_component: str | None
    cost_frequency: str
    provider: str | None
    lines: int
    raised: int
    lowered: int
    before: float
    after: float
    per_cent: float
    typical_per_cent: float | None


@dataclass(frozen=True)
class MonthCount:
    """Events of a type in the month of their `start` or `end`, in the last return and in this one."""

    event_type: str
    counted_by: str
    month: date
    last_events: int
    this_events: int


@dataclass(frozen=True)
class FindingChange:
    """Findings of a rule in a field: then and now; mended, or gone with their line; new on a line that was there
    before, or with a new line."""

    rule: str
    field: str
    last_findings: int
    this_findings: int
    mended: int
    left_with_line: int
    new_on_line: int
    new_with_line: int


@dataclass(frozen=True)
class CompletenessChange:
    """Cells in which a field applies, and the filled ones of them, then and now."""

    field: str
    last_cells: int
    last_filled: int
    this_cells: int
    this_filled: int

    @property
    def last_share(self) -> float | None:
        """Filled cells as a share of 1, None where the field applies nowhere."""
        return self.last_filled / self.last_cells if self.last_cells else None

    @property
    def this_share(self) -> float | None:
        """The same of this return."""
        return self.this_filled / self.this_cells if self.this_cells else None

    @property
    def change(self) -> float:
        """By how much the share changed, 0 where either is not known or the change is next to none."""
        if self.last_share is None or self.this_share is None:
            return 0.0
        change = self.this_share - self.last_share
        return change if abs(change) >= SAME else 0.0


def kind_counts(rows: Sequence[Mapping[str, Any]]) -> tuple[KindCount, ...]:
    """Put the rows of `counted` together by kind, the most pressing first."""
    totals = {row["kind"]: row for row in rows if row["event_type"] is None}
    by_type: dict[str, dict[str, int]] = {}
    for row in rows:
        if row["event_type"] is not None:
            by_type.setdefault(row["kind"], {})[row["event_type"]] = row["events"]
    return tuple(
        KindCount(
            kind=kind,
            events=totals[name]["events"],
            people=totals[name]["people"],
            uncertain=totals[name]["uncertain"],
            closed_by_centre=totals[name]["closed_by_centre"],
            by_event_type=by_type[name],
        )
        for name, kind in kinds().items()
        if name in totals
    )


def completeness_changes(
    last: Summary, this: Summary, specification: Specification
) -> tuple[CompletenessChange, ...]:
    """Lay the completeness of each field beside the other return's, in the order of the fields."""
    counted = [_filled(summary.field_results) for summary in (last, this)]
    return tuple(
        CompletenessChange(
            field.name, *counted[0].get(field.name, (0, 0)), *counted[1].get(field.name, (0, 0))
        )
        for field in specification.fields
    )


def _filled(results: Sequence[FieldResult]) -> dict[str, tuple[int, int]]:
    counted: dict[str, tuple[int, int]] = {}
    for one in results:
        if one.status in APPLY:
            cells, filled = counted.get(one.field, (0, 0))
            counted[one.field] = (cells + one.cells, filled + one.cells * (one.validity not in BLANK))
    return counted
