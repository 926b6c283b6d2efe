"""What notes on a return consist of."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from opencld.errors import Misused
from opencld.validation import Summary

Period = tuple[date, date]
HERE = Path(__file__).parent


@dataclass(frozen=True)
class StandingQuestion:
    """A question that the guidance wants answered in the comments box, in its section `guidance`."""

    question: str
    asks: str
    guidance: str


@dataclass(frozen=True)
class Missing:
    """What is missing: `about` a field (by its header), an event type, or anything else; why, and when it will come.

    Only `confirmed` notes go into the comment.
    """

    about: str
    what: str
    reason: str = ""
    expected: str = ""
    confirmed: bool = False


@dataclass(frozen=True)
class Answer:
    """The answer to a standing question, blank where nobody has given one."""

    question: str
    answer: str = ""
    confirmed: bool = False


@dataclass(frozen=True)
class Notes:
    """All notes on a return of an authority and period."""

    la_code: str
    period: Period
    missing: tuple[Missing, ...]
    answers: tuple[Answer, ...]

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """What the notes not yet confirmed are about."""
        asked = standing_questions()
        return (
            *(one.about for one in self.missing if not one.confirmed),
            *(asked[one.question].asks for one in self.answers if not one.confirmed),
        )


@cache
def standing_questions() -> dict[str, StandingQuestion]:
    """Return the standing questions by name, in their order."""
    with (HERE / "standing_questions.csv").open(encoding="utf-8", newline="") as file:
        return {row["question"]: StandingQuestion(**row) for row in csv.DictReader(file, strict=True)}


def authority_of(summary: Summary) -> str:
    """Return the code on most rows of a return; blank where it has no row."""
    return next(iter(summary.la_codes), "")


def period_of(summary: Summary) -> Period:
    """Return the stated period, otherwise the derived one. Raises Misused where there is neither."""
    period = summary.stated_period or summary.derived_period
    if period is None:
        raise Misused(
            f"{summary.file} has no reporting period that can be read, so that notes on it would belong to none. "
            "Fill Reporting Period Start Date and End Date, dd/mm/yyyy."
        )
    return period


def check_notes_on(notes: Notes, summary: Summary, name: str) -> None:
    """Refuse notes on another return than this. `name` is that of their file. Raises Misused."""
    if notes.la_code != authority_of(summary):
        raise Misused(
            f"{name} has notes on a return of {notes.la_code}, and {summary.file} is of {authority_of(summary)}."
        )
    if notes.period != period_of(summary):
        raise Misused(
            f"{name} has notes on {told(notes.period)}, and {summary.file} covers {told(period_of(summary))}. "
            f"Draft notes on it: cld notes {summary.file} -o notes.yaml --last {name}"
        )


def rewritten(notes: Notes, missing: Iterable[Missing], answers: Iterable[Answer]) -> Notes:
    """Return notes with others in their place; questions without an answer among them keep the one they have.

    Raises Misused for a question that is not asked.
    """
    answered = {one.question: one for one in answers}
    for question in answered:
        if question not in standing_questions():
            raise Misused(f"No question {question!r} is asked; those are {', '.join(standing_questions())}.")
    kept = tuple(answered.get(one.question, one) for one in notes.answers)
    return replace(notes, missing=tuple(missing), answers=kept)


def told(period: Period) -> str:
    """Return a period as people write it."""
    return f"{period[0]:%d/%m/%Y} to {period[1]:%d/%m/%Y}"
