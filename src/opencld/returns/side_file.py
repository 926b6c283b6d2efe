"""Small CSV files that people keep beside a return, such as whose team is which and what was decided."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from opencld.errors import CannotRead, Misused
from opencld.returns.header import simplified


def read_side_file(path: Path, columns: Sequence[str], name: str = "") -> Iterator[tuple[int, list[str]]]:
    """Yield the line on which each row begins and its values of these columns; rows that are blank there are left out.

    Headers may be spelt in any way, other columns are passed over, and values may be separated by commas, semicolons
    or tabs. `name` is what people call the file, where it goes by another. Raises CannotRead where there is no such
    file, Misused where it lacks a column or is no CSV.
    """
    name = name or path.name
    text = _text(path, name)
    first = text.partition("\n")[0]
    rows = csv.reader(text.splitlines(keepends=True), delimiter=max(",;\t", key=first.count))
    titles = [simplified(title) for title in _first_of(rows, name)]
    missing = [name for name in columns if simplified(name) not in titles]
    if missing:
        raise Misused(
            f"{name} has no column {' and no column '.join(missing)}. Its first line should read "
            f"{','.join(columns)}."
        )
    places = [titles.index(simplified(name)) for name in columns]
    line = rows.line_num + 1
    try:
        for row in rows:
            values = [row[place] if place < len(row) else "" for place in places]
            if any(value.strip() for value in values):
                yield line, values
            line = rows.line_num + 1
    except csv.Error:
        raise Misused(
            f"{name} cannot be read from line {line} on: a quotation mark there is never closed, or it is no text. "
            "Save it as CSV anew."
        ) from None


def _first_of(rows: Iterator[list[str]], name: str) -> list[str]:
    try:
        return next(rows, [])
    except csv.Error:
        raise Misused(f"The first line of {name} cannot be read. Save it as CSV anew.") from None


def _text(path: Path, name: str) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CannotRead(
            f"{path} cannot be read: {error.strerror}. Check the spelling and the folder."
        ) from None
    if b"\0" in content[:1024]:
        raise CannotRead(f"{name} is no CSV file. Save it as CSV.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
