"""One reading of some rows of a return, be they all or those of a section: the rows, and what they came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from opencld.returns.encoding import Encoding
from opencld.returns.fault import Fault
from opencld.returns.settling import Settling
from opencld.returns.spans import Spans
from opencld.returns.stretch import Pass
from opencld.specification import Specification


def fields_of_few_texts(specification: Specification) -> list[str]:
    """Return the fields in which, as a rule, few texts come over and over: those with a defined list, and the
    description of events, for which most authorities have names of their own."""
    return [*specification.defined_lists, "event_description"]


class Batch(NamedTuple):
    """Some rows, and the faults of these and of those refused among them.

    `cells` has the columns `row` and `line` (Int64), then one column for each field, by its name and in the
    specification's order: String, or Categorical where few texts come over and over, which only those of
    `fields_of_few_texts` may be. Blank cells, those of white space only and those of absent columns are "";
    nothing is null; other cells are as submitted, outer spaces included. `bytes_read` counts the bytes on disk
    so far, for a progress bar.
    """

    cells: pl.DataFrame
    faults: tuple[Fault, ...]
    bytes_read: int


@dataclass
class Tally:
    """What reading some rows came to: how many there were and on how many lines, where they stand, how many values were
    found in each column without a name, what shows only at the end, what was learnt of the encoding, and whether the
    last row is whole.
    """

    encoding: Encoding
    rows_read: int = 0
    rows_refused: int = 0
    lines: int = 0
    spans: Spans = field(default_factory=Spans)
    unnamed_values: Counter[int] = field(default_factory=Counter)
    late_faults: list[Fault] = field(default_factory=list)
    is_finished: bool = True

    @property
    def rows(self) -> int:
        """All rows, refused ones included."""
        return self.rows_read + self.rows_refused

    def add(self, later: Tally) -> None:
        """Add the tally of the rows that follow, which are numbered from their own beginning."""
        self.spans.add(span.moved(self.rows, self.lines) for span in later.spans)
        self.rows_read += later.rows_read
        self.rows_refused += later.rows_refused
        self.lines += later.lines
        self.unnamed_values += later.unnamed_values
        self.late_faults += (fault for fault in later.late_faults if fault not in self.late_faults)
        self.encoding = self.encoding.then(later.encoding)

    def unnamed_faults(self) -> list[Fault]:
        """Tell the columns without a name that hold values, and in how many rows."""
        return [
            Fault("unknown_column", field=f"Column {place + 1}, without a header", detail={"rows": rows})
            for place, rows in sorted(self.unnamed_values.items())
        ]


class Reading:
    """Reads some rows once, by `batches`; `tally` is complete when they have ended."""

    def __init__(self, rows: Pass, settling: Settling) -> None:
        self.tally = Tally(rows.encoding)
        self._rows, self._settling = rows, settling

    def batches(self) -> Iterator[Batch]:
        """Read the rows. Raises CannotRead where the file, or its packing, turns out to be damaged."""
        tally = self.tally
        for stretch in self._rows.stretches():
            settled = self._settling.settle(stretch.cells, stretch.may_have_white_space)
            tally.spans.add(stretch.spans)
            faults = sorted(stretch.faults + settled.faults, key=lambda fault: fault.line or 0)
            tally.rows_read += settled.cells.height
            tally.rows_refused += stretch.rows - settled.cells.height
            yield Batch(settled.cells, tuple(faults), stretch.position)
        tally.lines = self._rows.lines
        tally.unnamed_values = self._settling.unnamed_values
        tally.late_faults = self._rows.late_faults
        tally.is_finished = self._rows.is_finished
