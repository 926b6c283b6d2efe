"""The slow reading of a whole text at once, by the one definition of quoting, with every check spelt out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from opencld.returns.records import BLANKS, Grammar, read_step


@dataclass
class Expected:
    """Rows as (row, line, values) and refused rows as (row, line)."""

    rows: list[tuple[int, int, list[str]]] = field(default_factory=list)
    refused: list[tuple[int, int]] = field(default_factory=list)


def read_slowly(body: bytes, grammar: Grammar, first_line: int, titles: Sequence[str] = ()) -> Expected:
    """Read the text after a header: UTF-8 without NULs."""
    expected, start, line, row = Expected(), 0, first_line, 1
    text = body if body.endswith(b"\n") else body + b"\n"
    while start < len(text) and body:
        step = read_step(text, start, line, grammar, final=True)
        assert step is not None
        for record in step.records:
            values = [value.decode() for value in record.values]
            values = ["" if not value.strip(BLANKS) else value for value in values]
            if grammar.fits(record.values) and any(values) and values[: len(titles)] != list(titles):
                expected.rows.append((row, record.line, values[: grammar.width]))
            else:
                expected.refused.append((row, record.line))
            row += 1
        start, line = step.end, line + step.lines
    return expected
