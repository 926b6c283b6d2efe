"""A return in its own bytes, cut where its rows begin and end.

So it can be written once more with something added to its rows, or with a cell changed, and every other byte as it
was: encoding, quotes, line ends, order, blank lines, rows that were refused. Whoever does so turns the parts that
`Original.parts` yields into others, and those into bytes with `to_file`.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from opencld.errors import CannotRead
from opencld.returns.chunks import whole_lines
from opencld.returns.header import Columns
from opencld.returns.layout import Layout
from opencld.returns.records import Grammar
from opencld.returns.source import Source
from opencld.returns.spans import Span, Spans

# small enough to stay in the processor's own memory while it is cut and put together again
BLOCK_BYTES = 1 << 20
HEADER_ROW = 0
CODECS = {"UTF-8": "utf-8", "UTF-16": "utf-8", "Windows-1252": "cp1252"}
# between line feeds and the carriage returns of old Macintosh computers, there and back
EXCHANGED = bytes.maketrans(b"\r\n", b"\n\r")


class Part(NamedTuple):
    """Whole lines, line ends included: `rows` rows from `row` on, with a line each; or one row on all of them.

    Row 0 is the header. Lines that belong to no row, such as those above it, have 0 `rows`. Only the last line of a
    text may lack its line end. The text is UTF-8 where the file is UTF-16, else in the file's encoding.
    """

    row: int
    rows: int
    text: bytes


@dataclass(frozen=True)
class Original:
    """What there is to know to read a return's bytes once more, after it has been read as a whole.

    `stamp` shows whether the file is still the same: its bytes on disk, and when it was last written.
    `encoding` is what it was read as, `utf_16` the codec where that is UTF-16, `spans` are its rows' lines. The header
    begins on `header_line` and ends on the last of the first `header_lines`.
    """

    path: str | Path
    stamp: tuple[int, int]
    encoding: str
    utf_16: str
    carriage_returns: bool
    grammar: Grammar
    columns: Columns
    header_line: int
    header_lines: int
    spans: Spans

    def encode(self, text: str) -> bytes:
        """Write a text as parts have it. Characters that the file's encoding lacks become question marks."""
        return text.encode(CODECS[self.encoding], "replace")

    def can_write(self, text: str) -> bool:
        """Say whether the file's encoding has all characters of a text."""
        try:
            text.encode(CODECS[self.encoding])
        except UnicodeEncodeError:
            return False
        return True

    def to_utf_8(self, text: bytes) -> bytes:
        """Turn the text of parts, changed or not, into UTF-8, line ends as they are in the file."""
        if self.encoding == "Windows-1252":
            text = b"\n".join(map(_from_windows_1252, text.split(b"\n")))
        return text.translate(EXCHANGED) if self.carriage_returns else text

    def to_file(self, text: bytes) -> bytes:
        """Turn the text of parts, changed or not, into bytes as the file has them."""
        if self.carriage_returns:
            text = text.translate(EXCHANGED)
        if self.utf_16:
            return text.decode("utf-8", "surrogatepass").encode(self.utf_16, "surrogatepass")
        return text

    def parts(self) -> Iterator[Part]:
        """Read everything, from the first byte to the last.

        Raises CannotRead where the file cannot be read, or is no longer the one that was read before.
        """
        source = Source(self.path)
        try:
            if source.stamp != self.stamp:
                raise _changed(source.name)
            lines = _Lines(whole_lines(self._texts(source), source.name), source.name)
            yield from (Part(0, 0, text) for text, _ in lines.take(self.header_line - 1))
            yield Part(HEADER_ROW, 1, lines.take_whole(self.header_lines - self.header_line + 1))
            line = self.header_lines + 1
            for span in self.spans:
                yield from (Part(0, 0, text) for text, _ in lines.take(span.line - line))
                yield from _rows(span, lines)
                line = span.line + span.lines
            yield from (Part(0, 0, text) for text in lines.take_empty())
        finally:
            source.close()

    def _texts(self, source: Source) -> Iterator[bytes]:
        blocks: Iterable[bytes] = source.blocks(BLOCK_BYTES)
        if self.utf_16:
            blocks = _from_utf_16(blocks, self.utf_16, source.name)
        if self.carriage_returns:
            blocks = (block.translate(EXCHANGED) for block in blocks)
        return iter(blocks)


