"""The page of a check: everything that fits into one file which opens anywhere and reads without a script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from opencld import __version__
from opencld.drawing import Column, Figure, Table, render
from opencld.reports import sentences
from opencld.reports.cell_figures import completeness_figure, costs_figure
from opencld.reports.count_figures import events_figure, people_figure, services_figure
from opencld.reports.noted import all_notes, notes_about
from opencld.reports.overview import facts
from opencld.reports.results import Results, RuleResult, by_rule
from opencld.reports.rows import extent, first_rows, search
from opencld.specification import Severity, Specification
from opencld.specification.pages import words
from opencld.validation import Summary, Validation
from opencld.validation.next_steps import next_steps

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class ShownRule:
    """What a page says of a rule: its result, a sentence on how many rows its table has, and the table."""

    result: RuleResult
    share: str
    fields: str
    notes: tuple[str, ...]
    extent: str
    table: Table


@dataclass(frozen=True)
class ShownReturn:
    """What a page says of a return. `key` is unique on the page."""

    key: str
    file: str
    answer: sentences.Answer
    found: Mapping[Severity, str]
    facts: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    counts: Table
    rules: tuple[ShownRule, ...]
    figures: tuple[Figure, ...]


def page(results: Results) -> str:
    """Return the page on all returns, as HTML."""
    shown = [_shown(f"r{place}", one, results) for place, one in enumerate(results.validations, start=1)]
    return render(
        TEMPLATES,
        "page.html",
        returns=shown,
        unread=results.unread,
        search=search(results),
        question=sentences.QUESTION,
        severities=words.SEVERITIES,
        release=results.specification.release.version,
        version=__version__,
    )


def _shown(key: str, validation: Validation, results: Results) -> ShownReturn:
    summary, specification = validation.summary, results.specification
    rules = by_rule(summary, specification)
    tables = first_rows(validation, key)
    return ShownReturn(
        key=key,
        file=summary.file,
        answer=sentences.accepted(summary),
        found=sentences.found(summary),
        facts=facts(summary, specification),
        steps=tuple(next_steps(summary, results.findings_path is not None)),
        notes=all_notes(results.notes),
        counts=_counts(key, summary, rules),
        rules=tuple(
            ShownRule(
                one,
                sentences.share(one.findings, summary),
                "; ".join(f"{count.field} ({count.findings:,})" for count in one.fields if count.field),
                notes_about(
                    results.notes, (header for count in one.fields for header in count.field.split("; "))
                ),
                extent(one, results),
                tables[one.rule.code],
            )
            for one in rules
        ),
        figures=figures_of(key, validation, specification),
    )


def _counts(key: str, summary: Summary, rules: list[RuleResult]) -> Table:
    titles = (
        Column("Rule", is_heading=True),
        Column("Severity"),
        Column("What"),
        Column("Findings", is_number=True),
        Column("% of rows", is_number=True),
        Column("Safe to mend", is_number=True),
    )
    rows = tuple(
        (
            one.rule.code,
            one.rule.severity,
            one.rule.title,
            f"{one.findings:,}",
            sentences.share(one.findings, summary),
            f"{one.safe:,}" if one.safe else "",
        )
        for one in rules
    )
    return Table(f"{key}-counts", f"Findings by rule in {summary.file}", titles, rows)


def figures_of(key: str, validation: Validation, specification: Specification) -> tuple[Figure, ...]:
    """Return the figures of a check made with sense checks; none of another. `key` goes before their keys."""
    checks = validation.sense_checks
    if checks is None:
        return ()
    genders = specification.defined_lists["gender"]
    figures = [events_figure(key, checks)]
    if checks.services:
        figures.append(services_figure(key, checks.services))
    if checks.people:
        figures.append(people_figure(key, checks.people, sentences.day(checks.period[1]), genders))
    if validation.summary.field_results:
        figures.append(completeness_figure(key, validation.summary.field_results, specification))
    if checks.costs:
        figures.append(costs_figure(key, checks.costs))
    return tuple(figures)
