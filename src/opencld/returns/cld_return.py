"""A return: what its header says at once, its rows batch by batch, and at the end what only then shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import polars as pl

from opencld.errors import Misused
from opencld.returns.delimited import DelimitedTable
from opencld.returns.encoding import UTF_8
from opencld.returns.fault import Fault
from opencld.returns.header import Columns, simplified
from opencld.returns.layout import read_layout
from opencld.returns.original import Original, original_of
from opencld.returns.parsing import column
from opencld.returns.settling import Settling
from opencld.returns.source import Source
from opencld.returns.spans import Spans
from opencld.returns.stretch import Pass, Table
from opencld.specification import Specification

# beyond 16 MiB the memory of each batch is fetched from the system anew, which takes longer than it saves
BATCH_BYTES = 16 << 20


@dataclass(frozen=True)
class Batch:
    """Some rows, and the faults of these and of those refused among them.

    `cells` has the columns `row` and `line` (Int64), then one column for each field, by its name and in the
    specification's order: String, or Categorical where few texts come over and over, which only fields with a
    defined list may be. Blank cells, those of white space only and those of absent columns are "";
    nothing is null; other cells are as submitted, outer spaces included. `bytes_read` counts the bytes on disk
    so far, for a progress bar.
    """

    cells: pl.DataFrame
    faults: tuple[Fault, ...]
    bytes_read: int


class Return:
    """A file that holds, or should hold, a return. Get one by `open_return` and close it when done.

    `name` is the file's name without folders, `is_workbook` says whether a spreadsheet program saved it, `size` its
    bytes on disk (None for standard input), `columns` what its header says, `reading` what was done to read it, in
    plain sentences. After a full pass over `batches`, `rows_read` + `rows_refused` are the rows in the file,
    `end_faults` holds the faults of the file that showed only then, and `original` gives its own bytes. Every fault
    is in just one of `faults`, a batch's `faults` and `end_faults`.
    """

    def __init__(self, source: Source, table: Table, specification: Specification, batch_bytes: int) -> None:
        self.name, self.size = source.name, source.size
        self.columns: Columns | None = table.columns
        self.faults = table.faults
        self.is_workbook = source.kind == "workbook"
        self.reading = list(table.reading)
        self.rows_read = self.rows_refused = 0
        self.end_faults: tuple[Fault, ...] = ()
        self._spans = Spans()
        self._source, self._table, self._batch_bytes = source, table, batch_bytes
        self._fields = tuple(field.name for field in specification.fields)

    @property
    def absent(self) -> tuple[str, ...]:
        """Names of the fields that no column holds, in the specification's order."""
        return self.columns.absent if self.columns else self._fields

    def __enter__(self) -> Return:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of what was kept of standard input."""
        self._source.close()

    def batches(self) -> Iterator[Batch]:
        """Read all rows, in memory of a few batches. May be called again when done, never twice at a time.

        Raises CannotRead where the file, or its packing, turns out to be damaged.
        """
        self.rows_read = self.rows_refused = 0
        self.end_faults = ()
        self._spans = Spans()
        if self.columns is None or "header_only" in {fault.name for fault in self.faults}:
            return
        settling = Settling(self.columns, self._fields)
        reading = self._table.begin(self._batch_bytes)
        for stretch in reading.stretches():
            settled = settling.settle(stretch.cells, stretch.may_have_white_space)
            self._spans.add(stretch.spans)
            faults = sorted(stretch.faults + settled.faults, key=lambda fault: fault.line or 0)
            self.rows_read += settled.cells.height
            self.rows_refused += stretch.rows - settled.cells.height
            yield Batch(settled.cells, tuple(faults), stretch.position)
        self._conclude(reading, settling)

    def place_of(self, title: str) -> int:
        """Return the place of the column with this header, whatever its capitals, spaces and punctuation.

        Raises Misused, naming the columns that are not the specification's, where there is none.
        """
        titles = self.columns.titles if self.columns else ()
        for place, other in enumerate(titles):
            if other and simplified(other) == simplified(title):
                return place
        own = [titles[place] for place in self.columns.unknown] if self.columns else []
        besides = (
            f"Beside the specification's it has {', '.join(own)}."
            if own
            else "It has only the specification's."
        )
        raise Misused(f"{self.name} has no column {title!r}. {besides}")

    def read_column(self, title: str) -> pl.DataFrame:
        """Read one column as submitted, be it one of the specification's or not: columns `row` and `text`.

        Raises Misused where there is no such column, CannotRead where the file is damaged.
        """
        wanted = column(self.place_of(title))
        stretches = self._table.begin(self._batch_bytes).stretches()
        texts = [
            stretch.cells.select("row", pl.col(wanted).cast(pl.String).alias("text")) for stretch in stretches
        ]
        return pl.concat(texts) if texts else pl.DataFrame(schema={"row": pl.Int64, "text": pl.String})

    def original(self) -> Original | None:
        """Return the way to the file's own bytes, row by row; call it after a full pass over `batches`.

        None where there are no rows, or no lines of text: without a header, in a workbook. Standard input is gone once
        it was read.
        """
        if self.columns is None or not isinstance(self._table, DelimitedTable):
            return None
        faults = (*self.faults, *self.end_faults)
        encodings = [str(fault.detail["encoding"]) for fault in faults if fault.name == "not_utf8"]
        return original_of(self._source, self._table.layout, (*encodings, UTF_8)[0], self._spans)

    def _conclude(self, reading: Pass, settling: Settling) -> None:
        faults = list(reading.late_faults)
        for fault in faults:
            note = f"Read as {fault.detail['encoding']}."
            self.reading += [note] if note not in self.reading else []
        faults += settling.unnamed_faults()
        if not self.rows_read + self.rows_refused:
            faults.append(Fault("header_only"))
        self.end_faults = tuple(faults)


def open_return(path: str | Path, specification: Specification, *, batch_bytes: int = BATCH_BYTES) -> Return:
    """Open a return: a path, or "-" for standard input. Reads its header, not yet its rows.

    Takes CSV (UTF-8, UTF-16, Windows-1252; commas, semicolons, tabs, vertical bars), the same in .gz or .zip,
    and .xlsx, told by content rather than by name. What is wrong inside the file is a fault. Raises CannotRead
    where there is no file to read, or it is of another kind, damaged, or has a password: the message says who
    does what.
    """
    source = Source(path)
    try:
        if source.kind == "workbook":
            # calamine takes a while to load, and most returns are text
            from opencld.returns.workbook import read_workbook

            return Return(source, read_workbook(source, specification), specification, batch_bytes)
        listed = frozenset(specification.defined_lists)
        table = DelimitedTable(source, read_layout(source, specification), listed)
        return Return(source, table, specification, batch_bytes)
    except BaseException:
        source.close()
        raise
