"""The text of a return in chunks of whole lines without the header, from the first row to the last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from opencld.errors import CannotRead
from opencld.returns.encoding import Script
from opencld.returns.source import LONGEST_LINE, Blocks


def whole_lines(blocks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """Cut blocks so that each ends with a line feed; the last one may lack it.

    Raises CannotRead on endless lines.
    """
    rest: list[bytes] = []
    waiting = 0
    for block in blocks:
        cut = block.rfind(b"\n") + 1
        if cut:
            yield block if cut == len(block) and not rest else b"".join((*rest, memoryview(block)[:cut]))
            rest, waiting = [], 0
        if cut < len(block):
            rest.append(block[cut:])
            waiting += len(block) - cut
            _refuse_endless_line(waiting, name)
        del block  # let go of before the next one is read
    if rest:
        yield b"".join(rest)


def _refuse_endless_line(length: int, name: str) -> None:
    if length > LONGEST_LINE:
        raise CannotRead(
            f"{name} has a line of more than {LONGEST_LINE >> 20} MiB, so it is no table of rows. "
            "Export the return again as CSV with one line per row."
        )


def in_pieces(text: bytes, size: int) -> Iterator[bytes]:
    """Cut a text of whole lines into pieces of whole lines, each a little longer than `size` but the last."""
    start = 0
    while start < len(text):
        end = (text.find(b"\n", start + size) + 1) or len(text)
        yield text[start:end]
        start = end


def without_first_lines(chunks: Iterable[bytes], lines: int) -> Iterator[bytes]:
    """Leave out the first `lines` lines."""
    for chunk in chunks:
        start = 0
        while lines and start < len(chunk):
            start = (chunk.find(b"\n", start) + 1) or len(chunk)
            lines -= 1
        if start < len(chunk):
            yield chunk[start:] if start else chunk
        del chunk  # let go of before the next one is read


def data_chunks(blocks: Blocks, script: Script, header_lines: int) -> Iterator[bytes]:
    """The lines after the header, still in their 8-bit encoding (UTF-8 where the file is UTF-16)."""
    chunks = whole_lines(script.to_ascii_based(blocks), blocks.source.name)
    return without_first_lines(chunks, header_lines)
