"""What one pass over a return yields, be the return a text file or a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

import polars as pl

from opencld.returns.encoding import Encoding
from opencld.returns.fault import Fault
from opencld.returns.header import Columns
from opencld.returns.spans import Span


class Stretch(NamedTuple):
    """Rows read together: `row` and `line`, then the file's columns by place; and the faults met there.

    `rows` counts them, refused ones included. `position` is the place reached in the bytes on disk.
    `may_have_white_space` is false where it is certain that no cell is white space only. `spans` says on which lines
    the rows stand; a sheet has none, its rows being no lines of a text.
    """

    cells: pl.DataFrame
    faults: list[Fault]
    rows: int
    position: int
    may_have_white_space: bool
    spans: Sequence[Span] = ()


class Pass(Protocol):
    """One reading of some rows. All but `stretches` is known when that has ended: the faults that show only then,
    whether the last row is whole, what was learnt of the encoding, and the lines of the text (none of a sheet)."""

    late_faults: list[Fault]
    is_finished: bool
    encoding: Encoding

    @property
    def lines(self) -> int:
        """The lines of the text, the header's included."""

    def stretches(self) -> Iterator[Stretch]:
        """Read the rows."""


class Table(Protocol):
    """A file whose header has been read. `columns` is None where there is none."""

    @property
    def columns(self) -> Columns | None:
        """What the header says."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the file, as far as is known."""

    @property
    def reading(self) -> tuple[str, ...]:
        """What was done to read it, in sentences."""

    def begin(self, batch_bytes: int) -> Pass:
        """Begin a pass over the rows, in batches of about that size."""
