"""On which lines of a text its rows stand, kept small: most rows have a line each, and follow each other."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Span(NamedTuple):
    """Rows that follow each other, refused or not: one line each, or one row on several lines."""

    row: int
    line: int
    rows: int
    lines: int

    @property
    def is_even(self) -> bool:
        """Whether each row has a line."""
        return self.rows == self.lines

    def moved(self, rows: int, lines: int) -> Span:
        """Return the same rows behind so many others."""
        return self._replace(row=self.row + rows, line=self.line + lines)


class Spans:
    """All rows of a text and their lines, in order. Empty lines, between rows, belong to none."""

    def __init__(self) -> None:
        # four numbers a span, as millions of rows on several lines each would fill memory with tuples
        self._numbers = array("q")

    def add(self, spans: Iterable[Span]) -> None:
        """Add the rows that come next."""
        for span in spans:
            if self._goes_on_with(span):
                self._numbers[-2] += span.rows
                self._numbers[-1] += span.lines
            else:
                self._numbers.extend(span)

    def _goes_on_with(self, span: Span) -> bool:
        if not self._numbers or not span.is_even:
            return False
        last = Span(*self._numbers[-4:])
        return last.is_even and (span.row, span.line) == (last.row + last.rows, last.line + last.lines)

    def __iter__(self) -> Iterator[Span]:
        for place in range(0, len(self._numbers), 4):
            yield Span(*self._numbers[place : place + 4])
