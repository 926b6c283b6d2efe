"""What whoever landed a file is told: that it is kept, what it comes to, and what happens next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from opencld.submissions.records import FindingCount, Submission
from opencld.submissions.states import ACCEPTED


@dataclass(frozen=True)
class Receipt:
    """A submission that is in the repository whole, with what the check found in it."""

    submission: Submission
    counts: tuple[FindingCount, ...]


@dataclass(frozen=True)
class Rejection:
    """A file that the portal's rules refuse. Nothing of it is kept but this, in the audit."""

    file: str
    la_code: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class PassedOver:
    """A file of a manifest that is a submission already."""

    file: str
    la_code: str
    reason: str


Outcome = Receipt | Rejection | PassedOver


def receipt_lines(receipt: Receipt) -> Iterator[tuple[str, str]]:
    """Yield the receipt as labels and texts."""
    one = receipt.submission
    yield "Submission", f"{one.submission_id}, {one.status}"
    yield "Local authority", f"{one.la_code} {one.la_name}"
    yield "File", f"{one.file} ({one.content_bytes:,} bytes)"
    yield "SHA-256", one.content_hash
    yield "Received", f"{one.imported_at:%Y-%m-%d %H:%M:%S}"
    yield "Landed", f"{one.landed_at:%Y-%m-%d %H:%M:%S} by {one.landed_by}"
    yield "Rows", _rows(one)
    yield "People", f"{one.people:,}"
    yield "Stated period", _stated(one)
    yield "Derived period", _period(one.derived_start, one.derived_end) or "none can be derived from the data"
    yield (
        "Findings",
        f"{one.errors:,} errors, {one.warnings:,} warnings, {one.notes:,} notes{_most(receipt.counts)}",
    )
    yield "Release", f"{one.release}{_release_1(one)}"
    if one.comment:
        yield "Comment", one.comment
    yield (
        "At rest",
        "encrypted" if one.encryption_key else "not encrypted: OPENCLD_ENCRYPTION_KEY was not set",
    )
    yield "What happens next", what_happens_next(one)


def what_happens_next(one: Submission) -> str:
    """Return what will be done with a submission, and when the authority has to act."""
    if one.status != ACCEPTED:
        return "Nothing: it was withdrawn. It stays in the store, and is used for no table."
    if one.derived_start is None:
        return (
            "It cannot be chosen for any period, as no month has enough events that ended before it was received. "
            "The authority should check it and send it again."
        )
    act = " The authority should see to the errors and may send it again." if one.errors else ""
    return (
        "It serves periods that lie within its derived period, unless a later submission covers them as well."
        + act
    )


def _rows(one: Submission) -> str:
    refused = f", {one.rows_refused:,} of them refused" if one.rows_refused else ""
    return f"{one.rows:,}{refused}; records {one.first_record_id:,} to {one.last_record_id:,}"


def _stated(one: Submission) -> str:
    period = _period(one.stated_start, one.stated_end)
    if not period:
        return "none that can be read"
    return (
        f"{period} (earliest and latest of {one.stated_period_count})"
        if one.stated_period_count > 1
        else period
    )


def _period(start: date | None, end: date | None) -> str:
    return f"{_day(start)} to {_day(end)}" if start and end else ""


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _most(counts: Iterable[FindingCount]) -> str:
    errors = sorted((one for one in counts if one.severity == "error"), key=lambda one: -one.findings)
    named = [f"{one.findings:,} of {one.rule} in {one.field or 'the row'}" for one in errors[:3]]
    return f" (most: {', '.join(named)})" if named else ""


def _release_1(one: Submission) -> str:
    return f"; {one.release_1_cells:,} cells have a value of Release 1" if one.release_1_cells else ""
