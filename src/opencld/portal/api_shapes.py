"""What the API takes and tells, as its description has it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Path as InPath
from pydantic import BaseModel, BeforeValidator, Field, StrictBool

from opencld.portal.foreman import State, Work
from opencld.portal.session import HeldReturn
from opencld.specification import Severity

MOST = 1000


def _no_flag(given: object) -> object:
    """Refuse true and false, and numbers in quotes, which would pass as numbers."""
    if isinstance(given, bool | str):
        raise ValueError("a whole number is expected")
    return given


def _written_as_a_day(given: object) -> object:
    """Refuse what could also be read as seconds since 1970, such as 0."""
    if isinstance(given, str) and "-" not in given:
        raise ValueError("a day is written like 2026-04-20")
    return given


Number = Annotated[int, InPath(ge=1, le=1_000_000_000)]
Text = Annotated[str, Field(max_length=1000)]
Whole = Annotated[int, BeforeValidator(_no_flag), Field(ge=1, le=1_000_000_000)]
First = Annotated[int, BeforeValidator(_no_flag), Field(ge=0, le=1_000_000_000)]
Most = Annotated[int, BeforeValidator(_no_flag), Field(ge=1, le=MOST)]
Day = Annotated[date, BeforeValidator(_written_as_a_day)]


class Fault(BaseModel):
    """What is wrong, and what would be right."""

    title: str
    detail: str


class WorkTold(BaseModel):
    """A piece of work. `share` is how much of what is being done is done, in per cent, where that is known."""

    number: int
    title: str
    state: State
    doing: str
    share: int | None
    fault: str


class ReturnTold(BaseModel):
    """A return that the application holds. `summary` is as `cld validate --json` has it; null until it is checked.

    `teams` are those that have findings, where a column or a file says who owns whom.
    """

    number: int
    name: str
    bytes: int
    as_of: date
    corrected_from: int | None
    check: WorkTold | None
    summary: dict[str, Any] | None
    teams: list[str]


class FileTold(BaseModel):
    """A file that was given to stand beside returns."""

    number: int
    name: str


class TeamsGiven(BaseModel):
    """Which team owns whom: by a column of the return, or by a file that was given, by its number; one of the two."""

    column: Annotated[str, Field(max_length=300)] = ""
    file: Whole | None = None


class Seeking(BaseModel):
    """Which findings are wanted: what is blank does not matter."""

    severity: Severity | Literal[""] = ""
    rule: Text = ""
    event_type: Text = ""
    team: Text = ""
    words: Text = ""
    first: First = 0
    most: Most = 50


class FoundTold(BaseModel):
    """How many findings there are, and some of them with the columns that `cld validate --findings` writes."""

    total: int
    findings: list[dict[str, Any]]


class ChangesTold(BaseModel):
    """What can be fixed: changes, personal values hidden; columns to take out; values that need a decision."""

    changes: list[dict[str, Any]]
    dropped_columns: list[str]
    to_decide: list[dict[str, Any]]


class DecisionTaken(BaseModel):
    """A value in a field (its header) and what is to be in its place; blank makes the cell blank."""

    field: Text
    value: Text
    new_value: Text


class Correcting(BaseModel):
    """The classes of safe changes to take, and what was decided."""

    classes: list[Text] = Field(default_factory=list, max_length=50)
    decisions: list[DecisionTaken] = Field(default_factory=list, max_length=10_000)


class Comparing(BaseModel):
    """The numbers of the return that was sent last and of the one that is to be sent.

    `with_measures` also says what it does to each measure, which takes longer.
    """

    last: Whole
    this: Whole
    with_measures: StrictBool = False


class Previewing(BaseModel):
    """The numbers of returns to be sent, and of those sent before; whether to show what fixing would change.

    `spells` is the number of a file of hospital spells, for ASCOF 2D; `reference` are those of reference tables of
    your own, .csv files or zipped, each in place of the packaged one of its name. With `show_identifiers` cases have
    NHS numbers and names.
    """

    returns: list[Whole] = Field(min_length=1, max_length=200)
    previous: list[Whole] = Field(default_factory=list, max_length=200)
    with_fixed: StrictBool = False
    spells: Whole | None = None
    show_identifiers: StrictBool = False
    reference: list[Whole] = Field(default_factory=list, max_length=100)


class SeekingCases(BaseModel):
    """Which cases are wanted, by local identifier or event reference, and by why they are left out, or `Counted`."""

    words: Text = ""
    reason: Text = ""
    first: First = 0
    most: Most = 50


class CasesTold(BaseModel):
    """How many cases there are, and some of them as texts."""

    total: int
    columns: list[str]
    rows: list[list[str]]


class MissingGiven(BaseModel):
    """Something missing: a field, an event type or anything else; why, and when it will come."""

    about: Annotated[str, Field(min_length=1, max_length=1000)]
    what: Text
    reason: Text = ""
    expected: Text = ""
    confirmed: StrictBool = False


class AnswerGiven(BaseModel):
    """The answer to a standing question."""

    question: Text
    answer: Text = ""
    confirmed: StrictBool = False


class NotesGiven(BaseModel):
    """Notes on a return, in the place of those there are."""

    missing: list[MissingGiven] = Field(default_factory=list, max_length=500)
    answers: list[AnswerGiven] = Field(default_factory=list, max_length=50)


def work_told(work: Work) -> WorkTold:
    return WorkTold(
        number=work.number,
        title=work.title,
        state=work.state,
        doing=work.doing,
        share=work.share,
        fault=work.fault,
    )


def return_told(held: HeldReturn) -> ReturnTold:
    checked = held.checked
    return ReturnTold(
        number=held.number,
        name=held.file.name,
        bytes=held.size,
        as_of=held.as_of,
        corrected_from=held.mending.origin if held.mending else None,
        check=work_told(held.check) if held.check else None,
        summary=checked.validation.summary.as_dict() if checked else None,
        teams=list(checked.findings.teams) if checked else [],
    )
