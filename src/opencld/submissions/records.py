"""Submissions as the register has them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_, func, or_, select

from opencld.errors import Misused
from opencld.submissions.register import Register, Writing
from opencld.submissions.states import ACCEPTED, action_between
from opencld.submissions.store import Content
from opencld.submissions.tables import AUDIT, FINDINGS_BY_RULE, SUBMISSIONS

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Submission:
    """One row of the table `submissions`, whose comments say what each value is."""

    submission_id: int
    la_code: str
    la_name: str
    imported_at: datetime
    landed_at: datetime
    landed_by: str
    file: str
    content_hash: str
    content_bytes: int
    encryption_key: str | None
    events_hash: str
    rows: int
    rows_refused: int
    first_record_id: int
    last_record_id: int
    people: int
    release: str
    release_1_cells: int
    stated_period_count: int
    stated_start: date | None
    stated_end: date | None
    derived_start: date | None
    derived_end: date | None
    errors: int
    warnings: int
    notes: int
    specification: str
    opencld: str
    comment: str
    status: str

    @property
    def content(self) -> Content:
        """How the store has its bytes."""
        return Content(self.content_hash, self.content_bytes, self.encryption_key)


@dataclass(frozen=True)
class FindingCount:
    """One row of the table `findings_by_rule`."""

    rule: str
    field: str
    severity: str
    findings: int
    safe: int


@dataclass(frozen=True)
class Entry:
    """One row of the table `audit`."""

    entry_id: int
    at: datetime
    by: str
    action: str
    submission_id: int | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def all_submissions(register: Register, la_code: str | None = None) -> tuple[Submission, ...]:
    """Return all submissions, or an authority's, in the order of receipt."""
    query = select(SUBMISSIONS).order_by(SUBMISSIONS.c.imported_at, SUBMISSIONS.c.submission_id)
    if la_code is not None:
        query = query.where(SUBMISSIONS.c.la_code == la_code)
    with register.reading() as connection:
        return tuple(Submission(**row) for row in connection.execute(query).mappings())


def find_submission(register: Register, submission_id: int) -> Submission:
    """Return one submission. Raises Misused where there is none of that number."""
    with register.reading() as connection:
        return _find(connection, submission_id)


def finding_counts(register: Register, submission_id: int) -> tuple[FindingCount, ...]:
    """Return what the check found in a submission, by rule and field."""
    columns = [FINDINGS_BY_RULE.c[field.name] for field in fields(FindingCount)]
    query = select(*columns).where(FINDINGS_BY_RULE.c.submission_id == submission_id)
    with register.reading() as connection:
        return tuple(FindingCount(**row) for row in connection.execute(query).mappings())


def audit_entries(
    register: Register, submission_id: int | None = None, action: str | None = None
) -> tuple[Entry, ...]:
    """Return the audit in order: all of it, what is about one submission, or one kind of action."""
    query = select(AUDIT).order_by(AUDIT.c.entry_id)
    if submission_id is not None:
        query = query.where(AUDIT.c.submission_id == submission_id)
    if action is not None:
        query = query.where(AUDIT.c.action == action)
    with register.reading() as connection:
        return tuple(Entry(**row) for row in connection.execute(query).mappings())


def accepted_submissions(register: Register) -> pl.DataFrame:
    """Return the accepted submissions as the main tables read them, in the order of their numbers.

    Columns: submission_id, la_code, la_name, imported_at, file, content_hash, rows, first_record_id, release,
    stated_period_count, stated_start, stated_end, derived_start, derived_end.
    """
    import polars as pl

    schema: dict[str, pl.DataType | pl.datatypes.DataTypeClass] = {
        "submission_id": pl.Int64, "la_code": pl.String, "la_name": pl.String, "imported_at": pl.Datetime("ms"),
        "file": pl.String, "content_hash": pl.String, "rows": pl.Int64, "first_record_id": pl.Int64,
        "release": pl.String, "stated_period_count": pl.Int32, "stated_start": pl.Date,
        "stated_end": pl.Date, "derived_start": pl.Date, "derived_end": pl.Date,
    }  # fmt: skip
    query = select(*(SUBMISSIONS.c[name] for name in schema)).where(SUBMISSIONS.c.status == ACCEPTED)
    with register.reading() as connection:
        rows = connection.execute(query.order_by(SUBMISSIONS.c.submission_id)).fetchall()
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")


def same_file(connection: Connection, la_code: str, content: Content) -> tuple[Submission, ...]:
    """Return the authority's submissions of these very bytes."""
    query = select(SUBMISSIONS).where(
        SUBMISSIONS.c.la_code == la_code, SUBMISSIONS.c.content_hash == content.content_hash
    )
    return tuple(Submission(**row) for row in connection.execute(query).mappings())


def stored_content(connection: Connection, content_hash: str) -> Content | None:
    """Return how the store already has these bytes, or None where it has not."""
    query = select(SUBMISSIONS).where(SUBMISSIONS.c.content_hash == content_hash).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    return Submission(**row).content if row else None


def check_record_ids(connection: Connection, first: int, last: int) -> None:
    """Raise Misused where another submission has one of these record numbers."""
    query = select(SUBMISSIONS.c.submission_id).where(
        and_(SUBMISSIONS.c.first_record_id <= last, SUBMISSIONS.c.last_record_id >= first)
    )
    taken = connection.execute(query.limit(1)).scalar_one_or_none()
    if taken is not None:
        raise Misused(
            f"The records {first} to {last} are taken: submission {taken} has some of them. Correct the manifest's "
            "first_record_id, or leave that column out. This file was not landed."
        )


def is_registered(connection: Connection, content_hash: str, submission_id: int | None) -> bool:
    """Say whether a submission has these bytes, or this number."""
    query = select(func.count()).where(
        or_(SUBMISSIONS.c.content_hash == content_hash, SUBMISSIONS.c.submission_id == submission_id)
    )
    return bool(connection.execute(query).scalar_one())


def record(writing: Writing, submission: Submission, counts: tuple[FindingCount, ...]) -> None:
    """Add a submission with the result of its check, and say so in the audit."""
    values = {field.name: getattr(submission, field.name) for field in fields(submission)}
    writing.insert(SUBMISSIONS, values)
    writing.insert(
        FINDINGS_BY_RULE, *({"submission_id": submission.submission_id, **vars(count)} for count in counts)
    )
    writing.audit("landed", submission.submission_id, after=values)


def change_status(register: Register, submission_id: int, status: str, by: str, comment: str) -> Submission:
    """Withdraw a submission, or take it in again. Raises Misused where it is so already."""
    with register.writing(by) as writing:
        found = _find(writing.connection, submission_id)
        action = action_between(submission_id, found.status, status)
        update = SUBMISSIONS.update().where(SUBMISSIONS.c.submission_id == submission_id)
        writing.connection.execute(update.values(status=status))
        writing.audit(action, submission_id, {"status": found.status}, {"status": status, "comment": comment})
        return _find(writing.connection, submission_id)


def _find(connection: Connection, submission_id: int) -> Submission:
    query = select(SUBMISSIONS).where(SUBMISSIONS.c.submission_id == submission_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise Misused(f"There is no submission {submission_id}. `cld submissions list` names them all.")
    return Submission(**row)
