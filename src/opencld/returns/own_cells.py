"""The cells of a row as they are written in the file, quotes included, so that one can be replaced alone.

It cuts a row where `records` does, by the same rules of quoting, but keeps what it finds as it is.
"""

from __future__ import annotations

import re
from functools import cache


@cache
def _cell(delimiter: bytes) -> re.Pattern[bytes]:
    """A quoted cell up to its closing quote, or an unquoted one; a cell whose quote stays open does not match."""
    mark = re.escape(delimiter)
    # no byte can be taken in two ways: a quote before a quote is half of a doubled one and never closes the cell
    quoted = rb'"(?:[^"]|""|"(?!"|%s|\Z))*"' % mark
    return re.compile(rb'(?:%s|(?!")[^%s]*)(?=%s|\Z)' % (quoted, mark, mark))


def line_end_of(row: bytes) -> bytes:
    """Return the line end of a row, blank where it has none."""
    return row[len(row.removesuffix(b"\n").removesuffix(b"\r")) :]


def split_cells(row: bytes, delimiter: bytes) -> tuple[list[bytes], bool]:
    """Cut a row, without its line end, into cells; joined by the delimiter they are the row.

    Also says whether quotes count: where one stays open, all of the row's quotes are plain characters.
    """
    if b'"' not in row:
        return row.split(delimiter), True
    if cells := _split_plainly_quoted(row, delimiter):
        return cells, True
    cells, at, cell = [], 0, _cell(delimiter)
    while found := cell.match(row, at):
        cells.append(found[0])
        if found.end() == len(row):
            return cells, True
        at = found.end() + 1
    return row.split(delimiter), False


def _split_plainly_quoted(row: bytes, delimiter: bytes) -> list[bytes]:
    """Cut a row, ten times as quickly, in which quotes stand only around whole cells; nothing where they do not."""
    first, *between, last = row.split(b'"')
    if len(between) % 2 == 0 or not (first == b"" or first.endswith(delimiter)):
        return []
    cells = first[:-1].split(delimiter) if first else []
    for place, text in enumerate(between):
        if place % 2 == 0:
            cells.append(b'"' + text + b'"')
        elif not (text.startswith(delimiter) and text.endswith(delimiter)):
            return []
        elif text != delimiter:
            cells += text[1:-1].split(delimiter)
    if last and not last.startswith(delimiter):
        return []
    return cells + last[1:].split(delimiter) if last else cells


def value_of(cell: bytes, quotes_count: bool) -> bytes:
    """Return what a cell says, as the reader takes it: without its quotes, and without NULs."""
    if quotes_count and cell.startswith(b'"'):
        cell = cell[1:-1].replace(b'""', b'"')
    return cell.replace(b"\0", b"")


def quoted(value: bytes) -> bytes:
    """Write a value in quotes."""
    return b'"' + value.replace(b'"', b'""') + b'"'


def needs_quotes(value: bytes, delimiter: bytes) -> bool:
    """Say whether a value can only be written in quotes."""
    return any(mark in value for mark in (delimiter, b'"', b"\n", b"\r"))
