"""What the bytes of a text file stand for: UTF-8 if they can be that, else Windows-1252; UTF-16 by its signs.

Everything is turned into UTF-8 with line feeds, in pieces, and what could not be read is noted by line. A
file is taken for Windows-1252 when a piece holds more bytes that are no UTF-8 than characters that are, and
no such characters came before: until then it held ASCII only, which is the same in both. From there on
pieces that are no UTF-8 are read as Windows-1252.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import AnyStr, NamedTuple

UTF_8, WINDOWS_1252 = "UTF-8", "Windows-1252"
NUL_BYTES, UNDECODABLE_BYTES = "nul_bytes", "undecodable_bytes"
REPLACEMENT = "\ufffd"

_NUL_LINES = re.compile(b"\0[^\n]*")
# bytes that are no character, as the error handler `surrogateescape` leaves them; and characters beyond ASCII
_NO_CHARACTER = re.compile("[\udc80-\udcff]")
_CHARACTER = re.compile("[^\0-\x7f\ud800-\udfff]")
_NO_CHARACTER_LINES = re.compile("[\udc80-\udcff][^\n]*")
_REPLACED_LINES = re.compile(f"{REPLACEMENT}[^\n]*")


class Script(NamedTuple):
    """How the whole file is written: a UTF-16 codec or none; whether lines end in carriage returns only."""

    utf_16: str = ""
    carriage_returns: bool = False

    def to_ascii_based(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """Turn UTF-16 into UTF-8 and lone carriage returns into line feeds; other bytes stay as they are."""
        if self.utf_16:
            blocks = (text.encode() for text in codecs.iterdecode(blocks, self.utf_16, "replace"))
        return (block.replace(b"\r", b"\n") for block in blocks) if self.carriage_returns else iter(blocks)


def detect_script(head: bytes) -> Script:
    """Tell UTF-16 by its byte order mark or by the NULs in every other place, and old Macintosh line ends."""
    return Script(_detect_utf_16(head), carriage_returns=b"\r" in head and b"\n" not in head)


def _detect_utf_16(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:4096]
    # of mostly Latin text, one byte of nearly every pair is NUL
    first, second = sample[0::2].count(0), sample[1::2].count(0)
    if second > 0.4 * len(sample) and first < second / 10:
        return "utf-16-le"
    return "utf-16-be" if first > 0.4 * len(sample) and second < first / 10 else ""


class Decoded(NamedTuple):
    """UTF-8 text without NULs, and the lines on which bytes were lost: line number to names of faults."""

    text: bytes
    lost: dict[int, list[str]]


@dataclass
class Encoding:
    """What was learnt of the encoding so far.

    `has_decided` says whether bytes were met that mean this or that according to what was learnt before them.
    """

    utf_16: bool
    name: str = UTF_8
    seen_characters: bool = False
    has_decided: bool = False

    def anew(self) -> Encoding:
        """Return what was learnt, with nothing decided by it yet."""
        return replace(self, has_decided=False)

    def then(self, later: Encoding) -> Encoding:
        """Return what is known after a text, `later` being what was learnt from it."""
        return Encoding(
            self.utf_16,
            later.name if later.has_decided else self.name,
            self.seen_characters or later.seen_characters,
        )

    def may_be_plain(self, chunk: bytes) -> bool:
        """Say whether the chunk needs no decoding, if it proves to be valid UTF-8 without NULs."""
        return not self.utf_16 or REPLACEMENT.encode() not in chunk

    def learn_from(self, chunk: bytes) -> None:
        """Take note of a chunk that has proved to be valid UTF-8."""
        self.seen_characters = self.seen_characters or not chunk.isascii()

    def decode(self, chunk: bytes, line: int) -> Decoded:
        """Turn whole lines, the first of them number `line`, into UTF-8."""
        lost: dict[int, list[str]] = {}
        if b"\0" in chunk:
            for number in _lines_with(_NUL_LINES, chunk, b"\n", line):
                lost.setdefault(number, []).append(NUL_BYTES)
            chunk = chunk.replace(b"\0", b"")
        if not chunk.isascii():
            chunk = self._decode_characters(chunk, line, lost)
        return Decoded(chunk, lost)

    def _decode_characters(self, chunk: bytes, line: int, lost: dict[int, list[str]]) -> bytes:
        text = chunk.decode("utf-8", "surrogateescape")
        if self._is_windows_1252(text):
            self.name = WINDOWS_1252
            text = chunk.decode("cp1252", "surrogateescape")
        else:
            self.seen_characters = self.seen_characters or bool(_CHARACTER.search(text))
        damage = _REPLACED_LINES if self.utf_16 else _NO_CHARACTER_LINES
        for number in _lines_with(damage, text, "\n", line):
            lost.setdefault(number, []).append(UNDECODABLE_BYTES)
        return _NO_CHARACTER.sub(REPLACEMENT, text).encode()

    def _is_windows_1252(self, text: str) -> bool:
        no_characters = sum(1 for _ in _NO_CHARACTER.finditer(text))
        self.has_decided = self.has_decided or no_characters > 0
        if self.name == WINDOWS_1252:
            # a piece that is valid UTF-8 all the same is hardly anything else
            return no_characters > 0
        return not self.seen_characters and no_characters > sum(1 for _ in _CHARACTER.finditer(text))


def _lines_with(damage: re.Pattern[AnyStr], text: AnyStr, line_feed: AnyStr, line: int) -> Iterator[int]:
    before = 0
    for match in damage.finditer(text):
        line += text.count(line_feed, before, match.start())
        before = match.start()
        yield line
