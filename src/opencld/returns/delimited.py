"""A pass over a text file: chunk by chunk the fast way, the careful way where that cannot be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import polars as pl

from opencld.returns.chunks import data_chunks, in_pieces
from opencld.returns.encoding import WINDOWS_1252, Encoding
from opencld.returns.fault import Fault
from opencld.returns.header import Columns
from opencld.returns.layout import Layout
from opencld.returns.mending import Mended, mend
from opencld.returns.parsing import Parsed, parse_if_regular
from opencld.returns.records import Grammar
from opencld.returns.source import WHOLE, Section, Source
from opencld.returns.spans import Span
from opencld.returns.stretch import Stretch

# mending takes more memory than reading, most of all where lines are very short
MENDED_AT_ONCE = 4 << 20
MOST_LISTED = 10_000


@dataclass(frozen=True)
class DelimitedTable:
    """A text file whose layout is known; `listed` are the fields of few texts."""

    source: Source
    layout: Layout
    listed: frozenset[str] = frozenset()

    @property
    def columns(self) -> Columns | None:
        """What the header says."""
        return self.layout.columns

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the file, as far as is known."""
        return self.layout.faults

    @property
    def reading(self) -> tuple[str, ...]:
        """What was done to read it, in sentences."""
        return self.layout.reading

    @property
    def may_be_cut(self) -> bool:
        """Whether sections of the text can be read by themselves."""
        return self.source.kind == "text" and _goes_by_lines(self.layout)

    def begin(
        self, batch_bytes: int, section: Section = WHOLE, before: Encoding | None = None
    ) -> DelimitedPass:
        """Begin a pass over the rows, in batches of about that size: all, or those of a section. `before` is what was
        learnt of the encoding from the text before it, if anything."""
        assert self.layout.grammar is not None, "a text without header has no rows to read"
        encoding = (before or self.layout.encoding).anew()
        return DelimitedPass(self, self.layout.grammar, batch_bytes, section, encoding)


def _goes_by_lines(layout: Layout) -> bool:
    return not layout.script.utf_16 and not layout.script.carriage_returns


def _are_many(texts: pl.Categories) -> bool:
    # to look one up is much quicker than to count them, or to seek the highest number in a column
    with suppress(IndexError):
        return texts[MOST_LISTED] is not None
    return False


class DelimitedPass:
    """A pass over the rows of a text file, in memory of a few batches. `late_faults` are known at its end.

    Rows and lines are numbered from the section's beginning. `is_finished` is false where its last row goes on in the
    next section.
    """

    def __init__(
        self, table: DelimitedTable, grammar: Grammar, batch_bytes: int, section: Section, encoding: Encoding
    ) -> None:
        layout = table.layout
        self.late_faults: list[Fault] = []
        self.is_finished = True
        self.encoding = encoding
        self._grammar, self._section = grammar, section
        self._blocks = table.source.blocks(batch_bytes, _goes_by_lines(layout), section)
        header_lines = 0 if section.start else layout.header_lines
        self._chunks = data_chunks(self._blocks, layout.script, header_lines)
        # of this pass alone, so that what other files hold does not gather in memory
        self._listed = {
            # in half the memory of what it is by default, with room for many more than MOST_LISTED
            place: pl.Categories.random(physical=pl.UInt16)
            for name, place in (layout.columns.positions if layout.columns else {}).items()
            if name in table.listed and place < grammar.parsed
        }
        # categories forget their texts when no column has them any more
        self._remembering = [pl.Series(dtype=pl.Categorical(texts)) for texts in self._listed.values()]
        self._row, self._line = 1, header_lines + 1
        # text that waits for more, and lines not yet consumed on which bytes were lost
        self._rest = b""
        self._lost: dict[int, list[str]] = {}

    @property
    def lines(self) -> int:
        """The lines read so far, the header's included."""
        return self._line - 1

    def stretches(self) -> Iterator[Stretch]:
        """Read all rows."""
        expected, cut_short = self.encoding.name, False
        for chunk in self._chunks:
            cut_short = not chunk.endswith(b"\n")
            yield from self._read(chunk + b"\n" if cut_short else chunk, cut_short)
            del chunk  # let go of before the next one is read
        if not self._section.is_last and (self._rest or cut_short):
            self.is_finished = False
        elif self._rest:
            yield self._mend(b"", cut_short, final=True)
        if self.encoding.name != expected:
            self.late_faults.append(Fault("not_utf8", detail={"encoding": WINDOWS_1252}))

    def _read(self, chunk: bytes, cut_short: bool) -> Iterator[Stretch]:
        parsed = None
        if not self._rest and self.encoding.may_be_plain(chunk):
            parsed = self._parse(chunk)
        if parsed is not None:
            self.encoding.learn_from(chunk)
            yield self._regular(parsed)
            return
        decoded = self.encoding.decode(chunk, self._line + self._rest.count(b"\n"))
        self._lost |= decoded.lost
        if not self._rest and not decoded.lost and decoded.text is not chunk:
            parsed = self._parse(decoded.text)
        if parsed is not None:
            yield self._regular(parsed)
            return
        *pieces, last = in_pieces(decoded.text, MENDED_AT_ONCE)
        yield from (self._mend(piece, cut_short=False) for piece in pieces)
        yield self._mend(last, cut_short)

    def _parse(self, text: bytes) -> Parsed | None:
        parsed = parse_if_regular(text, self._grammar, self._listed)
        many = [place for place, texts in self._listed.items() if _are_many(texts)]
        # a column of free text where a list was looked for is better read as the text it is
        for place in many:
            del self._listed[place]
        # it may have held more than can be listed
        return self._parse(text) if parsed is None and many else parsed

    def _regular(self, parsed: Parsed) -> Stretch:
        """Number rows that have a line each."""
        rows = parsed.cells.height
        numbers = [
            pl.int_range(first, first + rows, eager=True).alias(name)
            for name, first in (("row", self._row), ("line", self._line))
        ]
        # set side by side, for `select` would copy every cell
        cells = pl.DataFrame(numbers).hstack(parsed.cells)
        span = Span(self._row, self._line, rows, rows)
        self._row += rows
        self._line += rows
        return Stretch(cells, [], rows, self._blocks.position, parsed.may_have_white_space, [span])

    def _mend(self, text: bytes, cut_short: bool, final: bool = False) -> Stretch:
        text = self._rest + text
        mended = mend(text, self._grammar, self._row, self._line, final, cut_short)
        rows = mended.next_row - self._row
        self._rest = text[mended.consumed :]
        self._row, self._line = mended.next_row, mended.next_line
        faults = mended.faults + self._lost_bytes(mended)
        return Stretch(mended.cells, faults, rows, self._blocks.position, True, mended.spans)

    def _lost_bytes(self, mended: Mended) -> list[Fault]:
        passed = [line for line in self._lost if line < mended.next_line]
        return [Fault(name, mended.row_on(line), line) for line in passed for name in self._lost.pop(line)]
