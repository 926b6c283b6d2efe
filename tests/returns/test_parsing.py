"""A chunk is parsed as a whole only where that is proved to be right."""

from __future__ import annotations

import pytest

from opencld.returns.parsing import parse_if_regular
from opencld.returns.records import Grammar, read_step

THREE_VALUES = Grammar(b",", 3, 3, 3)
REGULAR = b'a,b,c\nd,"e,f",g\r\nh,,\n'


def test_regular_lines_are_rows() -> None:
    parsed = parse_if_regular(REGULAR, THREE_VALUES)
    assert parsed
    assert parsed.cells.rows() == [("a", "b", "c"), ("d", "e,f", "g"), ("h", "", "")]


@pytest.mark.parametrize("place", range(len(REGULAR)))
@pytest.mark.parametrize("stray", [b"\0", b"\xff"])
def test_a_chunk_with_what_is_no_text_is_not_believed(stray: bytes, place: int) -> None:
    assert parse_if_regular(REGULAR[:place] + stray + REGULAR[place:], THREE_VALUES) is None


@pytest.mark.parametrize("place", range(len(REGULAR)))
@pytest.mark.parametrize("stray", [b'"', b"\r", b"\n", b",", b'","', b'""'])
def test_what_is_believed_is_what_the_careful_way_reads(stray: bytes, place: int) -> None:
    text = REGULAR[:place] + stray + REGULAR[place:]
    parsed = parse_if_regular(text, THREE_VALUES)
    assert parsed is None or parsed.cells.rows() == read_with_care(text)


def read_with_care(text: bytes) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    start = 0
    while start < len(text):
        step = read_step(text, start, 1, THREE_VALUES, final=True)
        assert step
        rows += (tuple(value.decode() for value in record.values) for record in step.records)
        start = step.end
    return rows
