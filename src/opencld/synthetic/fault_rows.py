"""Rows that break a rule, made from the rule's own failing examples.

An example names the row it starts from and the cells it changes, for the twelve months to 31 March 2026. Here its days
move to the return's own period, and its people, numbers and references become new ones, so that an example can stand
in any return, as often as one likes, and nothing but its own rule finds it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, cast

from opencld.nhs_number import is_valid
from opencld.specification import PACKAGED, Rule, Specification
from opencld.specification.rule_files import example_rows

EXAMPLES_END = date(2026, 3, 31)
WITHIN_A_ROW = ("row", "each", "cell")
ABOUT_THE_EXAMPLE = {"a", "each", "field", "suggestion", "safe", "also"}
LINKS = ("adult_1_linked_person_id", "adult_2_linked_person_id", "adult_3_linked_person_id")
REFERENCES = ("la_person_unique_identifier", "event_reference", *LINKS)
PLAIN_DATE = re.compile(r"^[0-9]{2}/[0-9]{2}/[0-9]{4}$")
Cells = dict[str, str]


@dataclass(frozen=True)
class FaultRows:
    """Rows to be planted together, and which of them (counted from 0) has a finding, on which field."""

    rule: str
    rows: tuple[Cells, ...]
    found_on: tuple[int, ...]
    field: str
    """The field's header, the first of several; blank where the finding is about the whole row."""


def fault_rows_of(rule: Rule, specification: Specification) -> Iterator[FaultRows]:
    """Yield a rule's failing examples. Those whose finding is about the file are left out."""
    for example in rule.fails:
        if rule.kind in WITHIN_A_ROW:
            rows = [_cells(example), *_companions(_cells(example))]
            yield FaultRows(rule.code, tuple(rows), (0,), _field(rule, example, specification))
        elif "finds" in example:
            parts = cast(Sequence[Mapping[str, Any]], example["rows"])
            rows = [row for place, part in enumerate(parts) for row in _several(part, place)]
            found_on = tuple(int(row) - 1 for row in cast(Sequence[str], example["finds"]))
            yield FaultRows(rule.code, tuple(rows), found_on, _field(rule, example, specification))


def born_on_1_january(rule: Rule) -> Cells:
    """Return a row of somebody who was born on 1 January, from the example of the rule on such births."""
    parts = cast(Sequence[Mapping[str, Any]], rule.fails[0]["rows"])
    return _cells(parts[-1])


def a_whole_row() -> Cells:
    """Return a row that breaks no rule."""
    return dict(_examples()["request"])


@cache
def _examples() -> Mapping[str, Mapping[str, str]]:
    return example_rows(PACKAGED / "rules")


def _cells(example: Mapping[str, Any]) -> Cells:
    changed = {name: str(text) for name, text in example.items() if name not in ABOUT_THE_EXAMPLE}
    return {**_examples()[example["a"]], **changed}


def _several(example: Mapping[str, Any], place: int) -> list[Cells]:
    """The example's row, or as many people's as its `each` says."""
    if "each" not in example:
        return [_cells(example)]
    people = [f"E{place}-{number}" for number in range(int(example["each"]))]
    own = ("la_person_unique_identifier", "event_reference", "nhs_number")
    return [_cells(example) | dict.fromkeys(own, person) for person in people]


def _companions(row: Cells) -> list[Cells]:
    """Rows of those to whom a carer's row is linked, so that the link leads somewhere."""
    if row["client_type"] == "Service user":
        return []
    linked = {row[link] for link in LINKS if row.get(link)} - {row.get("la_person_unique_identifier")}
    return [{**a_whole_row(), "la_person_unique_identifier": one} for one in sorted(linked)]


class Renewal:
    """Makes the rows of examples fit for one return: its authority, its period, people of its own.

    `next_number` gives NHS numbers that nobody has yet.
    """

    def __init__(self, la_code: str, period_end: date, next_number: Callable[[], str]) -> None:
        self.la_code = la_code
        self.months = (period_end.year - EXAMPLES_END.year) * 12 + period_end.month - EXAMPLES_END.month
        self.next_number = next_number
        self.groups = 0

    def renewed(self, rows: Sequence[Cells]) -> list[Cells]:
        """Return rows that belong together with new identifiers, their days moved to the return's period."""
        self.groups += 1
        numbers = {text: self.next_number() for text in dict.fromkeys(map(_number_in, rows)) if text}
        return [self._renewed(row, numbers) for row in rows]

    def _renewed(self, row: Cells, numbers: Mapping[str, str]) -> Cells:
        new = {name: self._moved(name, text, row) for name, text in row.items()}
        for name in REFERENCES:
            # a reference that is somebody's NHS number stays one
            is_number = is_valid(row.get(name, ""))
            if row.get(name):
                new[name] = numbers.get(row[name], row[name]) if is_number else f"{row[name]}-F{self.groups}"
        new["nhs_number"] = numbers.get(row.get("nhs_number", ""), row.get("nhs_number", ""))
        if row["la_code"] == _examples()["request"]["la_code"]:
            new["la_code"] = self.la_code
        return new

    def _moved(self, name: str, text: str, row: Cells) -> str:
        if not PLAIN_DATE.match(text) or (name == "date_of_birth" and _is_told_elsewhere(text, row)):
            return text
        try:
            day = datetime.strptime(text, "%d/%m/%Y").date()
        except ValueError:
            return text
        return f"{_months_later(day, self.months):%d/%m/%Y}"


def _number_in(row: Cells) -> str:
    """The NHS number of an example's person, or what stands for one where each person needs their own."""
    text = row.get("nhs_number", "")
    return text if is_valid(text) or text.startswith("E") else ""


def _is_told_elsewhere(birth: str, row: Cells) -> bool:
    """Whether a reference or description tells the year of birth: then the birth date must stay as it is."""
    return any(birth[-4:] in row.get(name, "") for name in (*REFERENCES, "event_description"))


def _months_later(day: date, months: int) -> date:
    """The same day of another month; a month's last day stays a last day."""
    month = day.year * 12 + day.month - 1 + months
    first, after = (date(m // 12, m % 12 + 1, 1) for m in (month, month + 1))
    last = after - timedelta(days=1)
    is_last = (day + timedelta(days=1)).day == 1
    return last if is_last else first.replace(day=min(day.day, last.day))


def _field(rule: Rule, example: Mapping[str, Any], specification: Specification) -> str:
    name = str(example.get("field") or next(iter(rule.fields), ""))
    return specification.field[name].header if name else ""
