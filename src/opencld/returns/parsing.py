"""The fast way: polars parses a chunk, and counting every byte proves that it read what was written.

polars fills short rows up in silence and takes some stray quotes and carriage returns away. So a parse is
believed only where each row is one line, and the bytes of all cells, delimiters and quotes add up to those of
the lines: a short row, a doubled quote or a quote left in a cell each make one side greater. All else goes to
`mending`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import polars as pl
from polars import selectors
from polars.exceptions import PolarsError

from opencld.returns.records import BLANKS, Grammar

# for each value on a first line polars makes a column, so that a line of delimiters only could eat all memory
LONGEST_LINE_PARSED = 1 << 18
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
Listed = Mapping[int, pl.Categories]
"""Columns, by their places, that hold the same few texts over and over: each text is kept once, which saves time."""
NOTHING_LISTED: Listed = {}


class Parsed(NamedTuple):
    """The rows of a chunk, and whether a cell of theirs may hold nothing but white space."""

    cells: pl.DataFrame
    may_have_white_space: bool


def column(number: int) -> str:
    """Name the column at a place in the file, from 0, until it gets its field's name."""
    return f"column {number}"


def as_text(cells: pl.DataFrame) -> pl.DataFrame:
    """Return the cells with Strings in all columns of text."""
    return cells.cast({selectors.categorical(): pl.String})


def parse(text: bytes, grammar: Grammar, listed: Listed = NOTHING_LISTED) -> pl.DataFrame:
    """Parse well-formed UTF-8 text into `grammar.parsed` String columns, blank values as "".

    Columns at the places `listed` become Categoricals with the categories given.
    """
    cells = pl.read_csv(
        text,
        has_header=False,
        separator=grammar.delimiter.decode(),
        schema={
            column(place): pl.Categorical(listed[place]) if place in listed else pl.String
            for place in range(grammar.parsed)
        },
        empty_string_is_null=False,
    )
    # polars knows no blank Categorical; put together anew, for `with_columns` would copy every text
    filled = cells.select_seq(selectors.categorical().fill_null(""))
    return pl.DataFrame([filled[name] if name in filled.columns else cells[name] for name in cells.columns])


def parse_if_regular(chunk: bytes, grammar: Grammar, listed: Listed = NOTHING_LISTED) -> Parsed | None:
    """Parse a chunk in which each line is a row of valid UTF-8; None where that cannot be proved."""
    # polars drops a byte order mark, which would upset the count
    if chunk.startswith(BYTE_ORDER_MARK):
        return None
    try:
        lines = _lines(chunk)
        # as a pattern, which is quicker than as a text
        quotes = lines.str.count_matches('"')
        if not _is_safe(chunk, lines, grammar) or not _quotes_pair_up(lines, quotes, grammar):
            return None
        cells = parse(chunk, grammar, listed)
    except PolarsError:
        return None
    delimiters = cells.height * (grammar.parsed - 1)
    adds_up = _bytes_of(cells) + delimiters + int(quotes.sum()) == int(lines.str.len_bytes().sum())
    if not adds_up or cells.height != len(lines):
        return None
    return Parsed(cells, _may_have_white_space(lines, cells, grammar))


def _lines(chunk: bytes) -> pl.Series:
    # each line is one value; polars refuses invalid UTF-8, and lines that hold a NUL, as those of more than one value
    lines = pl.read_csv(
        chunk,
        has_header=False,
        separator="\0",
        quote_char=None,
        schema={"line": pl.String},
        empty_string_is_null=False,
    )
    return lines["line"]


def _is_safe(chunk: bytes, lines: pl.Series, grammar: Grammar) -> bool:
    """Whether polars may have a try: not on overlong lines, nor on floods of lines too short to be rows.

    Carriage returns must end lines: polars drops one after a closing quote.
    """
    too_long = bool((lines.str.len_bytes() > LONGEST_LINE_PARSED).any())
    if too_long or len(lines) * grammar.parsed > len(chunk):
        return False
    return b"\r" not in chunk or not lines.str.contains("\r", literal=True).any()


def _quotes_pair_up(lines: pl.Series, quotes: pl.Series, grammar: Grammar) -> bool:
    """Whether no value can hold more than its two quotes: on lines with several, each pair ends a value."""
    several = quotes > 2
    if not several.any():
        return True
    ends = lines.filter(several).str.count_matches(f'"[^"]*"(?:[{grammar.delimiter.decode()}]|$)')
    return bool((ends * 2 == quotes.filter(several)).all())


def _bytes_of(cells: pl.DataFrame) -> int:
    texts, listed = selectors.string(), selectors.categorical()
    return int(sum(cells.select_seq(texts.str.len_bytes().sum(), listed.cat.len_bytes().sum()).row(0)))


def _may_have_white_space(lines: pl.Series, cells: pl.DataFrame, grammar: Grammar) -> bool:
    """Whether a cell may be white space only. On nearly all lines a quick look shows that none is."""
    delimiter = re.escape(grammar.delimiter.decode())
    ascii_blanks = [blank for blank in BLANKS if blank.isascii() and blank not in "\r\n"]
    other_blanks = [blank for blank in BLANKS if not blank.isascii()]
    unquoted = [blank for blank in ascii_blanks if blank != grammar.delimiter.decode()]
    # a list of texts is sought many times as quickly as a class of characters
    signs = [blank + delimiter for blank in unquoted] + [blank + '"' for blank in ascii_blanks] + other_blanks
    suspects = lines.filter(lines.str.contains("|".join(signs)))
    alone = f'(?:^|{delimiter})[{"".join(unquoted + other_blanks)}]+(?:{delimiter}|$)|"[{BLANKS}]+"'
    # white space at the end of a line has no sign, but is the beginning of a cell in the last column
    last = cells.to_series(-1).cast(pl.String)
    return bool(suspects.str.contains(alone).any() or ((last < "!") & (last != "")).any())
