"""Notes on a return as reports show them: all together, and beside the findings on the field they are about."""

from __future__ import annotations

from collections.abc import Iterable

from opencld.notes import Notes
from opencld.notes.comment import missing_line
from opencld.notes.model import standing_questions

NOT_CONFIRMED = " (not confirmed)"


def all_notes(notes: Notes | None) -> tuple[tuple[str, str], ...]:
    """Return all notes as labels and sentences; standing questions without an answer say so."""
    if notes is None:
        return ()
    asked = standing_questions()
    return (
        *((one.about, _text(missing_line(one), one.about) + _state(one.confirmed)) for one in notes.missing),
        *(
            (asked[one.question].asks, (one.answer or "No answer yet.") + _state(one.confirmed))
            for one in notes.answers
        ),
    )


def notes_about(notes: Notes | None, fields: Iterable[str]) -> tuple[str, ...]:
    """Return the notes about any of these headers, each as a sentence with what it is about."""
    wanted = set(fields)
    return tuple(
        missing_line(one).removeprefix("- ") + _state(one.confirmed)
        for one in (notes.missing if notes else ())
        if one.about in wanted
    )


def _text(line: str, about: str) -> str:
    return line.removeprefix(f"- {about}: ")


def _state(confirmed: bool) -> str:
    return "" if confirmed else NOT_CONFIRMED
