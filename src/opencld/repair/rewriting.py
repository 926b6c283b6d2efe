"""The return with some of its cells changed, and every other byte as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from opencld.returns import Original, Part
from opencld.returns.own_cells import line_end_of, needs_quotes, quoted, split_cells, value_of
from opencld.specification import Specification

NO_MORE = 1 << 62


class Edit(NamedTuple):
    """A change of a cell, ready to be made: at which place, and what is to stand for what stands there.

    `swaps` has the cell as it may be written, in quotes or not, and how to write it then; `plain_swaps` the same for
    rows on which quotes are plain characters. Both are empty where the file's encoding lacks a character.
    """

    field: str
    place: int
    swaps: Mapping[bytes, bytes]
    plain_swaps: Mapping[bytes, bytes]


class Rewriting:
    """Writes a return with changes, of which `left` afterwards names those that were not made, by row and field.

    `dropped` are the places of columns that are taken out.
    """

    def __init__(self, original: Original, dropped: Sequence[int], specification: Specification) -> None:
        self.original = original
        self.dropped = sorted(dropped, reverse=True)
        self.delimiter = original.grammar.delimiter
        self.places = {
            specification.field[name].header: place for name, place in original.columns.positions.items()
        }
        self.left: list[tuple[int, str]] = []

    def texts(self, frames: Iterable[pl.DataFrame]) -> Iterator[bytes]:
        """Yield the whole return part by part. `frames` hold the changes in the order of rows."""
        rows = self._edits_by_row(frames)
        row, edits = next(rows, (NO_MORE, ()))
        for part in self.original.parts():
            here: dict[int, Sequence[Edit]] = {}
            while part.rows and row < part.row + part.rows:
                here[row - part.row] = edits
                row, edits = next(rows, (NO_MORE, ()))
            yield self._rewritten(part, here) if here or (self.dropped and part.rows) else part.text

    def _edits_by_row(self, frames: Iterable[pl.DataFrame]) -> Iterator[tuple[int, Sequence[Edit]]]:
        """Yield each row's number with its edits; what comes on many rows is made ready only once."""
        for frame in frames:
            kinds = (
                frame.select("field", "before", "after").unique(maintain_order=True).with_row_index("kind")
            )
            edits = [self._edit(*kind) for kind in kinds.select("field", "before", "after").iter_rows()]
            numbered = frame.join(kinds, on=["field", "before", "after"], how="left", maintain_order="left")
            by_row = numbered.group_by("row", maintain_order=True).agg("kind")
            for row, wanted in by_row.iter_rows():
                yield row, [edits[kind] for kind in wanted]

    def _edit(self, field: str, before: str, after: str) -> Edit:
        if field not in self.places or not self.original.can_write(after):
            return Edit(field, 0, {}, {})
        old, new = self.original.encode(before), self.original.encode(after)
        if needs_quotes(new, self.delimiter):
            return Edit(field, self.places[field], {old: quoted(new), quoted(old): quoted(new)}, {})
        return Edit(field, self.places[field], {old: new, quoted(old): quoted(new)}, {old: new})

    def _rewritten(self, part: Part, edits: dict[int, Sequence[Edit]]) -> bytes:
        rows = _rows_of(part)
        for place in range(len(rows)) if self.dropped else edits:
            rows[place] = self._row(part.row + place, rows[place], edits.get(place, ()))
        return b"".join(rows)

    def _row(self, number: int, row: bytes, edits: Sequence[Edit]) -> bytes:
        end = line_end_of(row)
        cells, quotes_count = split_cells(row.removesuffix(end), self.delimiter)
        for field, place, swaps, plain_swaps in edits:
            known = swaps if quotes_count else plain_swaps
            cell = cells[place] if place < len(cells) else b""
            # it is changed only where it holds what the check read there, if in a way as odd as with NULs inside
            new = known.get(cell) or known.get(value_of(cell, quotes_count))
            if new is None:
                self.left.append((number, field))
            else:
                cells[place] = new
        for place in self.dropped:
            del cells[place : place + 1]
        return self.delimiter.join(cells) + end


def _rows_of(part: Part) -> list[bytes]:
    if part.rows == 1:
        return [part.text]
    lines = part.text.split(b"\n")
    last = lines.pop()
    rows = [line + b"\n" for line in lines]
    return [*rows, last] if last else rows
