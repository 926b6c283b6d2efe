"""Homes to land in, and what should be in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from opencld.pipeline.landing import Landing
from opencld.pipeline.opening import open_landing
from opencld.submissions.arrivals import Arrival
from opencld.submissions.checking import check_store
from opencld.submissions.home import Home
from opencld.submissions.keys import Key
from opencld.submissions.receipts import Receipt
from opencld.submissions.records import Submission, all_submissions, audit_entries
from opencld.submissions.register import open_register
from tests.validation.little_returns import SPECIFICATION, an_event, write_return

LA_CODE = "503"
PSEUDONYM_KEY, ENCRYPTION_KEY = "1f" * 32, "2e" * 32
RECEIVED = datetime(2026, 4, 20, 14, 49, 42)


@pytest.fixture(autouse=True)
def with_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the key that landing needs."""
    monkeypatch.setenv("OPENCLD_PSEUDONYM_KEY", PSEUDONYM_KEY)
    monkeypatch.delenv("OPENCLD_ENCRYPTION_KEY", raising=False)


def a_return(path: Path, *rows: Mapping[str, str], people: int = 3) -> Path:
    """Write a return of some people with one event each, or of these rows."""
    invented = [
        an_event(
            "request",
            la_code=LA_CODE,
            la_person_unique_identifier=f"PX{n:04}",
            event_reference=f"{path.stem}-{n}",
            nhs_number="",
        )
        for n in range(people)
    ]
    return write_return(path, rows or invented)


def an_arrival(path: Path, **options: object) -> Arrival:
    """Return what is to be landed, as received on 20 April 2026."""
    return Arrival(**{"path": path, "la_code": LA_CODE, "imported_at": RECEIVED, **options})  # type: ignore[arg-type]


@contextmanager
def landing_in(folder: Path) -> Iterator[Landing]:
    """Open a home for landing."""
    with open_landing(folder, SPECIFICATION, "somebody") as landing:
        yield landing


def land(folder: Path, path: Path, **options: object) -> Submission:
    """Land a file, which must succeed."""
    with landing_in(folder) as landing:
        receipt = landing.land(an_arrival(path, **options))
    assert isinstance(receipt, Receipt)
    return receipt.submission


def whole_submissions(folder: Path, key: Key | None = None) -> list[Submission]:
    """Return the submissions of a home, having made sure that each is whole and has its entry in the audit."""
    home = Home(folder)
    if not home.register.is_file():
        return []
    register = open_register(home.register)
    try:
        assert [one.faults for one in check_store(home, register, key) if one.faults] == []
        submissions = sorted(all_submissions(register), key=lambda one: one.submission_id)
        landed = [entry.submission_id for entry in audit_entries(register, action="landed")]
        assert landed == [one.submission_id for one in submissions]
    finally:
        register.close()
    return submissions


def files_in(folder: Path) -> set[str]:
    """Return the files of a home but for locks, by their paths in it."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {path.relative_to(folder).as_posix() for path in found}


def expected_files(submissions: list[Submission]) -> set[str]:
    """Return the files that a home with these submissions has, and no others."""
    contents = {
        f"identified/submissions/{one.content_hash}{'.enc' if one.encryption_key else ''}"
        for one in submissions
    }
    return {
        "register.sqlite",
        *contents,
        *(f"pseudonymised/events/{one.submission_id}.parquet" for one in submissions),
    }
