"""Reads and writes notes as the YAML file that people edit beside the return."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from opencld.errors import CannotRead, Misused
from opencld.notes.model import Answer, Missing, Notes, Period, standing_questions

ABOUT = """\
# Notes for the comments box of the Data Landing Portal.
#
# missing: what is not yet available or incomplete. Say why (reason) and when it will come (expected), correct what is
#   wrong, add what is missing here, and take out what is not worth saying. `about` is a field, an event type or a team.
# questions: what the collection guidance wants to know each time.
# Set `confirmed: true` where a note is right for this return. Only what is confirmed goes into the comment:
#   cld notes --print NOTES.yaml
#
# Name no person here.

"""
MISSING = ("about", "what", "reason", "expected", "confirmed")


def as_yaml(notes: Notes) -> str:
    """Return notes as the text of their file."""
    import yaml

    asked = standing_questions()
    content = {
        "la_code": notes.la_code,
        "period": {"start": notes.period[0], "end": notes.period[1]},
        "missing": [{name: getattr(one, name) for name in MISSING} for one in notes.missing],
        "questions": [
            {
                "question": one.question,
                "asks": f"{asked[one.question].asks} (guidance, {asked[one.question].guidance})",
                "answer": one.answer,
                "confirmed": one.confirmed,
            }
            for one in notes.answers
        ],
    }
    return ABOUT + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)


def read_notes(path: Path, name: str = "") -> Notes:
    """Read a file of notes, which people call by this name where its file goes by another.

    Raises CannotRead where there is none, Misused, naming the place, where it has a fault.
    """
    file = name or path.name
    content = _content(path, file)
    la_code = _text(content, "la_code", file, "the file")
    missing = [
        _missing(one, file, place) for place, one in enumerate(_list(content, "missing", file), start=1)
    ]
    answers = [
        _answer(one, file, place) for place, one in enumerate(_list(content, "questions", file), start=1)
    ]
    return Notes(la_code, _period(content, file), tuple(missing), tuple(answers))


def _period(content: Mapping[str, Any], file: str) -> Period:
    period = _mapping(content.get("period"), file, "period")
    start, end = period.get("start"), period.get("end")
    if not (isinstance(start, date) and isinstance(end, date)):
        raise Misused(f"{file}, period: start and end must be days such as 2026-03-31.")
    return (start, end)


def _content(path: Path, file: str) -> Mapping[str, Any]:
    import yaml

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CannotRead(
            f"There is no file {path}. Draft notes with: cld notes RETURN.csv -o {file}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRead(f"{path} cannot be read as text in UTF-8: {error}.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        raise Misused(
            f"{file}{place}: this is not YAML. Put a text that holds a colon or a hash in quotes."
        ) from None
    return _mapping(content, file, "the file")


def _missing(one: Any, file: str, place: int) -> Missing:
    where = f"missing, note {place}"
    note = _mapping(one, file, where)
    if unknown := set(note) - set(MISSING):
        raise Misused(
            f"{file}, {where}: there is no {sorted(map(str, unknown))[0]}; there are {', '.join(MISSING)}."
        )
    about = _text(note, "about", file, where)
    if not about:
        raise Misused(
            f"{file}, {where}: `about` is blank. Name the field or event type that the note is about."
        )
    what, reason, expected = (_text(note, name, file, where) for name in ("what", "reason", "expected"))
    return Missing(about, what, reason, expected, _flag(note, file, where))


def _answer(one: Any, file: str, place: int) -> Answer:
    where = f"questions, number {place}"
    note = _mapping(one, file, where)
    question = _text(note, "question", file, where)
    if question not in standing_questions():
        raise Misused(
            f"{file}, {where}: no question {question!r} is asked; those are {', '.join(standing_questions())}."
        )
    return Answer(question, _text(note, "answer", file, where), _flag(note, file, where))


def _mapping(found: Any, file: str, where: str) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise Misused(f"{file}, {where}: lines of the form `name: text` are expected here.")
    return found


def _list(content: Mapping[str, Any], name: str, file: str) -> list[Any]:
    found = content.get(name) or []
    if not isinstance(found, list):
        raise Misused(f"{file}, {name}: a list is expected, each note begun with a hyphen.")
    return found


def _text(note: Mapping[str, Any], name: str, file: str, where: str) -> str:
    """A text; days and numbers, which YAML reads as such, are taken as they are written."""
    found = note.get(name)
    if found is None:
        return ""
    if isinstance(found, bool | list | dict):
        raise Misused(f"{file}, {where}: {name} must be a text; put it in quotes.")
    return f"{found:%d/%m/%Y}" if isinstance(found, date) else str(found).strip()


def _flag(note: Mapping[str, Any], file: str, where: str) -> bool:
    found = note.get("confirmed", False)
    if not isinstance(found, bool):
        raise Misused(f"{file}, {where}: confirmed must be true or false.")
    return found
