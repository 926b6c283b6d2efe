"""How lines become values: the one definition of quoting, which every faster way of reading must agree with.

RFC 4180, and beyond it what real files hold. A quote opens a quoted value only as its first character. It
closes before a delimiter or a line end; `""` inside stands for one quote; any other quote inside is a plain
character.

A quote is taken to be unclosed where its value, having run over a line end, meets a quote that neither closes
nor is doubled, swallows a whole line with enough delimiters to be a row, runs on for more than a mebibyte, or
never closes; or where the record, closed after all, is no row but one of its lines is. The lines up to the
one on which it opened are then read again with quotes as plain characters, and reading goes on as usual at
the line after: a bad row never hides the good ones. (After a quote that never closes the file holds no quotes
but doubled ones, so reading on as usual gives the rows that plain characters would.)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

LONGEST_VALUE = 1 << 20
# white space as Unicode has it, and the characters that show as nothing at all
BLANKS = "".join(map(chr, (*range(9, 14), 32, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200C)))) + (
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
EMPTY_LINES = re.compile(rb"(?:\r?\n)+")
QUOTE, LINE_END = ord('"'), ord("\n")
CLOSED, UNCLOSED, UNFINISHED = range(3)


def is_blank(value: bytes) -> bool:
    """Say whether a value (UTF-8) is empty or nothing but white space."""
    return not value or not value.decode().strip(BLANKS)


class Grammar(NamedTuple):
    """The shape of the rows: `needed` values at least, `width` columns in the header, blank values beyond.

    `parsed` is how many values most rows of the file have; rows of another fitting length are brought to it.
    """

    delimiter: bytes
    needed: int
    width: int
    parsed: int

    def fits(self, values: Sequence[bytes]) -> bool:
        """Say whether a line with these values is a row."""
        return len(values) >= self.needed and all(map(is_blank, values[self.width :]))


class Record(NamedTuple):
    """The values on one or more lines.

    `line` is its first line; `unclosed` says that a quote on it stayed open.
    """

    line: int
    lines: int
    values: Sequence[bytes]
    unclosed: bool = False


class Step(NamedTuple):
    """What was read from one place: no record for empty lines, several where lines were read again.

    `end` is the place after it, `lines` how many lines were used up.
    """

    records: tuple[Record, ...]
    end: int
    lines: int


class _Values(NamedTuple):
    """Values read up to `end`, or, unless they are `CLOSED`, up to the quote at `end`."""

    values: list[bytes]
    end: int
    state: int = CLOSED


def read_step(text: bytes, start: int, line: int, grammar: Grammar, final: bool) -> Step | None:
    """Read what begins at `start`, where line number `line` begins; None where it takes more text to tell.

    `text` is UTF-8 and ends with a line end; `final` says that no more text follows.
    """
    if empty := EMPTY_LINES.match(text, start):
        return Step((), empty.end(), empty[0].count(b"\n"))
    line_end = text.index(b"\n", start)
    read = _read_values(text, start, line_end, grammar, final)
    if read.state == UNFINISHED:
        return None
    if read.state == UNCLOSED:
        return _read_plain(text, start, text.index(b"\n", read.end), line, grammar, unclosed=True)
    lines = text.count(b"\n", start, read.end)
    if lines > 1 and not grammar.fits(read.values) and _hides_a_row(text, start, read.end, grammar):
        return _read_plain(text, start, line_end, line, grammar, unclosed=True)
    return Step((Record(line, lines, read.values),), read.end, lines)


def _read_values(text: bytes, start: int, line_end: int, grammar: Grammar, final: bool) -> _Values:
    values: list[bytes] = []
    position, delimiter = start, grammar.delimiter
    while True:
        if text[position] != QUOTE:
            # all unquoted values up to the next quoted one, or to the line end
            quoted = text.find(delimiter + b'"', position, line_end)
            if quoted < 0:
                return _Values(values + split(text[position:line_end], delimiter), line_end + 1)
            values += text[position:quoted].split(delimiter)
            position = quoted + 1
        closing, state = _find_closing(text, position, grammar, final)
        if state != CLOSED:
            return _Values(values, position, state)
        values.append(text[position + 1 : closing].replace(b'""', b'"'))
        line_end = text.index(b"\n", closing)
        if text[closing + 1] != delimiter[0]:
            return _Values(values, line_end + 1)
        position = closing + 2


def _find_closing(text: bytes, opened: int, grammar: Grammar, final: bool) -> tuple[int, int]:
    position, line_start, spans = opened + 1, opened, False
    limit = opened + LONGEST_VALUE
    while True:
        quote = text.find(b'"', position, limit)
        stop = quote if quote >= 0 else limit
        while (newline := text.find(b"\n", line_start, stop)) >= 0:
            if spans and text.count(grammar.delimiter, line_start, newline) >= grammar.needed - 1:
                return opened, UNCLOSED
            line_start, spans = newline + 1, True
        if quote < 0:
            return opened, UNCLOSED if final or len(text) >= limit else UNFINISHED
        if text[quote + 1] == QUOTE:
            position = quote + 2
        elif _closes(text, quote, grammar.delimiter):
            return quote, CLOSED
        elif spans:
            return opened, UNCLOSED
        else:
            position = quote + 1


def _closes(text: bytes, quote: int, delimiter: bytes) -> bool:
    return text[quote + 1] in (delimiter[0], LINE_END) or text.startswith(b"\r\n", quote + 1)


def _read_plain(text: bytes, start: int, line_end: int, line: int, grammar: Grammar, unclosed: bool) -> Step:
    """Read whole lines with quotes as plain characters.

    The last of them holds the unclosed quote, if any does.
    """
    contents = text[start:line_end].split(b"\n")
    records = (
        Record(line + number, 1, split(content, grammar.delimiter), unclosed and number == len(contents) - 1)
        for number, content in enumerate(contents)
        if content not in (b"", b"\r")
    )
    return Step(tuple(records), line_end + 1, len(contents))


def _hides_a_row(text: bytes, start: int, end: int, grammar: Grammar) -> bool:
    return any(grammar.fits(split(line, grammar.delimiter)) for line in text[start:end].split(b"\n"))


def split(line: bytes, delimiter: bytes) -> list[bytes]:
    """Split a line (without its line feed) into values, quotes being plain characters."""
    return line.removesuffix(b"\r").split(delimiter)
