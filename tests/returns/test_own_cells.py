"""The cells of a row as they are written: cut where the reading cuts, and put together again byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from opencld.returns.own_cells import line_end_of, needs_quotes, quoted, split_cells, value_of
from opencld.returns.records import Grammar, read_step

PIECES = ["a", "b", '"', ",", " ", "é", '""', '","', '"a"', '"b,c"']
rows = st.lists(st.sampled_from(PIECES), max_size=16).map("".join)
ENDLESS = 1 << 30


def values_by_the_reading(row: bytes) -> list[bytes]:
    """The values of the first line by the one definition of quoting."""
    step = read_step(row + b"\n", 0, 1, Grammar(b",", ENDLESS, ENDLESS, ENDLESS), final=True)
    assert step is not None
    return list(step.records[0].values) if step.records else [b""]


@given(rows)
@example('"a"",b')
@example('"a"b",c')
@example('a,"b')
@example('"",""')
@example(',"x",,"y,z",')
def test_cells_are_cut_where_the_reading_cuts_and_joined_they_are_the_row(text: str) -> None:
    row = text.encode()
    cells, quotes_count = split_cells(row, b",")
    assert b",".join(cells) == row
    assert [value_of(cell, quotes_count) for cell in cells] == values_by_the_reading(row)


@given(rows, st.text(st.sampled_from(["x", '"', ",", "\n", " "]), min_size=1, max_size=6), st.integers(0, 30))
def test_a_cell_that_is_replaced_reads_as_the_new_value_and_the_others_as_before(
    text: str, new: str, place: int
) -> None:
    row = text.encode()
    cells, quotes_count = split_cells(row, b",")
    if not quotes_count:
        return
    place %= len(cells)
    before = [value_of(cell, True) for cell in cells]
    cells[place] = quoted(new.encode()) if needs_quotes(new.encode(), b",") else new.encode()
    after, counts = split_cells(b",".join(cells), b",")
    assert counts
    assert [value_of(cell, True) for cell in after] == [
        *before[:place],
        new.encode(),
        *before[place + 1 :],
    ]


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\r"])
def test_the_line_end_of_a_row_is_told_from_the_row(end: bytes) -> None:
    assert line_end_of(b"a,b" + end) == end
