"""The first sheet of a workbook: what was checked, what came of it, what to do next, and what the sheets hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from opencld import __version__
from opencld.reports import sentences
from opencld.reports.long_sheet import LINE_POINTS, Book, LongSheet
from opencld.reports.results import Results
from opencld.specification.pages import words
from opencld.validation import Validation
from opencld.validation.next_steps import next_steps

CARE = "This workbook names people by local identifiers. Keep it and pass it on with the care that the return needs."
SHEETS = {
    "Fields": "How many cells of each field passed and failed, in the words of the centre's data quality report",
    "Rules": "What was found, counted by rule and field, with what to do about it",
    "Teams": "How many people and findings each team has",
}


def write_summary(book: Book, sheet: LongSheet, results: Results, findings_sheets: Sequence[str]) -> None:
    """Write the sheet: one column for each return, side by side."""
    returns = max(len(results.validations), 1)
    width = 80 if returns == 1 else 45
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, returns, width)
    sheet.freeze_panes(2, 1)
    sheet.write_string(0, 0, "Check of Client Level Data", book.formats["title"])
    lines = [*_side_by_side(results), ("",), *_below(results, findings_sheets)]
    for row, (label, *texts) in enumerate(lines, start=1):
        sheet.set_row(row, LINE_POINTS * max((_lines(text, width) for text in texts), default=1))
        sheet.write_string(row, 0, label, book.formats["label"])
        for place, text in enumerate(texts, start=1):
            sheet.write_string(row, place, text, book.formats["wrapped"])


def _lines(text: str, width: int) -> int:
    """How many lines a text takes; not every program finds out by itself."""
    return sum(max(len(wrap(line, width)), 1) for line in text.split("\n"))


def _side_by_side(results: Results) -> list[tuple[str, ...]]:
    facts = [_facts(one, results) for one in results.validations]
    lines = [
        (first[0], *(text for _, text in (first, *others))) for first, *others in zip(*facts, strict=True)
    ]
    return [line for line in lines if any(line[1:])]


def _facts(one: Validation, results: Results) -> list[tuple[str, str]]:
    summary = one.summary
    steps = next_steps(summary, findings_written=True)
    return [
        ("Return", summary.file),
        (sentences.QUESTION, sentences.accepted(summary).text),
        *sentences.facts(summary, sentences.authority(summary, results.specification)),
        ("Reading the file", "\n".join(summary.reading)),
        ("What to do next", "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))),
    ]


def _below(results: Results, findings_sheets: Sequence[str]) -> Iterator[tuple[str, ...]]:
    if results.unread:
        yield ("Files that could not be read",)
        yield from results.unread.items()
        yield ("",)
    yield ("Sheets",)
    for name, holds in SHEETS.items():
        if name != "Teams" or results.teams:
            yield (name, holds)
    for place, name in enumerate(findings_sheets):
        yield (name, "Findings on people of this team" if place else "Every finding, by row")
    yield ("",)
    yield ("Severities",)
    yield from words.SEVERITIES.items()
    yield ("",)
    yield ("Keep it safe", CARE)
    yield ("Checked with", f"opencld {__version__} against {results.specification.release.version}")
