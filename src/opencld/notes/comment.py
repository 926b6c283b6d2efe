"""Writes notes as the plain text that goes into the portal's comments box."""

from __future__ import annotations

from collections.abc import Iterator

from opencld.notes.model import Missing, Notes, standing_questions, told


def comment(notes: Notes) -> str:
    """Return the comment: what is confirmed, one line each; blank where nothing is."""
    missing = [missing_line(one) for one in notes.missing if one.confirmed]
    answers = list(_answers(notes))
    if not missing and not answers:
        return ""
    blocks = [f"Client Level Data, {told(notes.period)}."]
    if missing:
        blocks.append("\n".join(["Missing or incomplete:", *missing]))
    if answers:
        blocks.append("\n".join(["How it is recorded:", *answers]))
    return "\n\n".join(blocks) + "\n"


def missing_line(one: Missing) -> str:
    """Return one note on something missing as a line.

    >>> missing_line(Missing("Gender", "Blank on 2 of 8 rows that should have it (25.0 %).", "New system", "July 2026"))
    '- Gender: Blank on 2 of 8 rows that should have it (25.0 %). New system. Expected: July 2026.'
    """
    parts = [one.what, one.reason, f"Expected: {one.expected}" if one.expected else ""]
    return f"- {one.about}: " + " ".join(_sentence(part) for part in parts if part)


def _answers(notes: Notes) -> Iterator[str]:
    asked = standing_questions()
    for one in notes.answers:
        if one.confirmed and one.answer:
            yield f"- {asked[one.question].asks} {_sentence(one.answer)}"


def _sentence(text: str) -> str:
    whole = " ".join(text.split())
    return whole if whole.endswith((".", "!", "?")) else f"{whole}."
