"""What somebody decided about values that no program may change by itself: a CSV file, drafted here and then edited.

It has the columns `field`, `value` and `new value`. A blank new value is a decision not yet taken.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from opencld import saving
from opencld.errors import Misused
from opencld.returns.header import field_by_header, simplified
from opencld.returns.side_file import read_side_file
from opencld.specification import Specification
from opencld.validation.cells import CellReader, improper
from opencld.validation.readings import Readings, fold

NEEDED = ("field", "value", "new value")
DRAFTED = (*NEEDED, "rows", "nearest values", "what is wrong")
MAKE_BLANK = "(blank)"
"""What to write as new value where the cell is to become blank."""
SHORT_LIST, MOST_NEAREST, LIKE_ENOUGH = 6, 3, 0.5
MOST_COMPARED = 500  # values of a draft, the first ones; comparing takes milliseconds each
LONGEST_COMPARED = 200


@dataclass(frozen=True)
class Decision:
    """A value in a field (its header) and what is to be in its place; `why` names the file and the line."""

    field: str
    value: str
    new_value: str
    why: str


def read_decisions(path: Path, specification: Specification, called: str = "") -> tuple[Decision, ...]:
    """Read the decisions that have been taken, from a file which people may call by another name.

    Raises CannotRead where there is no such file, Misused, with the line, where a field does not exist, a value is
    answered twice or the answer is itself no value of the field.
    """
    called = called or path.name
    headers = field_by_header(specification)
    answers: dict[tuple[str, str], Decision] = {}
    for line, (title, value, new_value) in read_side_file(path, NEEDED, called):
        name = headers.get(simplified(title))
        if name is None:
            raise Misused(
                f"{called}, line {line}: there is no field {title!r}. Use the header of the return."
            )
        if not new_value.strip():
            continue
        answer = "" if new_value.strip() == MAKE_BLANK else new_value
        field = specification.field[name]
        decision = Decision(field.header, value, answer, f"Decided in {called}, line {line}")
        earlier = answers.setdefault((name, value), decision)
        if earlier.new_value != answer:
            raise Misused(
                f"{called}, line {line}: this value of {field.header} has another answer on "
                f"{earlier.why.rpartition(', ')[2]}. Leave one of the two."
            )
    decisions = tuple(answers.values())
    check_decisions(decisions, specification)
    return decisions


def check_decisions(decisions: Sequence[Decision], specification: Specification) -> None:
    """Refuse decisions on no field, and those that put another bad value in the place of one. Raises Misused."""
    names = {field.header: field.name for field in specification.fields}
    for one in decisions:
        if one.field not in names:
            raise Misused(f"There is no field {one.field!r}. Use the header of the return.")
    blank = {field.name: "" for field in specification.fields}
    rows = [{**blank, names[one.field]: one.new_value, "row": 1, "line": 1} for one in decisions]
    if not rows:
        return
    read = CellReader(specification, Readings(specification)).read(pl.DataFrame(rows))
    for place, one in enumerate(decisions):
        flag = improper(names[one.field])
        if flag in read.columns and read[flag][place]:
            raise Misused(
                f"{one.why.removeprefix('Decided in ')}: the new value is no value of {one.field} as the specification "
                f"writes it. `cld spec field {one.field!r}` says what is."
            )


@dataclass(frozen=True)
class ToDecide:
    """A value that needs a decision: in this field (its header), on so many rows, and what it may have meant."""

    field: str
    value: str
    rows: int
    nearest: tuple[str, ...]
    title: str
    is_personal: bool


def to_decide(undecided: pl.DataFrame, specification: Specification) -> Iterator[ToDecide]:
    """Yield the values to decide, with the nearest values that the field may have.

    `undecided` has the columns `field`, `before`, `rows`, `suggestion` and `title`.
    """
    fields = {field.header: field for field in specification.fields}
    needed = undecided.select("field", "before", "rows", "suggestion", "title")
    for place, (header, value, rows, suggestion, title) in enumerate(needed.iter_rows()):
        field = fields[header]
        listed = specification.defined_lists.get(field.name, ()) if place < MOST_COMPARED else ()
        nearest = tuple(nearest_values(value, suggestion, listed))
        yield ToDecide(header, value, rows, nearest, title, field.personal)


def write_draft(path: Path, undecided: pl.DataFrame, specification: Specification) -> None:
    """Write a file of decisions to take: for each field and value how many rows have it, and the nearest values.

    `undecided` has the columns `field`, `before`, `rows`, `suggestion` and `title`. Raises CannotWrite.
    """
    with (
        saving.whole(path, "the decisions") as unfinished,
        # with a byte order mark, by which Excel knows that it is UTF-8
        unfinished.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(DRAFTED)
        for one in to_decide(undecided, specification):
            writer.writerow((one.field, one.value, "", one.rows, " | ".join(one.nearest), one.title))


def nearest_values(value: str, suggestion: str, listed: Sequence[str]) -> list[str]:
    """Return the check's own suggestion first, then the listed values that look most alike; of a short list, all."""
    folded = fold(value)[:LONGEST_COMPARED]
    alike = {one: _likeness(folded, fold(one)) for one in listed if one not in (suggestion, value)}
    ordered = sorted(alike, key=lambda one: -alike[one])
    if len(listed) > SHORT_LIST:
        ordered = [one for one in ordered[:MOST_NEAREST] if alike[one] >= LIKE_ENOUGH]
    return [suggestion, *ordered] if suggestion else ordered


def _likeness(value: str, listed: str) -> float:
    """How alike two texts are, from 0 to 1; a short text may also be like the beginning of a longer one."""
    beginnings = {listed, listed[: len(value)]}
    return max(difflib.SequenceMatcher(None, value, beginning).ratio() for beginning in beginnings)
