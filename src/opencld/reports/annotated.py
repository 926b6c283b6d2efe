"""The return as it was, with one more column: what was found on each row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path

import polars as pl

from opencld import saving, second_process
from opencld.errors import Misused
from opencld.returns import Original, Part
from opencld.returns.own_cells import line_end_of
from opencld.returns.source import Source
from opencld.second_process import Gone, SecondProcess
from opencld.specification import Specification, load_specification
from opencld.validation import Validation
from opencld.validation.findings import Findings

TITLE = "Findings"
BETWEEN = " | "
NEEDED = ("row", "rule", "severity", "field", "message", "suggestion", "suggestion_is_safe")
WORK = f"{__name__}:annotate_beside"
NO_MORE = (1 << 62, "")


def check_annotated_target(path: Path, cld_return: Path) -> None:
    """Refuse a path for the annotated return, or a return, with which annotating could only fail at the end.

    Raises Misused, CannotRead, CannotWrite.
    """
    saving.check_target(path, "the annotated return", (".csv",), [cld_return])
    source = Source(cld_return)
    source.close()
    if source.kind == "workbook":
        raise _cannot_annotate(source.name)


def write_annotated(path: Path, validation: Validation) -> None:
    """Write the return with a last column that says, on each row, what was found there.

    Every byte of every row stays as it was; packed returns are written unpacked. Personal values are hidden in the
    new column as in findings, and remain in the rows. Raises Misused where the return is a workbook or has no header,
    CannotRead where it has changed meanwhile, CannotWrite where the file cannot be written.
    """
    original = validation.original
    if original is None:
        raise _cannot_annotate(validation.summary.file)
    _write(path, original, validation.kept_findings)


@contextmanager
def annotated_meanwhile(path: Path, validation: Validation) -> Iterator[None]:
    """Write the annotated return while something else is done, a large one in a second process.

    Raises what `write_annotated` does, when the other thing is done.
    """
    second = _begin_second(validation)
    if second is None:
        yield
        write_annotated(path, validation)
        return
    with closing(second), ThreadPoolExecutor(max_workers=1) as waiting:
        written = waiting.submit(second.do, path)
        yield
        try:
            written.result()
        except Gone:
            # here it shows what is wrong, if anything
            write_annotated(path, validation)


def _begin_second(validation: Validation) -> SecondProcess | None:
    original = validation.original
    if original is None or not second_process.is_worth_starting(original.stamp[0]):
        return None
    # all in files, for those are what the second process reads
    validation.kept_findings.spill()
    try:
        return second_process.take(WORK, (original, validation.kept_findings))
    except Gone:
        return None


def annotate_beside(first: tuple[Original, Findings]) -> Callable[[Path], None]:
    """Get ready to annotate in the second process."""
    return lambda path: _write(path, *first)


def _write(path: Path, original: Original, findings: Findings) -> None:
    texts = texts_by_row(findings, load_specification())
    with saving.whole(path, "the annotated return") as unfinished, unfinished.open("wb") as file:
        for part in annotated(original, texts):
            file.write(part)


def _cannot_annotate(name: str) -> Misused:
    return Misused(
        f"{name} cannot be annotated: it is a workbook, or has no header. Save it as CSV with the headers in the "
        "first line, or write a report (--report findings.xlsx)."
    )


def annotated(original: Original, texts: Iterator[tuple[int, str]]) -> Iterator[bytes]:
    """Yield the bytes of the return with a text in one more cell of each row; blank on rows without text.

    `texts` come with the numbers of their rows, in ascending order.
    """
    grammar = original.grammar
    # where rows end in delimiters that the header has not, its new cell moves to where theirs is
    header = chain([(0, TITLE)], texts)
    surplus = grammar.delimiter * (grammar.parsed - grammar.width)
    upcoming = next(header)
    for part in original.parts():
        cells: dict[int, bytes] = {}
        while part.rows and upcoming[0] < part.row + part.rows:
            cells[upcoming[0] - part.row] = original.encode(_quoted(upcoming[1]))
            upcoming = next(header, NO_MORE)
        before = grammar.delimiter + (surplus if part.row == 0 else b"")
        yield original.to_file(with_cells(part, cells, before) if part.rows else part.text)


def with_cells(part: Part, cells: Mapping[int, bytes], delimiter: bytes) -> bytes:
    """Append the delimiter and a cell to each row of a part; `cells` by the row's place in it, others blank."""
    if part.rows == 1:
        return _appended(part.text, delimiter + cells.get(0, b""))
    end, rows = _split_where_all_end_alike(part)
    if not end:
        return b"".join(_appended(row, delimiter + cells.get(place, b"")) for place, row in enumerate(rows))
    rows = [row + delimiter for row in rows]
    for place, cell in cells.items():
        rows[place] += cell
    return end.join([*rows, b""]) if part.text.endswith(end) else end.join(rows)


def _split_where_all_end_alike(part: Part) -> tuple[bytes, list[bytes]]:
    """Return the line end of the rows and the rows without it; where they end differently, none and whole rows."""
    for end in (b"\r\n", b"\n"):
        rows = part.text.split(end)
        if not rows[-1]:
            rows.pop()
        ends_alike = not rows[-1].endswith(b"\r") if end == b"\r\n" else b"\r" not in part.text
        if len(rows) == part.rows and ends_alike:
            return end, rows
    return b"", re.findall(rb"[^\n]*\n|[^\n]+", part.text)


def _appended(row: bytes, added: bytes) -> bytes:
    end = line_end_of(row)
    return row.removesuffix(end) + added + end


def texts_by_row(kept: Findings, specification: Specification) -> Iterator[tuple[int, str]]:
    """Yield the number of each row on which something was found, in ascending order, and what was found."""
    # on a row, short is better: without what to do about it, and without the field where the message names it
    acts = {rule.code: f" {rule.act}" for rule in specification.rules}
    message = pl.col("message").str.strip_suffix(pl.col("rule").replace_strict(acts, return_dtype=pl.String))
    field = pl.col("field").str.split("; ").list.first()
    is_named = message.str.contains(field, literal=True)
    place = pl.when(is_named).then(pl.lit("")).otherwise(pl.concat_str(pl.lit(", "), field))
    safe = pl.when(pl.col("suggestion_is_safe")).then(pl.lit(" (safe)")).otherwise(pl.lit(""))
    suggestion = (
        pl.when(pl.col("suggestion") != "")
        .then(pl.concat_str(pl.lit(" Suggestion: "), "suggestion", safe))
        .otherwise(pl.lit(""))
    )
    text = pl.concat_str("rule", pl.lit(" "), "severity", place, pl.lit(": "), message, suggestion)
    for findings in kept.in_order(NEEDED):
        on_rows = findings.lazy().filter(pl.col("row").is_not_null()).select("row", text.alias("text"))
        by_row = on_rows.group_by("row", maintain_order=True).agg(pl.col("text").str.join(BETWEEN))
        yield from by_row.collect().iter_rows()


def _quoted(text: str) -> str:
    """Write a text as one cell on one line, whatever it holds."""
    return '"' + " ".join(text.splitlines()).replace('"', '""') + '"'
