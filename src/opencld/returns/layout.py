"""How a text file is laid out: its encoding, its delimiter, its header and the shape of its rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from opencld.returns.encoding import WINDOWS_1252, Encoding, Script, detect_script
from opencld.returns.fault import Fault
from opencld.returns.header import (
    FEWEST_KNOWN,
    Columns,
    column_faults,
    column_notes,
    count_known,
    match_columns,
)
from opencld.returns.kinds import refuse_packed_twice
from opencld.returns.parsing import BYTE_ORDER_MARK
from opencld.returns.records import BLANKS, Grammar, Step, read_step, split
from opencld.returns.source import Source
from opencld.specification import Specification

HEAD_BYTES = 1 << 20
DELIMITERS = {b",": "commas", b";": "semicolons", b"\t": "tabs", b"|": "vertical bars"}
# lines looked at for a header further down, and rows looked at for how many values they usually have
LINES_SEARCHED, ROWS_SAMPLED = 20, 50
ENDLESS = 1 << 30
# a first line by which Excel is told the delimiter
DELIMITER_HINT = re.compile(rb'"?sep=.?"?\r?', re.IGNORECASE)


class Layout(NamedTuple):
    """What there is to know before the first row.

    The header begins on `header_line` and ends on the last of the first `header_lines`. `columns` and `grammar` are
    None where there is no header.
    """

    script: Script
    encoding: Encoding
    faults: tuple[Fault, ...]
    reading: tuple[str, ...]
    header_line: int = 0
    header_lines: int = 0
    columns: Columns | None = None
    grammar: Grammar | None = None


class _Head(NamedTuple):
    """The first lines of the file in UTF-8; `complete` where they are all; `lost` as in `Decoded`."""

    text: bytes
    complete: bool
    script: Script
    encoding: Encoding
    faults: tuple[Fault, ...]
    lost: Mapping[int, list[str]]


class _Header(NamedTuple):
    """A line read as header under one delimiter, and how many fields it names."""

    delimiter: bytes
    step: Step
    titles: list[str]
    known: int


def read_layout(source: Source, specification: Specification) -> Layout:
    """Read the first mebibyte and tell the layout.

    Raises CannotRead where the packing is damaged or holds no text.
    """
    head = _read_head(source)
    notes = tuple(_encoding_notes(head))
    start, line = _first_line(head.text)
    if start == len(head.text):
        # white space that goes on beyond the head is no header, and whatever follows is no table
        fault = Fault("empty_file" if head.complete else "no_header")
        return Layout(head.script, head.encoding, (fault,), notes)
    headers = (_read_header(head.text, start, line, delimiter, specification) for delimiter in DELIMITERS)
    header = max(headers, key=lambda header: header.known)
    if header.known < FEWEST_KNOWN:
        fault = Fault("no_header", detail=_header_further_down(head.text, start, line, specification))
        return Layout(head.script, head.encoding, (*head.faults, fault), notes)
    return _lay_out(head, header, line, notes, specification)


def _read_head(source: Source) -> _Head:
    raw = next(iter(source.blocks(HEAD_BYTES)), b"")
    if source.kind != "text":
        refuse_packed_twice(raw, source.name)
    script = detect_script(raw)
    text = b"".join(script.to_ascii_based([raw]))
    complete = len(raw) < HEAD_BYTES
    cut = text.rfind(b"\n") + 1
    if (complete and cut < len(text)) or not cut:
        text += b"\n"
    elif not complete:
        text = text[:cut]
    encoding = Encoding(utf_16=bool(script.utf_16))
    decoded = encoding.decode(text.removeprefix(BYTE_ORDER_MARK), 1)
    faults = tuple(_encoding_faults(encoding))
    return _Head(decoded.text, complete, script, encoding, faults, decoded.lost)


def _encoding_faults(encoding: Encoding) -> Iterator[Fault]:
    if encoding.utf_16 or encoding.name == WINDOWS_1252:
        yield Fault("not_utf8", detail={"encoding": "UTF-16" if encoding.utf_16 else WINDOWS_1252})


def _encoding_notes(head: _Head) -> Iterator[str]:
    yield from (f"Read as {fault.detail['encoding']}." for fault in head.faults)
    if head.script.carriage_returns:
        yield "Lines end in carriage returns only, as on old Macintosh computers."


def _first_line(text: bytes) -> tuple[int, int]:
    """Find the first line that is neither empty nor a hint for Excel: its place and its number."""
    start, line = 0, 1
    while start < len(text):
        line_end = text.index(b"\n", start)
        content = text[start:line_end]
        if content.decode().strip(BLANKS) and not DELIMITER_HINT.fullmatch(content):
            break
        start, line = line_end + 1, line + 1
    return start, line


def _read_header(
    text: bytes, start: int, line: int, delimiter: bytes, specification: Specification
) -> _Header:
    step = read_step(text, start, line, Grammar(delimiter, ENDLESS, ENDLESS, ENDLESS), final=True)
    assert step is not None, "with no more text to come, a step is always finished"
    titles = [title.decode() for title in step.records[0].values]
    return _Header(delimiter, step, titles, count_known(titles, specification))


def _header_further_down(
    text: bytes, start: int, line: int, specification: Specification
) -> dict[str, str | int]:
    for number, content in enumerate(text[start:].split(b"\n", LINES_SEARCHED)[:LINES_SEARCHED], line):
        for delimiter in DELIMITERS:
            titles = [title.decode().strip('"') for title in split(content, delimiter)]
            if count_known(titles, specification) >= FEWEST_KNOWN:
                return {"header_line": number}
    return {}


def _lay_out(
    head: _Head, header: _Header, line: int, notes: tuple[str, ...], specification: Specification
) -> Layout:
    columns = match_columns(header.titles, specification)
    faults, reading = list(head.faults), list(notes)
    if header.delimiter != b",":
        faults.append(Fault("not_comma_separated", detail={"separator": DELIMITERS[header.delimiter]}))
        reading.append(f"Columns are separated by {DELIMITERS[header.delimiter]}.")
    if header.step.records[0].unclosed:
        faults.append(Fault("unclosed_quote", line=line))
    header_lines = line - 1 + header.step.lines
    faults += [
        Fault(name, line=at) for at, names in head.lost.items() if at <= header_lines for name in names
    ]
    faults += column_faults(columns, specification)
    reading += column_notes(columns, specification)
    if head.complete and not set(head.text[header.step.end :].split(b"\n")) - {b"", b"\r"}:
        faults.append(Fault("header_only"))
    grammar = _shape(head.text, header, columns)
    return Layout(
        head.script, head.encoding, tuple(faults), tuple(reading), line, header_lines, columns, grammar
    )


def _shape(text: bytes, header: _Header, columns: Columns) -> Grammar:
    """Tell how many values rows usually have: some programs end each with more delimiters."""
    grammar = Grammar(header.delimiter, columns.needed, columns.width, columns.width)
    lengths: Counter[int] = Counter()
    end = header.step.end
    for _ in range(ROWS_SAMPLED):
        if end >= len(text) or (step := read_step(text, end, 0, grammar, final=True)) is None:
            break
        lengths.update(len(record.values) for record in step.records if grammar.fits(record.values))
        end = step.end
    usual = lengths.most_common(1)[0][0] if lengths else columns.width
    return Grammar(header.delimiter, columns.needed, columns.width, usual)
