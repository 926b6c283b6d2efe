"""A return: what its header says at once, its rows batch by batch, and at the end what only then shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

import polars as pl

from opencld.errors import Misused
from opencld.returns.delimited import DelimitedTable
from opencld.returns.encoding import UTF_8, Encoding
from opencld.returns.fault import Fault
from opencld.returns.header import Columns, simplified
from opencld.returns.layout import read_layout
from opencld.returns.original import Original, original_of
from opencld.returns.parsing import column
from opencld.returns.reading import Batch, Reading, Tally, fields_of_few_texts
from opencld.returns.settling import Settling
from opencld.returns.source import WHOLE, Section, Source
from opencld.returns.stretch import Pass, Table
from opencld.specification import Specification

# beyond 16 MiB the memory of each batch is fetched from the system anew, which takes longer than it saves
BATCH_BYTES = 16 << 20


class Return:
    """A file that holds, or should hold, a return. Get one by `open_return` and close it when done.

    `path` is the file as it was named, `name` its name without folders, `is_workbook` says whether a spreadsheet
    program saved it, `size` its bytes on disk (None for standard input), `columns` what its header says, `reading` what
    was done to read it, in plain sentences. After a full pass over `batches`, `rows_read` + `rows_refused` are the rows
    in the file, `end_faults` holds the faults of the file that showed only then, and `original` gives its own bytes.
    Every fault is in just one of `faults`, a batch's `faults` and `end_faults`.

    A large text can also be read by `sections`, in any order: `begin`, then `add` the tally of each in the order of the
    file, then `conclude`.
    """

    def __init__(self, source: Source, table: Table, specification: Specification, batch_bytes: int) -> None:
        self.name, self.size, self.path = source.name, source.size, source.path
        self.stamp = source.stamp
        self.columns: Columns | None = table.columns
        self.faults = table.faults
        self.is_workbook = source.kind == "workbook"
        self.reading = list(table.reading)
        self.end_faults: tuple[Fault, ...] = ()
        self._source, self._table, self._batch_bytes = source, table, batch_bytes
        self._tally = Tally(_encoding_of(table))
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
        self.begin()
        if self.has_rows:
            reading = self.read_all()
            yield from reading.batches()
            self.add(reading.tally)
        self.conclude()

    @property
    def has_rows(self) -> bool:
        """Whether there is anything to read after the header."""
        return self.columns is not None and "header_only" not in {fault.name for fault in self.faults}

    @property
    def may_be_cut(self) -> bool:
        """Whether the rows can be read by sections: not where the return is packed, a workbook or the like."""
        table = self._table
        is_text = isinstance(table, DelimitedTable) and table.may_be_cut
        return is_text and self.has_rows and self.size is not None

    def sections(self, shares: Sequence[int]) -> list[Section]:
        """Cut a return that may be cut into sections for `read_section`, about as large as these shares of it."""
        return self._source.sections(shares)

    def read_all(self) -> Reading:
        """Return a reading of all rows."""
        return self._reading(self._table.begin(self._batch_bytes))

    def read_section(self, section: Section, encoding: Encoding) -> Reading:
        """Return a reading of one section by itself, its rows and lines numbered from its own beginning. `encoding` is
        what is presumed of the text before it."""
        assert isinstance(self._table, DelimitedTable), "only a text has sections"
        return self._reading(self._table.begin(self._batch_bytes, section, encoding))

    def read_head(self, size: int) -> Reading:
        """Return a reading of the first rows, of about `size` bytes, by themselves."""
        return self.read_section(Section(0, self._source.line_end(size)), self.encoding)

    def read_from(self, section: Section) -> Reading:
        """Return a reading of all rows from a section on, after the tallies of those before it were added."""
        return self.read_section(Section(section.start, WHOLE.end), self.encoding)

    def _reading(self, reading: Pass) -> Reading:
        assert self.columns is not None, "a return without header has no rows"
        return Reading(reading, Settling(self.columns, self._fields))

    @property
    def encoding(self) -> Encoding:
        """What was learnt of the encoding so far."""
        return self._tally.encoding

    def begin(self) -> None:
        """Forget what was read before."""
        self._tally = Tally(_encoding_of(self._table))
        self.end_faults = ()

    def add(self, tally: Tally) -> None:
        """Take note of what reading some rows came to. Tallies come in the order of the file."""
        self._tally.add(tally)

    def conclude(self) -> None:
        """Find out what shows at the end, all tallies having been added."""
        faults = list(self._tally.late_faults)
        for fault in faults:
            note = f"Read as {fault.detail['encoding']}."
            self.reading += [note] if note not in self.reading else []
        faults += self._tally.unnamed_faults()
        if self.has_rows and not self.rows_read + self.rows_refused:
            faults.append(Fault("header_only"))
        self.end_faults = tuple(faults)

    @property
    def rows_read(self) -> int:
        """Rows read so far."""
        return self._tally.rows_read

    @property
    def rows_refused(self) -> int:
        """Rows refused so far."""
        return self._tally.rows_refused

    @property
    def lines_read(self) -> int:
        """Lines read so far, the header's included."""
        return self._tally.lines

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
        return original_of(self._source, self._table.layout, (*encodings, UTF_8)[0], self._tally.spans)


def _encoding_of(table: Table) -> Encoding:
    return table.layout.encoding.anew() if isinstance(table, DelimitedTable) else Encoding(utf_16=False)


def open_return(
    path: str | Path, specification: Specification, *, name: str = "", batch_bytes: int = BATCH_BYTES
) -> Return:
    """Open a return: a path, or "-" for standard input. Reads its header, not yet its rows.

    `name` is what people call the return where its file goes by another name.

    Takes CSV (UTF-8, UTF-16, Windows-1252; commas, semicolons, tabs, vertical bars), the same in .gz or .zip,
    and .xlsx, told by content rather than by name. What is wrong inside the file is a fault. Raises CannotRead
    where there is no file to read, or it is of another kind, damaged, or has a password: the message says who
    does what.
    """
    source = Source(path, name)
    try:
        if source.kind == "workbook":
            # calamine takes a while to load, and most returns are text
            from opencld.returns.workbook import read_workbook

            return Return(source, read_workbook(source, specification), specification, batch_bytes)
        few = frozenset(fields_of_few_texts(specification))
        table = DelimitedTable(source, read_layout(source, specification), few)
        return Return(source, table, specification, batch_bytes)
    except BaseException:
        source.close()
        raise
