"""The page of differences: the kinds, how lines are paired, and the columns that `cld compare --changes` writes."""

from __future__ import annotations

from collections.abc import Mapping

from docs.generating.markdown import notice, page, plain, table

from opencld.comparison.kinds import URGENCIES, kinds, ways
from opencld.comparison.workbook import DIFFERENCE_COLUMNS

COLUMN_MEANINGS: Mapping[str, str] = {
    "kind": "the kind of difference, as named below",
    "difference": "the kind's title",
    "is_certain": "`no` where another line could be meant; `told_by` then says by what the two were paired",
    "la_person_unique_identifier": "the person's local identifier, as this return has it, otherwise the last one",
    "event_reference": "the event's reference, likewise",
    "event_type": "request, assessment, service or review; blank for a row without an event",
    "event_start_date": "the event's start, likewise",
    "event_end_date": "its end; blank while a service is open",
    "service_type": "a service's type",
    "service_component": "a service's component",
    "field": "header of the field that changed; blank where a whole line is in one return only",
    "before": "what the last return has there, hidden where it names somebody",
    "after": "what this return has there, likewise",
    "lines": "how many rows the difference is on: a detail of a person is told once",
    "last_row": "number of the data row in the last return",
    "last_line": "line of that file",
    "this_row": "number of the data row in this return",
    "this_line": "line of that file",
    "closed_by_centre_on": "the day on which the centre will end the service",
    "told_by": "where it is uncertain, by what the two lines were taken for one event",
}


def differences_page() -> str:
    """Return the page on kinds of difference, ways of pairing, and columns."""
    assert {column.name for column in DIFFERENCE_COLUMNS} <= set(COLUMN_MEANINGS)
    return page(
        "# Differences",
        notice("[kinds.csv and ways.csv](../../src/opencld/comparison)"),
        "What `cld compare` tells apart between two returns, the most pressing first.",
        *(_urgency(urgency, meaning) for urgency, meaning in URGENCIES.items()),
        "## How lines are paired",
        "A row of the last return and one of this return that are alike in all compared fields (all but the "
        "authority and the period) are the same. The others are paired in this order; each way sees what those "
        "before it left over.",
        table(
            ["By", "The centre takes it for one event", "Certain", "Several alike are paired in order"],
            [
                (
                    one.goes_by,
                    _yes(one.is_same_event),
                    "yes, if only one can be meant" if one.is_certain else "no",
                    _yes(one.takes_several),
                )
                for one in ways()
            ],
        ),
        "Each step of the method is a SQL file in [`method/`](../../src/opencld/comparison/method).",
        "## Columns",
        "`cld compare LAST.csv THIS.csv --changes changes.csv` writes one line per difference; from Python, "
        "`Comparison.differences` has the same columns.",
        table(
            ["Column", "What it holds"], [(f"`{name}`", meaning) for name, meaning in COLUMN_MEANINGS.items()]
        ),
    )


def _urgency(urgency: str, meaning: str) -> str:
    rows = [
        (f"`{kind.kind}`", plain(kind.title), plain(kind.meaning), plain(kind.act))
        for kind in kinds().values()
        if kind.urgency == urgency
    ]
    return f"## {meaning}\n\n" + table(["Kind", "Title", "What it means", "What to do"], rows)


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"
