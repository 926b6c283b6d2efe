"""A return's own bytes, part by part: nothing is lost, and each row's lines are its own."""

from __future__ import annotations

import gzip
import re
import tempfile
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opencld.errors import CannotRead
from opencld.returns import Original, Part
from opencld.returns.records import Grammar, read_step
from tests.returns.hard_text import delimiters, line_ends, pieces_of_text
from tests.returns.little_return import HEADERS, NAMES, WasRead, csv_of, saved, some_rows

OFTEN = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PLACES = [NAMES.index(name) for name in ("gender", "ethnicity", "postcode", "dementia")]


def original_of(path: Path, batch_bytes: int | None = None) -> Original:
    """Read a return and give the way to its own bytes."""
    original = WasRead(path, batch_bytes).cld_return.original()
    assert original is not None
    return original


def rows_of(part: Part) -> dict[int, bytes]:
    """The bytes of each row of a part."""
    lines = re.findall(rb"[^\n]*\n|[^\n]+$", part.text) if part.rows > 1 else [part.text]
    return dict(enumerate(lines[: part.rows], part.row))


def rows_read_slowly(body: bytes, delimiter: bytes, width: int) -> dict[int, bytes]:
    """The bytes of each row by the one definition of quoting."""
    places = places_read_slowly(body, delimiter, width)
    return {number: body[start:end] for number, (start, end) in enumerate(places, start=1)}


def places_read_slowly(body: bytes, delimiter: bytes, width: int) -> list[tuple[int, int]]:
    """Where the bytes of each row begin and end, by the one definition of quoting."""
    text = body if body.endswith(b"\n") or not body else body + b"\n"
    lines = body.split(b"\n")
    lines = [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    starts = [0, *accumulate(map(len, lines))]
    places = []
    start, line = 0, 0
    while start < len(text):
        step = read_step(text, start, line, Grammar(delimiter, width, width, width), final=True)
        assert step is not None
        for record in step.records:
            last = min(record.line + record.lines, len(lines))
            places.append((starts[record.line], starts[last]))
        start, line = step.end, line + step.lines
    return places


@OFTEN
@given(st.data(), delimiters, line_ends, st.integers(2, 4), st.sampled_from([64, 500, 1 << 20]))
def test_parts_are_the_rows_of_the_slow_reading_and_together_the_whole_file(
    data: st.DataObject, delimiter: str, end: str, width: int, batch_bytes: int
) -> None:
    header = delimiter.join(HEADERS[place] for place in PLACES[:width]) + end
    body = data.draw(pieces_of_text(delimiter, end))
    with tempfile.TemporaryDirectory() as folder:
        original = original_of(saved(Path(folder), header + body), batch_bytes)
        parts = list(original.parts())
    assert b"".join(original.to_file(part.text) for part in parts) == (header + body).encode()
    assert parts[0] == Part(0, 1, header.encode())
    found = {row: text for part in parts[1:] for row, text in rows_of(part).items()}
    assert found == rows_read_slowly(body.encode(), delimiter.encode(), width)


WRITTEN = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with a byte order mark": lambda text: text.encode("utf-8-sig"),
    "utf-16 with a byte order mark": lambda text: text.encode("utf-16"),
    "utf-16, big end first, with a mark": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "utf-16 without a mark": lambda text: text.encode("utf-16-le"),
    "windows-1252": lambda text: text.encode("cp1252"),
    "windows line ends": lambda text: text.replace("\n", "\r\n").encode(),
    "old macintosh line ends": lambda text: text.replace("\n", "\r").encode(),
    "a hint for Excel": lambda text: b"sep=,\n" + text.encode(),
    "empty lines all over": lambda text: b"\n\r\n" + text.replace("\n", "\n\n\r\n").encode(),
    "no last line end": lambda text: text.encode().rstrip(b"\n"),
    "NULs and bytes that are no text": lambda text: text.encode().replace(b"E2", b"E\0\xff"),
}


@pytest.mark.parametrize("how", WRITTEN)
def test_every_byte_comes_back_however_the_file_is_written(how: str, tmp_path: Path) -> None:
    rows = some_rows(5)
    rows[1]["event_description"] = "Zoë said:\nfine, “thanks”"
    content = WRITTEN[how](csv_of(rows))
    original = original_of(saved(tmp_path, content))
    parts = list(original.parts())
    assert b"".join(original.to_file(part.text) for part in parts) == content
    assert sum(part.rows for part in parts) == 1 + 5


def test_a_packed_return_gives_what_was_packed(tmp_path: Path) -> None:
    content = csv_of(some_rows(3)).encode()
    original = original_of(saved(tmp_path, gzip.compress(content), "return.csv.gz"))
    assert b"".join(part.text for part in original.parts()) == content


@pytest.mark.parametrize("change", [lambda content: content[:-900], lambda content: content + b"\n1,2\n"])
def test_a_file_that_has_changed_meanwhile_is_refused(change, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = saved(tmp_path, csv_of(some_rows(3)))
    original = original_of(path)
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(CannotRead, match="no longer as it was"):
        list(original.parts())