def _rows(span: Span, lines: _Lines) -> Iterator[Part]:
    if not span.is_even:
        yield Part(span.row, 1, lines.take_whole(span.lines))
        return
    row = span.row
    for text, rows in lines.take(span.lines):
        yield Part(row, rows, text)
        row += rows


def original_of(source: Source, layout: Layout, encoding: str, spans: Spans) -> Original:
    """Put together what was learnt about a text while it was read."""
    assert layout.grammar is not None, "a text without header has no rows to read"
    assert layout.columns is not None, "a grammar comes with columns"
    script = layout.script
    return Original(
        path=source.path,
        stamp=source.stamp,
        encoding=encoding,
        utf_16=_byte_order(source) if script.utf_16 == "utf-16" else script.utf_16,
        carriage_returns=script.carriage_returns,
        grammar=layout.grammar,
        columns=layout.columns,
        header_line=layout.header_line,
        header_lines=layout.header_lines,
        spans=spans,
    )


def _byte_order(source: Source) -> str:
    """Name the codec that takes the byte order mark for a character like others, so that it stays where it is."""
    first = next(iter(source.blocks(len(codecs.BOM_UTF16_BE))), b"")
    return "utf-16-be" if first == codecs.BOM_UTF16_BE else "utf-16-le"


def _from_windows_1252(line: bytes) -> bytes:
    try:
        # as the reader does: what is UTF-8 all the same is hardly anything else
        line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace").encode()
    return line


def _from_utf_16(blocks: Iterable[bytes], codec: str, name: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(codec)("surrogatepass")
    for block in blocks:
        yield decoder.decode(block).encode("utf-8", "surrogatepass")
    if decoder.getstate()[0]:
        raise CannotRead(f"{name} ends in the middle of a character: it was cut short. Fetch it again.")


class _Lines:
    """Takes so many lines at a time from chunks of whole lines."""

    def __init__(self, chunks: Iterator[bytes], name: str) -> None:
        self.chunks, self.name = chunks, name
        # what is left of the chunk begins at a place and holds so many lines
        self.chunk, self.at, self.left = b"", 0, 0

    def take(self, lines: int) -> Iterator[tuple[bytes, int]]:
        """Yield the next lines, in as few pieces as their chunks allow, and how many each piece holds."""
        while lines > 0:
            if not self.left and not self._next_chunk():
                raise _changed(self.name)
            taken = min(lines, self.left)
            yield self._cut(taken), taken
            lines -= taken

    def take_whole(self, lines: int) -> bytes:
        """Return the next lines as one text."""
        return b"".join(text for text, _ in self.take(lines))

    def take_empty(self) -> Iterator[bytes]:
        """Yield everything that is left, which should be empty lines."""
        while self.left or self._next_chunk():
            text = self._cut(self.left)
            if text.strip(b"\r\n"):
                raise _changed(self.name)
            yield text

    def _cut(self, lines: int) -> bytes:
        start, self.at, self.left = self.at, self._end_of(lines), self.left - lines
        return self.chunk[start : self.at]

    def _end_of(self, lines: int) -> int:
        if lines == self.left:
            return len(self.chunk)
        end = self.at
        for _ in range(lines):
            end = self.chunk.index(b"\n", end) + 1
        return end

    def _next_chunk(self) -> bool:
        self.chunk, self.at = next(self.chunks, b""), 0
        self.left = self.chunk.count(b"\n") + (not self.chunk.endswith(b"\n") if self.chunk else 0)
        return bool(self.chunk)


def _changed(name: str) -> CannotRead:
    return CannotRead(
        f"{name} is no longer as it was when it was checked, or mixes line ends of two kinds. "
        "Close it in other programs and check it again."
    )
