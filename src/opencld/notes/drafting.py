"""Drafts notes from what the check of a return found, and carries last quarter's over to be confirmed."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from opencld.errors import Misused
from opencld.notes.model import (
    Answer,
    Missing,
    Notes,
    authority_of,
    period_of,
    standing_questions,
    told,
)
from opencld.specification import Specification
from opencld.validation import Summary
from opencld.validation.field_results import STATUSES, VALIDITIES

WORTH_SAYING = 0.01  # of the cells that are due; fewer blank ones are the findings' business
APPLY = STATUSES[:2]
BLANK = VALIDITIES[1:3]
EVENT_TYPES = {"Request": "Requests", "Assessment": "Assessments", "Service": "Services", "Review": "Reviews"}
PERIOD = "Reporting period"


def draft(summary: Summary, specification: Specification, last: Notes | None = None) -> Notes:
    """Draft notes on a checked return, whose summary must have field results.

    Of `last` notes, reasons, dates and answers are carried over, and notes that the check knows nothing of; none of it
    is confirmed. Raises Misused where the last notes are another authority's, or on a later period.
    """
    if last:
        _check_before(last, summary)
    drafted = list(_drafted(summary, specification))
    if last:
        drafted = [*(_carried(one, last) for one in drafted), *_others(drafted, last, summary, specification)]
    answered = {one.question: one.answer for one in last.answers} if last else {}
    return Notes(
        la_code=authority_of(summary),
        period=period_of(summary),
        missing=tuple(drafted),
        answers=tuple(Answer(question, answered.get(question, "")) for question in standing_questions()),
    )


def _check_before(last: Notes, summary: Summary) -> None:
    if last.la_code != authority_of(summary):
        raise Misused(
            f"The last notes are of {last.la_code}, and {summary.file} is of {authority_of(summary)}. "
            "Name the notes of the same authority."
        )
    if last.period[1] > period_of(summary)[1]:
        raise Misused(
            f"The last notes are on {told(last.period)}, later than {summary.file}, which covers "
            f"{told(period_of(summary))}. Name the notes of the quarter before."
        )


def _drafted(summary: Summary, specification: Specification) -> Iterator[Missing]:
    for event_type, plural in EVENT_TYPES.items():
        if not summary.events.get(event_type):
            yield Missing(plural, f"There are no {plural.lower()} in this return.")
    stated, derived = summary.stated_period, summary.derived_period
    if stated and derived and stated != derived:
        yield Missing(
            PERIOD,
            f"The return states {told(stated)}, but only the months of {told(derived)} have events of all types in "
            "usual numbers.",
        )
    for header, (blank, due) in sorted(
        _due_but_blank(summary, specification).items(), key=lambda item: -item[1][0] / item[1][1]
    ):
        if blank >= WORTH_SAYING * due:
            yield Missing(header, _blank(blank, due))


def _due_but_blank(summary: Summary, specification: Specification) -> dict[str, tuple[int, int]]:
    """Cells that rules found blank, and these with the filled ones, by the header of their field."""
    blank: Counter[str] = Counter()
    for count in summary.rules:
        if count.rule in blank_rules():
            # of several fields of a finding the first is the blank one
            blank[count.field.split("; ")[0]] += count.findings
    filled: Counter[str] = Counter()
    for one in summary.field_results:
        if one.status in APPLY and one.validity not in BLANK:
            filled[specification.field[one.field].header] += one.cells
    return {header: (found, found + filled[header]) for header, found in blank.items()}


@cache
def blank_rules() -> frozenset[str]:
    """Return the codes of the rules whose findings are cells that should be filled."""
    with (Path(__file__).parent / "blank_rules.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["rule"] for row in csv.DictReader(file, strict=True))


def _blank(blank: int, due: int) -> str:
    rows = "row" if due == 1 else "rows"
    return f"Blank on {blank:,} of {due:,} {rows} that should have it ({100 * blank / due:.1f} %)."


def _carried(drafted: Missing, last: Notes) -> Missing:
    for before in last.missing:
        if before.about == drafted.about:
            return replace(drafted, reason=before.reason, expected=before.expected)
    return drafted


def _others(
    drafted: list[Missing], last: Notes, summary: Summary, specification: Specification
) -> Iterator[Missing]:
    """Last quarter's notes that the check does not repeat: mended, or of somebody's own."""
    headers = {field.header for field in specification.fields}
    left = _due_but_blank(summary, specification)
    for before in last.missing:
        if before.about in {one.about for one in drafted}:
            continue
        if before.about in headers:
            blank, due = left.get(before.about, (0, 0))
            now = _blank(blank, due) if blank else "Filled on every row that should have it."
            yield Missing(before.about, f"{now} Last quarter: {before.what}", before.reason, before.expected)
        elif before.about not in (*EVENT_TYPES.values(), PERIOD):
            yield replace(before, confirmed=False)
