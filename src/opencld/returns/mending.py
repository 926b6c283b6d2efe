"""Text that is not regular is mended: rows are brought together, whatever is none is refused and named.

Lines that are whole rows in themselves are taken over as `sifting` parsed them; only the others go through
the reference reading in `records` and are written anew as well-formed CSV. Both lead to the same rows,
because a line that is whole in itself is a record wherever a record may begin.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from opencld.returns.fault import Fault
from opencld.returns.parsing import parse
from opencld.returns.records import Grammar, Record, is_blank, read_step
from opencld.returns.sifting import sift
from opencld.returns.spans import Span


@dataclass
class Places:
    """The numbers of rows and of the lines on which they begin."""

    rows: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def add(self, row: int, line: int, count: int) -> None:
        """Add rows that follow each other, on a line each."""
        self.rows.extend(range(row, row + count))
        self.lines.extend(range(line, line + count))

    def number(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Put `row` and `line` in front of as many rows."""
        numbers = {"row": self.rows, "line": self.lines}
        return pl.concat([pl.DataFrame(numbers, dict.fromkeys(numbers, pl.Int64)), cells], how="horizontal")


@dataclass
class Mended:
    """What a text was read as, while it is being read.

    `consumed` bytes were read and the rest waits for more text; `next_row` and `next_line` come after them.
    """

    next_row: int
    next_line: int
    consumed: int = 0
    cells: pl.DataFrame = field(default_factory=pl.DataFrame)
    faults: list[Fault] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    # rows taken over, by their place among the lines of the text, and rows written anew; where they stand
    taken: list[int] = field(default_factory=list)
    taken_at: Places = field(default_factory=Places)
    written: list[bytes] = field(default_factory=list)
    written_at: Places = field(default_factory=Places)

    def row_on(self, line: int) -> int | None:
        """Tell which row, refused or not, stands on a line; None for empty lines."""
        place = bisect_right(self.spans, line, key=lambda span: span.line) - 1
        if place < 0 or line >= self.spans[place].line + self.spans[place].lines:
            return None
        span = self.spans[place]
        return span.row + (line - span.line if span.rows == span.lines else 0)

    def take_lines(self, first: int, lines: int) -> None:
        """Take regular lines over, the first of them at that place in the text."""
        if lines:
            self.taken.extend(range(first, first + lines))
            self.taken_at.add(self.next_row, self.next_line, lines)
            self._count(lines, lines)
            self.next_line += lines

    def take_record(self, record: Record, grammar: Grammar, cut_short: bool) -> None:
        """Write a record anew where it is a row, else refuse it."""
        self.next_line = record.line
        accepted = grammar.fits(record.values)
        if accepted:
            self.written.append(_write(record.values, grammar))
            self.written_at.add(self.next_row, record.line, 1)
        if not accepted or record.unclosed:
            self.faults.append(_fault_of(record, self.next_row, grammar, accepted, cut_short))
        self._count(1, record.lines)

    def _count(self, rows: int, lines: int) -> None:
        self.spans.append(Span(self.next_row, self.next_line, rows, lines))
        self.next_row += rows

    def bring_together(self, regular: pl.DataFrame, grammar: Grammar) -> None:
        """Put the rows taken over and those written anew in order, `row` and `line` in front."""
        if len(self.taken) < regular.height:
            regular = regular.filter(pl.col("index").is_in(self.taken))
        taken = regular.drop("index")
        self.cells = self.taken_at.number(taken)
        if self.written:
            written = self.written_at.number(parse(b"".join(self.written), grammar))
            self.cells = pl.concat([self.cells, written]).sort("row")


def mend(text: bytes, grammar: Grammar, row: int, line: int, final: bool, cut_short: bool) -> Mended:
    """Read text of whole lines from where a record may begin, the first row and line having these numbers.

    `final` says that no more text follows, `cut_short` that the last line end was added to the file's own.
    """
    mended, sifted = Mended(row, line), sift(text, grammar)
    here, end = 0, len(sifted.starts) - 1
    for stop in (*sifted.irregular, end):
        if stop < here:
            continue  # an earlier record ran over this line
        mended.take_lines(here, stop - here)
        here = stop
        if here == end:
            break
        step = read_step(text, sifted.starts[here], mended.next_line, grammar, final)
        if step is None:
            break
        here, after = here + step.lines, mended.next_line + step.lines
        for record in step.records:
            is_last = step.end == len(text) and record is step.records[-1]
            mended.take_record(record, grammar, cut_short and is_last)
        mended.next_line = after
    mended.consumed = sifted.starts[here]
    mended.bring_together(sifted.cells, grammar)
    return mended


def _write(values: Sequence[bytes], grammar: Grammar) -> bytes:
    """Write a row as well-formed CSV, all values quoted."""
    values = [*values[: grammar.parsed], *[b""] * (grammar.parsed - len(values))]
    if b'"' in b"".join(values):
        values = [value.replace(b'"', b'""') for value in values]
    return b'"' + (b'"' + grammar.delimiter + b'"').join(values) + b'"\n'


def _fault_of(record: Record, row: int, grammar: Grammar, accepted: bool, cut_short: bool) -> Fault:
    found = len(record.values)
    expected = grammar.needed if found < grammar.needed else grammar.width
    counts: dict[str, str | int] = {"expected": expected, "found": found}
    if found < grammar.needed and cut_short:
        return Fault("truncated_last_line", row, record.line, detail=counts)
    if record.unclosed:
        return Fault("unclosed_quote", row, record.line, detail=counts | {"refused": int(not accepted)})
    if all(map(is_blank, record.values)):
        return Fault("blank_row", row, record.line)
    return Fault(
        "too_few_values" if found < grammar.needed else "too_many_values", row, record.line, detail=counts
    )
