"""Puts the result of a check into sentences, the same on the terminal and in every report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from opencld.specification import SEVERITIES, Severity, Specification
from opencld.validation import Summary

Tone = Literal["good", "doubtful", "bad"]
SINGULARS: dict[Severity, str] = {
    "reject": "reason to refuse it",
    "error": "error",
    "warning": "warning",
    "note": "note",
}
PLURALS: dict[Severity, str] = {
    "reject": "reasons to refuse it",
    "error": "errors",
    "warning": "warnings",
    "note": "notes",
}
EVENTS = {"Request": "requests", "Assessment": "assessments", "Service": "services", "Review": "reviews"}
QUESTION = "Will it be accepted?"


@dataclass(frozen=True)
class Answer:
    """What to say, and whether that is good news."""

    text: str
    tone: Tone


def facts(summary: Summary, in_authority: str) -> tuple[tuple[str, str], ...]:
    """Return what is in a return as labels and sentences. `in_authority` says whose it is; see `authority`."""
    return (
        ("Findings", found_in_all(summary)),
        ("Reporting period", period(summary)),
        ("Rows", rows(summary)),
        ("Events", events(summary)),
        ("Local authority", in_authority),
        ("Judged as received on", day(summary.as_of)),
    )


def accepted(summary: Summary) -> Answer:
    """Answer whether the portal will accept the file."""
    if not summary.is_accepted:
        return Answer("No. The portal would refuse the file.", "bad")
    if not summary.is_csv:
        return Answer("Not as it is: save it as a CSV file with commas first.", "doubtful")
    if summary.findings["error"]:
        return Answer("Yes, but the centre will report its errors back.", "doubtful")
    return Answer("Yes.", "good")


def found(summary: Summary) -> dict[Severity, str]:
    """Return for each severity with findings how many there are, the gravest first."""
    return {
        severity: found_of(severity, summary.findings[severity])
        for severity in SEVERITIES
        if summary.findings[severity]
    }


def found_of(severity: Severity, findings: int) -> str:
    """Return so many findings of a severity in words, for example `35 errors`."""
    return counted(findings, SINGULARS[severity], PLURALS[severity])


def found_in_all(summary: Summary) -> str:
    """Return all findings in one sentence."""
    parts = found(summary)
    if not parts:
        return f"0 findings in {counted(summary.rows_read, 'row', 'rows')}."
    return ", ".join(parts.values()) + safe(summary)


def safe(summary: Summary) -> str:
    """Return how many findings can be mended safely, to be put behind the findings; blank where none can."""
    return f"; {summary.safe:,} can be mended safely" if summary.safe else ""


def period(summary: Summary) -> str:
    """Return the stated and the derived period."""
    stated, derived = summary.stated_period, summary.derived_period
    stated_text = days(stated) if stated else "none that can be read"
    if not derived:
        return f"stated {stated_text}; the centre can derive none from the data"
    if stated == derived:
        return f"stated {stated_text}; the centre will derive the same from the data"
    return f"stated {stated_text}; the centre will derive {days(derived)} from the data"


def days(pair: tuple[date, date]) -> str:
    """Return a period from its first to its last day."""
    return f"{day(pair[0])} to {day(pair[1])}"


def day(written: date) -> str:
    """Return a day, for example `20 April 2026`."""
    return f"{written.day} {written:%B %Y}"


def rows(summary: Summary) -> str:
    """Return how many rows were read and refused, and how many people are on them."""
    refused = f", {summary.rows_refused:,} refused" if summary.rows_refused else ""
    return f"{summary.rows_read:,} read{refused}; {counted(summary.people, 'person', 'people')}"


def events(summary: Summary) -> str:
    """Return how many events of each type there are."""
    of_types = [counted(summary.events.get(name, 0), name.lower(), plural) for name, plural in EVENTS.items()]
    other = summary.events.get("None", 0)
    return ", ".join(of_types) + (f", {counted(other, 'row', 'rows')} of no known type" if other else "")


def counted(number: int, one: str, several: str) -> str:
    """Return so many things in words, for example `1 row` or `2,000 rows`."""
    return f"{number:,} {one if number == 1 else several}"


def authority(summary: Summary, specification: Specification) -> str:
    """Return the local authority's code and name, several with their rows."""
    known = specification.local_authorities
    named = [
        f"{code or '(blank)'} {known[code].la_name if code in known else '(not on the list)'}".strip()
        + (f" ({counted(rows_of_it, 'row', 'rows')})" if len(summary.la_codes) > 1 else "")
        for code, rows_of_it in summary.la_codes.items()
    ]
    return ", ".join(named[:5]) or "none"


def share(findings: int, summary: Summary) -> str:
    """Return findings as a percentage of all rows in the file; blank where there are none."""
    everything = summary.rows_read + summary.rows_refused
    if not everything:
        return ""
    percentage = 100 * findings / everything
    return "<0.1" if percentage < 0.05 else f"{percentage:.1f}"
