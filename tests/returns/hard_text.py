"""Text made of what makes reading hard, to be drawn by hypothesis."""

from __future__ import annotations

import csv
from typing import Literal

from hypothesis import strategies as st

delimiters = st.sampled_from([",", ";", "\t", "|"])
line_ends = st.sampled_from(["\n", "\r\n"])
quotings: st.SearchStrategy[Literal[0, 1]] = st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])


@st.composite
def pieces_of_text(draw: st.DrawFn, delimiter: str, end: str) -> str:
    """Text made of what makes reading hard."""
    joined = f"x{delimiter}y"
    pieces = ['"', delimiter, end, "a", "b", " ", '""', joined, '"a"', f'"b{delimiter}c"', f'"q"{end}', "é"]
    pieces += [
        "\r",
        "\ufeff",
        "\u00a0",
        f"1{delimiter}2{delimiter}3{end}",
        f'{delimiter}"{end}',
        f'"{delimiter}',
    ]
    return "".join(draw(st.lists(st.sampled_from(pieces), max_size=50)))
