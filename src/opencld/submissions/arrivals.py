"""What is to be landed: one file, or those that a manifest names."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from opencld.errors import CannotRead, Misused, UnknownAuthority
from opencld.specification import Specification

REQUIRED = ("la_code", "file", "imported_at")
OPTIONAL = ("la_name", "rows", "first_record_id", "comment")


@dataclass(frozen=True)
class Arrival:
    """A file to land. `imported_at` None means now; `first_record_id` None means the next number that is free.

    `rows`, where given, must be what the file has. `again` says that the authority did send the same file anew.
    """

    path: Path
    la_code: str
    imported_at: datetime | None = None
    comment: str = ""
    rows: int | None = None
    first_record_id: int | None = None
    again: bool = False


def check_arrivals(arrivals: Iterable[Arrival], specification: Specification, now: datetime) -> None:
    """Refuse, before anything is landed, what could not be.

    Raises UnknownAuthority for a code not on the list, CannotRead for a file that is not there, Misused for a moment
    that has not come.
    """
    for arrival in arrivals:
        if arrival.la_code not in specification.local_authorities:
            raise UnknownAuthority(
                f"{arrival.la_code} is the code of none of the {len(specification.local_authorities)} local "
                "authorities on the list. `cld spec authorities` names them; --reference names a folder with another "
                "list. Nothing was landed."
            )
        if str(arrival.path) == "-":
            raise Misused(
                "Standard input cannot be landed, since a submission has the name of its file. Name a file."
            )
        if arrival.path.is_dir():
            raise CannotRead(f"{arrival.path} is a folder. Name the file in it that holds the return.")
        if not arrival.path.is_file():
            raise CannotRead(
                f"There is no file {arrival.path}. Check the spelling and the folder. Nothing was landed."
            )
        if arrival.imported_at and arrival.imported_at > now:
            raise Misused(
                f"{arrival.path.name}: {arrival.imported_at} has not come yet. Correct the moment of import."
            )


def read_manifest(path: Path) -> tuple[Arrival, ...]:
    """Return what a manifest names, in the order of import; at the same moment, in the order of its lines.

    A manifest is a CSV file with the columns la_code, file (its path from the manifest's folder) and imported_at, and
    if need be rows, first_record_id and comment. Raises CannotRead where it is none, Misused for a line that makes no
    sense, naming it.
    """
    lines = list(enumerate(_lines(path), start=2))
    arrivals = [_arrival(path, number, line) for number, line in lines]
    given = {arrival.first_record_id is not None for arrival in arrivals}
    if len(given) > 1:
        raise Misused(
            f"{path.name} has a first_record_id on some lines only. Give one on each line, or on none."
        )
    return tuple(sorted(arrivals, key=lambda arrival: arrival.imported_at or datetime.max))


def read_moment(text: str) -> datetime:
    """Return a moment written like 2026-04-20 14:49:42.500, or a day alone. Raises ValueError for anything else."""
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo:
        raise ValueError("give the time of the clock on the wall, without a time zone")
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _lines(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            columns = reader.fieldnames or []
            lines = list(reader)
    except OSError as error:
        raise CannotRead(f"{path} cannot be read: {error.strerror or error}.") from None
    except (UnicodeDecodeError, csv.Error):
        raise CannotRead(
            f"{path} is no CSV file in UTF-8. A manifest is one, with a line per file."
        ) from None
    missing = [name for name in REQUIRED if name not in columns]
    unknown = [name for name in columns if name not in REQUIRED + OPTIONAL]
    if missing or unknown:
        what = (
            f"has no column {missing[0]}"
            if missing
            else f"has a column {unknown[0]}, which means nothing here"
        )
        raise Misused(
            f"{path.name} {what}. Its columns are {', '.join(REQUIRED)}; if need be {', '.join(OPTIONAL)}."
        )
    return lines


def _arrival(path: Path, number: int, line: Mapping[str, str]) -> Arrival:
    if None in line or None in line.values():
        raise Misused(f"{path.name}, line {number} has more or fewer values than the header. Correct it.")
    try:
        moment = read_moment(line["imported_at"])
        rows, first = (_number(line, name) for name in ("rows", "first_record_id"))
    except ValueError as error:
        raise Misused(f"{path.name}, line {number}: {error}. Correct it; nothing was landed.") from None
    return Arrival(path.parent / line["file"], line["la_code"], moment, line.get("comment", ""), rows, first)


def _number(line: Mapping[str, str], name: str) -> int | None:
    text = line.get(name, "").strip()
    if text and not (text.isdecimal() and text.isascii()):
        raise ValueError(f"{name} is {text!r}, which is no whole number")
    return int(text) if text else None
