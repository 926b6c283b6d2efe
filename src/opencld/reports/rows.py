"""Which findings a page shows: the first of each rule in tables, and as many as fit for its search."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import polars as pl
from markupsafe import Markup

from opencld.drawing import Column, Search, Table, pack
from opencld.reports.results import Results, RuleResult, by_rule
from opencld.validation import Validation

SHOWN_PER_RULE = 10
MOST_SEARCHED = 200_000
MOST_PACKED = 7_000_000  # characters; with all else a page stays below 10 MB
LONGEST = 300  # characters of a text in a page; longer ones are cut
COLUMNS = {
    "row": Column("Row", is_number=True),
    "line": Column("Line", is_number=True),
    "la_person_unique_identifier": Column("Person"),
    "event_reference": Column("Event reference"),
    "severity": Column("Severity"),
    "rule": Column("Rule"),
    "field": Column("Field", width="middle"),
    "value": Column("Value", width="middle"),
    "message": Column("What is wrong and what to do", width="long"),
    "suggestion": Column("Suggestion", width="middle"),
}
OF_ONE_RULE = tuple(name for name in COLUMNS if name not in ("severity", "rule"))


def first_rows(validation: Validation, key: str) -> Mapping[str, Table]:
    """Return the first findings of each rule as tables, by code. `key` goes before the keys of the tables."""
    findings = _written(validation.kept_findings.first(SHOWN_PER_RULE))
    tables = {}
    for [code], rows in findings.group_by("rule", maintain_order=True):
        filled = [name for name in OF_ONE_RULE if (rows[name] != "").any()]
        columns = tuple(COLUMNS[name] for name in filled)
        cells = tuple(rows.select(filled).iter_rows())
        tables[str(code)] = Table(f"{key}-{code}-rows", f"{code}: findings", columns, cells)
    return tables


def extent(result: RuleResult, results: Results) -> str:
    """Return a sentence on how many of a rule's findings its table shows, and where the others are."""
    if result.findings <= SHOWN_PER_RULE:
        return ""
    return f"These are the first {SHOWN_PER_RULE} of {result.findings:,}. {where_all(results)}"


def where_all(results: Results) -> str:
    """Return where every finding is to be had."""
    if results.findings_path:
        return f"All are in the file {results.findings_path.name}."
    return "To get all of them, check the return again with --findings findings.csv."


def search(results: Results) -> Search | None:
    """Return the search over the findings of all returns, as many as fit; None where the tables show all."""
    counts = [
        one.findings for found in results.validations for one in by_rule(found.summary, results.specification)
    ]
    if sum(counts) <= SHOWN_PER_RULE:
        return None
    most, columns, packed = _fitting(counts, results)
    about = f"All {sum(counts):,} findings are here, whatever the tables above leave out."
    if left_out := sum(max(count - most, 0) for count in counts):
        about = (
            f"The first {most:,} findings of each rule are here; {left_out:,} others did not fit. "
            f"{where_all(results)}"
        )
    shown = (Column("Return"), *COLUMNS.values()) if "Return" in columns else tuple(COLUMNS.values())
    return Search(
        "search", "Search the findings", about, shown, ("Return", "Severity", "Rule", "Field"), packed
    )


def _fitting(counts: Sequence[int], results: Results) -> tuple[int, Collection[str], Markup]:
    """How many findings of each rule fit, the titles of their columns, and the findings packed."""
    limit = MOST_SEARCHED
    while True:
        most = fair_limit(counts, limit)
        columns = _searched(results, most)
        packed = pack(columns)
        if len(packed) <= MOST_PACKED or most == 1:
            return most, columns.keys(), packed
        limit = int(limit * 0.9 * MOST_PACKED / len(packed))


def fair_limit(counts: Sequence[int], most: int) -> int:
    """Return how many of each may be taken, so that at most so many are taken in all; at least 1 of each.

    >>> fair_limit([3, 100, 100], 50)
    23
    """
    left, limit = most, max(counts, default=0)
    for place, count in enumerate(sorted(counts)):
        share = left // (len(counts) - place)
        if count > share:
            return max(share, 1)
        left -= count
    return limit


def _searched(results: Results, most: int) -> dict[str, pl.Series]:
    frames = [_written(one.kept_findings.first(most)) for one in results.validations]
    gathered = pl.concat(frames)
    columns = {column.title: gathered[name] for name, column in COLUMNS.items()}
    if len(frames) == 1:
        return columns
    files = [
        pl.Series([one.summary.file]).new_from_index(0, frame.height)
        for one, frame in zip(results.validations, frames, strict=True)
    ]
    return {"Return": pl.concat(files), **columns}


def _written(findings: pl.DataFrame) -> pl.DataFrame:
    """All columns as the texts that a reader sees: long ones cut, safe suggestions marked, no number as blank."""
    texts = [
        pl.when(pl.col(name).str.len_chars() > LONGEST)
        .then(pl.col(name).str.head(LONGEST) + " … (cut short)")
        .otherwise(pl.col(name))
        for name in (
            "la_person_unique_identifier",
            "event_reference",
            "field",
            "value",
            "message",
            "suggestion",
        )
    ]
    numbers = [pl.col(name).cast(pl.String).fill_null("") for name in ("row", "line")]
    marked = pl.when("suggestion_is_safe").then(pl.col("suggestion") + " (safe)").otherwise("suggestion")
    return findings.lazy().with_columns(*texts, *numbers).with_columns(marked.alias("suggestion")).collect()
