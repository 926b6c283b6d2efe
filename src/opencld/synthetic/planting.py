"""Plants faults in a return as it is written, and notes each in the answer file: row, field, rule."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from opencld.errors import Misused
from opencld.specification import Rule, Specification
from opencld.specification.lookup import find_rule
from opencld.synthetic.damage import IN_LINES, WHOLE_FILE, damage_file, damaged_lines, written
from opencld.synthetic.fault_rows import (
    Cells,
    FaultRows,
    Renewal,
    a_whole_row,
    born_on_1_january,
    fault_rows_of,
)
from opencld.synthetic.numbers import nhs_number
from opencld.synthetic.people import Stream
from opencld.synthetic.plan import EXTRACTED_EARLY, TWO_YEARS

BIRTHS = "PL04"
DROPPED = ("dropped_column", "dropped_column_before_due")
"""The same damage, which rejects a return from the day on which Release 2 became due."""
ROWS_PER_BIRTH = 12
"""Often enough for more than three in a hundred people."""
AUTHORITIES = 153


@dataclass(frozen=True)
class Answer:
    """One planted fault: the row (None where it is the file's) and what is to be found there."""

    row: int | None
    field: str
    rule: str


@dataclass(frozen=True)
class FaultPlan:
    """Which faults go into each return: every so many rows one of `in_rows`, and at most one of the whole file's."""

    share: float
    in_rows: tuple[Rule, ...]
    of_file: Rule | None


def fault_plan(share: float, codes: tuple[str, ...], specification: Specification) -> FaultPlan:
    """Sort the rules asked for. Without codes these are all that can stand side by side.

    Raises Misused for an unknown rule, or where two rules would damage the whole file.
    """
    asked = [find_rule(specification, code) for code in codes] or [
        rule for rule in specification.rules if not is_of_file(rule)
    ]
    of_file = [rule for rule in asked if is_of_file(rule)]
    if len(of_file) > 1:
        both = " and ".join(rule.code for rule in of_file[:2])
        raise Misused(f"{both} are both about the file as a whole. Plant them in returns of their own.")
    in_rows = tuple(rule for rule in asked if not is_of_file(rule))
    if in_rows and of_file:
        raise Misused(f"{of_file[0].code} is about the file as a whole. Plant it without other rules.")
    return FaultPlan(share, in_rows, of_file[0] if of_file else None)


def check_received(faults: FaultPlan, received: Iterable[date], specification: Specification) -> None:
    """Raise Misused where a dropped column would have another finding, because of the day of receipt."""
    rule = faults.of_file
    due = min(specification.dropped_columns.values())
    for day in received:
        if rule and rule.fault in DROPPED and (rule.fault == DROPPED[0]) != (day >= due):
            when = "on or after" if rule.fault == DROPPED[0] else "before"
            raise Misused(f"{rule.code} is for returns received {when} {due}; this one is received on {day}.")


def is_of_file(rule: Rule) -> bool:
    """Whether a rule's finding is about the whole file, so that it goes into a return of its own."""
    return rule.fault in WHOLE_FILE or any("file" in example for example in rule.fails)


class Planter:
    """Mixes faults among the rows of one return."""

    def __init__(
        self, plan: FaultPlan, specification: Specification, la_code: str, place: int, quarter: date
    ) -> None:
        self.plan = plan
        self.names = [field.name for field in specification.fields]
        self.headers = [field.header for field in specification.fields]
        self.answers: list[Answer] = []
        self.rows = 0
        self.due = 0.0
        self.numbers = (
            nhs_number((count * AUTHORITIES + place) * len(Stream) + Stream.PLANTED)
            for count in itertools.count()
        )
        self.renewal = Renewal(la_code, quarter, lambda: next(self.numbers))
        self.kinds = itertools.cycle(_kinds(plan.in_rows, specification))
        self.birth = born_on_1_january(plan.of_file) if plan.of_file and plan.of_file.code == BIRTHS else None

    def mixed(self, lines: bytes) -> Iterator[bytes]:
        """Yield lines of CSV, with faults between them."""
        for line in lines.splitlines(keepends=True):
            yield line
            self.rows += 1
            self.due += self.plan.share if self.plan.in_rows else 0
            if self.due >= 1:
                self.due -= 1
                yield from self._planted()
            if self.birth and self.rows % ROWS_PER_BIRTH == 0:
                yield from self._lines(self.renewal.renewed([self.birth]))

    def finish(self, path: Path) -> Path:
        """Damage the whole file where that was asked for; return its path, whose ending may be another."""
        rule = self.plan.of_file
        if rule is None:
            return path
        row, field = None, self.headers[1] if rule.kind == "across" else ""
        if rule.fault:
            path, field = damage_file(rule.fault, path)
            row = self.rows if rule.fault == "truncated_last_line" else None
        if rule.code == BIRTHS:
            field = "Date of Birth"
        self.answers.append(Answer(row, field, rule.code))
        if rule.code == TWO_YEARS:
            # a period that is not twelve months is not the one that the centre derives, either
            self.answers.append(Answer(None, field, EXTRACTED_EARLY))
        return path

    def _planted(self) -> Iterator[bytes]:
        rule, rows = next(self.kinds)
        if isinstance(rows, FaultRows):
            self.answers += [Answer(self.rows + place + 1, rows.field, rule) for place in rows.found_on]
            yield from self._lines(self.renewal.renewed(rows.rows))
            return
        damaged = damaged_lines(rows, self.headers, self._new_row)
        self.answers.append(Answer(self.rows + damaged.found_on + 1, "", rule))
        self.rows += len(damaged.lines)
        yield from damaged.lines

    def _new_row(self) -> list[str]:
        [row] = self.renewal.renewed([a_whole_row()])
        return [row.get(name, "") for name in self.names]

    def _lines(self, rows: list[Cells]) -> Iterator[bytes]:
        for row in rows:
            self.rows += 1
            yield written([row.get(name, "") for name in self.names])


def _kinds(rules: tuple[Rule, ...], specification: Specification) -> Iterator[tuple[str, FaultRows | str]]:
    """All ways to break the rules: a rule's examples, or damage to a line. One of each rule comes first."""
    ways: list[list[FaultRows | str]] = [
        [rule.fault] if rule.fault in IN_LINES else list(fault_rows_of(rule, specification)) for rule in rules
    ]
    for turn in itertools.zip_longest(*ways):
        yield from ((rule.code, way) for rule, way in zip(rules, turn, strict=True) if way)
