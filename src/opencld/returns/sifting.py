"""Lines that are whole rows in themselves are parsed together; the others are pointed out.

This is the proof of `parsing`, made for each line by itself. Lines on which quotes come in pairs that end a
value are parsed; where the bytes of a row's cells, delimiters and quotes add up to those of its line, the
line is a row.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl
from polars.exceptions import PolarsError

from opencld.returns.parsing import LONGEST_LINE_PARSED, parse
from opencld.returns.records import Grammar


class Sifted(NamedTuple):
    """Where each line of a text starts, and at last where the text ends; which lines are not whole rows.

    `cells` holds the lines that are, by `index`, which counts lines from 0, and the file's columns.
    """

    starts: list[int]
    irregular: list[int]
    cells: pl.DataFrame


def sift(text: bytes, grammar: Grammar) -> Sifted:
    """Sift a text of whole lines, in UTF-8 and without NULs."""
    split = pl.Series("text", [text]).cast(pl.String).str.split("\n").explode()[:-1]
    starts = split.str.len_bytes().cast(pl.Int64) + 1
    lines = pl.DataFrame(
        {"index": pl.int_range(len(split), eager=True), "line": split.str.strip_suffix("\r")}
    )
    lines = lines.with_columns(quotes=pl.col("line").str.count_matches('"', literal=True))
    likely = lines.filter(_is_likely(grammar))
    cells = _parse_lines(likely["line"], grammar)
    if cells is None:
        likely = likely.filter(_delimiters(grammar) == grammar.parsed - 1)
        cells = _parse_lines(likely["line"], grammar)
    if cells is None:
        likely, cells = likely.clear(), parse(b"", grammar)
    delimiters = grammar.parsed - 1
    adds_up = (
        cells.select(pl.sum_horizontal(pl.all().str.len_bytes()) + delimiters).to_series() + likely["quotes"]
    )
    whole = adds_up == likely["line"].str.len_bytes()
    cells = pl.concat([likely.select("index"), cells], how="horizontal")
    if not whole.all():
        cells = cells.filter(whole)
    irregular = lines["index"].filter(~lines["index"].is_in(cells["index"].implode()))
    return Sifted([0, *starts.cum_sum().to_list()], irregular.to_list(), cells)


def _is_likely(grammar: Grammar) -> pl.Expr:
    """Whether each pair of quotes ends a value, and nothing is there that polars would drop in silence."""
    line, quotes = pl.col("line"), pl.col("quotes")
    pairs = line.str.count_matches(f'"[^"]*"(?:[{grammar.delimiter.decode()}]|$)')
    dropped = line.str.contains("\r", literal=True) | line.str.starts_with("\ufeff")
    fits = line.str.len_bytes().is_between(grammar.parsed - 1, LONGEST_LINE_PARSED)
    return fits & ((quotes == 0) | (pairs * 2 == quotes)) & ~dropped


def _delimiters(grammar: Grammar) -> pl.Expr:
    unquoted = pl.col("line").str.replace_all('"[^"]*"', "")
    return unquoted.str.count_matches(grammar.delimiter.decode(), literal=True)


def _parse_lines(lines: pl.Series, grammar: Grammar) -> pl.DataFrame | None:
    """Parse lines; None where one of them has too many values, which polars refuses."""
    text = lines.str.join("\n").cast(pl.Binary).item()
    try:
        cells = parse(text, grammar)
    except PolarsError:
        return None
    return cells if cells.height == len(lines) else None
