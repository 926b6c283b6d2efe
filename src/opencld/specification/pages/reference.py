"""Pages about the specification as a whole, local authorities, reporting periods, and what a search found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from opencld.specification.lookup import authorities_of
from opencld.specification.model import SEVERITIES, Specification
from opencld.specification.pages import words
from opencld.specification.pages.page import Page, Table, facts
from opencld.specification.periods import ReportingPeriod, monthly_period, quarterly_periods
from opencld.specification.search import Kind, search

ASKING = (
    ("cld spec fields", "the fields in order"),
    ('cld spec field "Event Outcome"', "everything about one field, by header, name or number"),
    ("cld spec lists", "the defined lists"),
    ("cld spec list event_outcome", "the values of one list, with their Release 1 spellings"),
    ("cld spec rules", "the rules that `cld validate` checks"),
    ("cld spec rule CODE", "one rule, with rows that pass and fail"),
    ("cld spec search WORD...", "whatever holds all the words"),
    ("cld spec authorities", "the local authorities and their codes"),
    ("cld spec periods", "the reporting periods and when they are submitted"),
    ("cld spec export KIND -o PATH", "table-schema (JSON), dictionary (Markdown) or template (Excel)"),
)
SECTIONS: dict[Kind, tuple[str, tuple[str, str]]] = {
    "field": ("Fields", ("Field", "Meaning")),
    "value": ("Values", ("Value", "List of")),
    "rule": ("Rules", ("Code", "Title")),
    "authority": ("Local authorities", ("Name", "Code and region")),
}


def overview_page(specification: Specification) -> Page:
    """Return a page on what the specification is and how to ask about it."""
    release = specification.release
    mandatory = Counter(field.mandatory for field in specification.fields)
    kinds = _counts(mandatory, ("mandatory", "conditional", "voluntary"))
    severity = Counter(rule.severity for rule in specification.rules)
    values = sum(len(values) for values in specification.defined_lists.values())
    return Page(
        f"Adult social care Client Level Data: {release.version}",
        facts=facts(
            ("Required", f"for returns from {release.required_from:%d/%m/%Y}"),
            ("Fields", f"{len(specification.fields)}: {kinds}"),
            ("Defined lists", f"{len(specification.defined_lists)}, with {words.count(values, 'value')}"),
            ("Rules", f"{len(specification.rules)}: {_counts(severity, SEVERITIES)}"),
            ("Local authorities", str(len(specification.local_authorities))),
        ),
        tables=(Table("How to ask", ("Command", "Shows"), ASKING),),
    )


def authorities_page(specification: Specification, region: str | None = None) -> Page:
    """Return a page that lists the local authorities, all or of a region. Raises Misused for no region."""
    authorities = authorities_of(specification, region)
    rows = tuple((a.la_code, a.la_name, a.ons_code, a.region) for a in authorities)
    place = f" in {authorities[0].region}" if region else ""
    return Page(
        words.count(len(rows), "local authority") + place,
        tables=(Table("", ("LA code", "Name", "ONS code", "Region"), rows),),
    )


def periods_page(specification: Specification, as_of: date) -> Page:
    """Return a page with the reporting periods of Table 1 as they stand on a day, and the monthly one."""
    periods = quarterly_periods(specification.schedule, as_of)
    printed = {window.period_end_month: window.period for window in specification.schedule}
    rows = tuple(
        (
            printed[period.end.month],
            f"{period.start:%d/%m/%Y}",
            f"{period.end:%d/%m/%Y}",
            f"{period.submission_month:%B %Y}",
            _standing(period, periods, as_of),
        )
        for period in periods
    )
    monthly = monthly_period(as_of)
    return Page(
        f"Reporting periods on {as_of:%d/%m/%Y}",
        tables=(Table("", ("Period", "Start date", "End date", "Submit in", "Now"), rows),),
        remarks=(
            "A return covers twelve months and is submitted in the month after they end (guidance, Table 1).",
            "Monthly returns are allowed: the latest covers "
            f"{monthly.start:%d/%m/%Y} to {monthly.end:%d/%m/%Y}, submitted in "
            f"{monthly.submission_month:%B %Y}.",
        ),
    )


def search_page(specification: Specification, asked: Sequence[str]) -> Page:
    """Return a page with what holds all the words, the best first. Raises Misused if there are none."""
    hits = search(specification, asked)
    title = f"{words.count(len(hits), 'result')} for {' '.join(asked)}"
    if not hits:
        return Page(title, "Nothing holds all of these words. Try fewer of them, or a part of one.")
    tables = [
        Table(f"{SECTIONS[kind][0]} ({len(rows)})", SECTIONS[kind][1], rows)
        for kind in dict.fromkeys(hit.kind for hit in hits)
        if (rows := tuple((hit.name, hit.about) for hit in hits if hit.kind == kind))
    ]
    return Page(title, tables=tuple(tables))


def _standing(period: ReportingPeriod, periods: Sequence[ReportingPeriod], as_of: date) -> str:
    if period.is_due(as_of):
        return "due this month"
    return {-1: "next", -2: "the last due"}.get(periods.index(period) - len(periods), "")


def _counts(counted: Mapping[Any, int], order: Sequence[str]) -> str:
    return ", ".join(f"{counted[one]} {one}" for one in order)
