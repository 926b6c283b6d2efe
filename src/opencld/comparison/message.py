"""A summary of a comparison in Markdown without personal data: counts, never a value or identifier of a row."""

from __future__ import annotations

from collections.abc import Iterator

from opencld import __version__
from opencld.comparison import sentences
from opencld.comparison.comparing import Comparison
from opencld.comparison.measured import FIGURE_TITLES, HOW_MEASURED, Measured, figure_row, same_told
from opencld.reports.message import as_plain, as_table, known_authorities
from opencld.specification import load_specification


def message(comparison: Comparison) -> str:
    """Return the summary."""
    return "\n\n".join(_blocks(comparison)) + "\n"


def _blocks(comparison: Comparison) -> Iterator[str]:
    yield "# This return beside the last one"
    # a code that is not on the list may be anything
    facts = dict(sentences.facts(comparison)) | {
        "Local authority": known_authorities(comparison.this, load_specification())
    }
    yield as_table(("", ""), [(label, as_plain(text)) for label, text in facts.items()])
    if comparison.kinds:
        yield "## What differs"
        rows = [
            (count.kind.title, sentences.kind_counted(count), sentences.remarks(count, comparison))
            for count in comparison.kinds
        ]
        yield as_table(("What", "How many", "Remarks"), rows)
        yield "## What each means"
        for count in comparison.kinds:
            yield f"**{count.kind.title}.** {count.kind.meaning}\n\n- What to do: {count.kind.act}"
    if comparison.fields:
        yield "## Fields that changed"
        ordered = sorted(comparison.fields, key=lambda one: -one.changes)
        yield as_table(
            ("Field", "How", "On", "Changes", "Filled", "Emptied"),
            [tuple(map(as_plain, sentences.field_row(one))) for one in ordered],
            numbers=3,
        )
    yield "## Completeness of each field"
    yield as_table(
        ("Field", "Last", "This", "Change in points"),
        [tuple(map(as_plain, sentences.completeness_row(one))) for one in comparison.completeness],
        numbers=3,
    )
    if comparison.measured:
        yield from _measured(comparison.measured)
    yield "## What to do next"
    steps = sentences.next_steps(comparison, changes_written=False)
    yield "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))
    yield f"Compared with opencld {__version__}. No personal data is in this summary."


def _measured(measured: Measured) -> Iterator[str]:
    yield f"## What it does to each measure\n\n{HOW_MEASURED}"
    yield as_table(("", ""), list(measured.periods))
    if measured.changed:
        rows = [tuple(map(as_plain, figure_row(one))) for one in measured.changed]
        yield as_table(FIGURE_TITLES, rows, numbers=3)
    if same := same_told(measured):
        yield same
    said = [f"{measure}: {why}" for measure, why in measured.not_shown]
    yield "What two files cannot show:\n\n" + "\n".join(f"- {one}" for one in (*said, *measured.limits))
