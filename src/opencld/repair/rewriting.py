"""The return with some of its cells changed, and every other byte as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import polars as pl

from opencld.repair.changes import Change
from opencld.returns import Original, Part
from opencld.returns.own_cells import line_end_of, needs_quotes, split_cells, value_of, written_like
from opencld.specification import Specification

NO_MORE = Change(1 << 62, "", "", "", "", "", "")


class Rewritten(NamedTuple):
    """A part of the return as it is to be written, which changes were made in it, and which were not."""

    text: bytes
    made: Sequence[Change]
    left: Sequence[Change]


class Rewriting:
    """Writes a return with changes. `dropped` are the places of columns that are taken out."""

    def __init__(self, original: Original, dropped: Sequence[int], specification: Specification) -> None:
        self.original = original
        self.dropped = sorted(dropped, reverse=True)
        self.delimiter = original.grammar.delimiter
        self.places = {
            specification.field[name].header: place for name, place in original.columns.positions.items()
        }

    def parts(self, frames: Iterable[pl.DataFrame]) -> Iterator[Rewritten]:
        """Yield the whole return part by part. `frames` hold the changes in the order of rows."""
        changes = map(Change._make, chain.from_iterable(frame.iter_rows() for frame in frames))
        upcoming = next(changes, NO_MORE)
        for part in self.original.parts():
            here: dict[int, list[Change]] = {}
            while part.rows and (row := upcoming.row or 0) < part.row + part.rows:
                here.setdefault(row - part.row, []).append(upcoming)
                upcoming = next(changes, NO_MORE)
            yield self._rewritten(part, here)

    def _rewritten(self, part: Part, changes: dict[int, list[Change]]) -> Rewritten:
        if not changes and not (self.dropped and part.rows):
            return Rewritten(part.text, (), ())
        made: list[Change] = []
        left: list[Change] = []
        rows = _rows_of(part)
        for place in range(len(rows)) if self.dropped else changes:
            rows[place] = self._row(rows[place], changes.get(place, ()), made, left)
        return Rewritten(b"".join(rows), made, left)

    def _row(self, row: bytes, changes: Sequence[Change], made: list[Change], left: list[Change]) -> bytes:
        end = line_end_of(row)
        cells, quotes_count = split_cells(row[: len(row) - len(end)], self.delimiter)
        for change in changes:
            cell = self._cell(cells, quotes_count, change)
            if cell is None:
                left.append(change)
            else:
                cells[self.places[change.field]] = cell
                made.append(change)
        for place in self.dropped:
            del cells[place : place + 1]
        return self.delimiter.join(cells) + end

    def _cell(self, cells: Sequence[bytes], quotes_count: bool, change: Change) -> bytes | None:
        """Return the cell as it is to be written; None where it does not hold, or cannot hold, what it should."""
        place = self.places.get(change.field, len(cells))
        if place >= len(cells) or value_of(cells[place], quotes_count) != self.original.encode(change.before):
            return None
        if not self.original.can_write(change.after):
            return None
        after = self.original.encode(change.after)
        if not quotes_count and needs_quotes(after, self.delimiter):
            return None
        return written_like(cells[place], after, self.delimiter)


def _rows_of(part: Part) -> list[bytes]:
    if part.rows == 1:
        return [part.text]
    lines = part.text.split(b"\n")
    last = lines.pop()
    rows = [line + b"\n" for line in lines]
    return [*rows, last] if last else rows
