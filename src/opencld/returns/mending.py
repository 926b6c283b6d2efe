"""Text that is not regular is mended: what are rows is written anew as well-formed CSV, what are not is
refused.
 Lines that are whole rows in themselves, told by a few vectorised tests, are taken over as they are; only the
others go through the reference reading in `records`. Both lead to the same rows, because a line that is whole
in itself is a record wherever a record may begin.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from opencld.returns.fault import Fault
from opencld.returns.records import Grammar, Record, is_blank, read_step


class Span(NamedTuple):
    """Rows that follow each other, refused or not: one line each, or one row on several lines."""

    row: int
    line: int
    rows: int
    lines: int


@dataclass
class Mended:
    """Rows as well-formed CSV, each with its number in `rows` and its line in `lines`, and what was refused.
    `consumed` bytes were read; the rest waits for more text. `next_row` and `next_line` are the numbers after
    them.
    """

    next_row: int
    next_line: int
    consumed: int = 0
    pieces: list[bytes | memoryview] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)

    def row_on(self, line: int) -> int | None:
        """Tell which row, refused or not, stands on a line; None for empty lines."""
        place = bisect_right(self.spans, line, key=lambda span: span.line) - 1
        if place < 0 or line >= self.spans[place].line + self.spans[place].lines:
            return None
        span = self.spans[place]
        return span.row + (line - span.line if span.rows == span.lines else 0)

    def take_lines(self, text: memoryview, lines: int) -> None:
        """Take regular lines over."""
        if lines:
            self.pieces.append(text)
            self._accept(lines, lines)
            self.next_line += lines

    def take_record(self, record: Record, grammar: Grammar, cut_short: bool) -> None:
        """Write a record anew where it is a row, else refuse it."""
        self.next_line = record.line
        accepted = grammar.fits(record.values)
        if accepted:
            self.pieces.append(_write(record.values, grammar))
        if not accepted or record.unclosed:
            self.faults.append(_fault_of(record, self.next_row, grammar, accepted, cut_short))
        self._accept(int(accepted), record.lines)

    def _accept(self, rows: int, lines: int) -> None:
        self.rows.extend(range(self.next_row, self.next_row + rows))
        self.lines.extend(range(self.next_line, self.next_line + rows))
        self.spans.append(Span(self.next_row, self.next_line, max(rows, 1), lines))
        self.next_row += max(rows, 1)


def mend(text: bytes, grammar: Grammar, row: int, line: int, final: bool, cut_short: bool) -> Mended:
    """Read text of whole lines, from where a record may begin; its first row and line have the given numbers.
    `final` says that no more text follows, `cut_short` that the last line end was added to the file's own
    text.
    """
    mended = Mended(row, line)
    starts, irregular = find_lines(text, grammar)
    here, end, view = 0, len(starts) - 1, memoryview(text)
    for stop in (*irregular, end):
        if stop < here:
            continue  # an earlier record ran over this line
        mended.take_lines(view[starts[here] : starts[stop]], stop - here)
        here = stop
        if here == end or (step := read_step(text, starts[here], mended.next_line, grammar, final)) is None:
            break
        after = mended.next_line + step.lines
        for record in step.records:
            is_last = step.end == len(text) and record is step.records[-1]
            mended.take_record(record, grammar, cut_short and is_last)
        mended.next_line = after
        here += step.lines
    mended.consumed = starts[here]
    return mended


def find_lines(text: bytes, grammar: Grammar) -> tuple[list[int], list[int]]:
    """Find where lines begin (and the text ends), and which, from 0, are not whole rows in themselves."""
    lines = pl.Series([text]).cast(pl.String).str.split("\n").explode()[:-1]
    starts = (lines.str.len_bytes().cast(pl.Int64) + 1).cum_sum().to_list()
    delimiter = grammar.delimiter.decode()
    # NUL stands for a quoted value; the text holds none of its own
    bare = lines.str.replace_all('"(?:[^"]|"")*"', "\0")
    irregular = (
        (bare.str.count_matches(delimiter, literal=True) != grammar.parsed - 1)
        | bare.str.contains('"', literal=True)
        | bare.str.contains(f"[^{delimiter}]\0|\0[^{delimiter}\r]")
        # written anew, because polars drops a carriage return before a delimiter and a leading byte order mark
        | lines.str.contains("\r.")
        | lines.str.starts_with("\ufeff")
    )
    return [0, *starts], irregular.arg_true().to_list()


def _write(values: Sequence[bytes], grammar: Grammar) -> bytes:
    blanks = [b""] * (grammar.parsed - len(values))
    quoted = (b'"' + value.replace(b'"', b'""') + b'"' for value in (*values[: grammar.parsed], *blanks))
    return grammar.delimiter.join(quoted) + b"\n"


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
