"""Landing keeps the bytes, records what came, and says so."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from opencld.errors import AlreadyLanded, CannotRead, Misused, UnknownAuthority
from opencld.submissions.arrivals import Arrival, check_arrivals, read_manifest
from opencld.submissions.home import Home
from opencld.submissions.receipts import Receipt, Rejection, receipt_lines
from opencld.submissions.records import audit_entries, change_status, finding_counts
from opencld.submissions.register import open_register
from tests.landing.homes import (
    LA_CODE,
    RECEIVED,
    a_return,
    an_arrival,
    expected_files,
    files_in,
    land,
    landing_in,
    whole_submissions,
    with_key,  # noqa: F401 - a fixture
)
from tests.validation.little_returns import SPECIFICATION, an_event


def test_a_submission_is_the_bytes_as_received(tmp_path: Path) -> None:
    file = a_return(tmp_path / "return.csv")
    one = land(tmp_path / "home", file, comment="Two teams are missing.")
    stored = tmp_path / "home/identified/submissions" / hashlib.sha256(file.read_bytes()).hexdigest()
    assert stored.read_bytes() == file.read_bytes()
    assert stored.stat().st_mode & 0o777 == 0o400
    assert (tmp_path / "home/identified").stat().st_mode & 0o777 == 0o700
    assert (one.file, one.rows, one.imported_at, one.comment) == (
        "return.csv",
        3,
        RECEIVED,
        "Two teams are missing.",
    )
    assert (one.stated_start, one.stated_end) == (date(2025, 4, 1), date(2026, 3, 31))
    assert whole_submissions(tmp_path / "home") == [one]
    assert files_in(tmp_path / "home") == expected_files([one])


def test_the_receipt_says_what_when_how_much_and_what_happens_next(tmp_path: Path) -> None:
    with landing_in(tmp_path / "home") as landing:
        receipt = landing.land(an_arrival(a_return(tmp_path / "return.csv")))
    assert isinstance(receipt, Receipt)
    said = dict(receipt_lines(receipt))
    assert said["SHA-256"] == receipt.submission.content_hash
    assert said["Local authority"] == "503 Lincolnshire"
    assert said["Rows"] == "3; records 1 to 3"
    assert said["Received"] == "2026-04-20 14:49:42"
    assert said["What happens next"].startswith("It serves periods")


def test_the_counts_of_findings_are_kept_by_rule(tmp_path: Path) -> None:
    one = land(
        tmp_path / "home", a_return(tmp_path / "return.csv", an_event(la_code=LA_CODE, gender="Femal"))
    )
    register = open_register(tmp_path / "home/register.sqlite")
    counts = {
        (count.severity, count.field): count.findings for count in finding_counts(register, one.submission_id)
    }
    register.close()
    assert counts["error", "Gender"] == 1
    assert one.errors == sum(count for (severity, _), count in counts.items() if severity == "error")


def test_values_of_release_1_are_accepted_and_counted(tmp_path: Path) -> None:
    old = an_event(la_code=LA_CODE, primary_support_reason="Support with Memory & Cognition")
    one = land(tmp_path / "home", a_return(tmp_path / "return.csv", old))
    assert (one.status, one.release_1_cells) == ("accepted", 1)


def test_a_rejected_file_leaves_nothing_but_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "return.csv"
    file.write_text("LA Code,Gender\n503,Female\n", encoding="utf-8")
    with landing_in(tmp_path / "home") as landing:
        rejection = landing.land(an_arrival(file))
        entries = audit_entries(landing.register, action="rejected")
    assert isinstance(rejection, Rejection)
    assert rejection.reasons
    assert [entry.after["reasons"] for entry in entries if entry.after] == [list(rejection.reasons)]
    assert files_in(tmp_path / "home") == expected_files([])


def test_the_same_file_is_landed_twice_only_when_one_says_so(tmp_path: Path) -> None:
    file, home = a_return(tmp_path / "return.csv"), tmp_path / "home"
    land(home, file)
    with pytest.raises(AlreadyLanded, match=r"already submission 1 of 503 Lincolnshire.*--again"):
        land(home, file, imported_at=datetime(2026, 4, 21))
    land(home, file, imported_at=datetime(2026, 4, 21), again=True)
    with pytest.raises(AlreadyLanded, match=r"Nothing was done\.$"):
        land(home, file, imported_at=datetime(2026, 4, 21), again=True)
    landed = whole_submissions(home)
    assert [(one.submission_id, one.first_record_id) for one in landed] == [(1, 1), (2, 4)]
    # the store has the bytes once
    assert files_in(home) == expected_files(landed)


def test_a_file_of_another_authority_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misused, match=r"No row of return\.csv has the LA code 104; they have 503"):
        land(tmp_path / "home", a_return(tmp_path / "return.csv"), la_code="104")
    assert files_in(tmp_path / "home") == expected_files([])


def test_a_file_that_changes_while_it_is_landed_is_refused(tmp_path: Path) -> None:
    file = a_return(tmp_path / "return.csv")

    def change(_done: int, _all: int | None) -> None:
        a_return(file, people=5)

    with landing_in(tmp_path / "home") as landing, pytest.raises(CannotRead, match="changed while"):
        landing.land(an_arrival(file), change)
    assert files_in(tmp_path / "home") == expected_files([])


def test_rows_are_numbered_through_all_submissions_refused_rows_too(tmp_path: Path) -> None:
    file = a_return(tmp_path / "return.csv")
    file.write_text(file.read_text(encoding="utf-8") + "too,few\n" + file.read_text().splitlines()[1] + "\n")
    first = land(tmp_path / "home", file)
    second = land(tmp_path / "home", a_return(tmp_path / "other.csv"))
    assert (first.rows, first.rows_refused, first.last_record_id, second.first_record_id) == (5, 1, 5, 6)
    events = pl.read_parquet(Home(tmp_path / "home").events_of(1))
    assert events["record_id"].to_list() == [1, 2, 3, 5]


def test_a_withdrawn_submission_stays_and_may_come_back(tmp_path: Path) -> None:
    one = land(tmp_path / "home", a_return(tmp_path / "return.csv"))
    register = open_register(tmp_path / "home/register.sqlite")
    assert change_status(register, 1, "withdrawn", "somebody", "sent by mistake").status == "withdrawn"
    with pytest.raises(Misused, match="is withdrawn; it cannot become withdrawn"):
        change_status(register, 1, "withdrawn", "somebody", "again")
    assert change_status(register, 1, "accepted", "somebody else", "no mistake") == one
    entries = [(entry.action, entry.by, entry.before) for entry in audit_entries(register, 1)]
    register.close()
    assert entries == [
        ("landed", "somebody", None),
        ("withdrawn", "somebody", {"status": "accepted"}),
        ("reinstated", "somebody else", {"status": "withdrawn"}),
    ]


def test_a_manifest_is_landed_in_the_order_of_import(tmp_path: Path) -> None:
    for n in (1, 2, 3):
        a_return(tmp_path / f"{n}.csv", people=n)
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(
        "la_code,file,imported_at,first_record_id\n"
        "503,3.csv,2024-07-01 10:00:00.250,11\n503,1.csv,2024-04-01,1\n503,2.csv,2024-07-01 10:00:00.250,21\n"
    )
    with landing_in(tmp_path / "home") as landing:
        for arrival in read_manifest(manifest):
            landing.land_or_pass_over(arrival)
    landed = whole_submissions(tmp_path / "home")
    assert [(one.file, one.first_record_id) for one in landed] == [("1.csv", 1), ("3.csv", 11), ("2.csv", 21)]
    assert landed[1].imported_at == datetime(2024, 7, 1, 10, 0, 0, 250_000)
    # what comes later is numbered after all of them; numbers that are taken are refused
    assert land(tmp_path / "home", a_return(tmp_path / "4.csv", people=4)).first_record_id == 23
    with pytest.raises(Misused, match="The records 12 to 16 are taken: submission 2"):
        land(tmp_path / "home", a_return(tmp_path / "5.csv", people=5), first_record_id=12)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("la_code,file\n503,1.csv\n", "has no column imported_at"),
        ("la_code,file,imported_at,colour\n", "has a column colour"),
        ("la_code,file,imported_at\n503,1.csv,yesterday\n", "line 2: Invalid isoformat"),
        ("la_code,file,imported_at,rows\n503,1.csv,2024-04-01,many\n", "line 2: rows is 'many'"),
        ("la_code,file,imported_at\n503,1.csv\n", "line 2 has more or fewer values"),
        (
            "la_code,file,imported_at,first_record_id\n503,1.csv,2024-04-01,1\n503,2.csv,2024-04-02,\n",
            "some lines only",
        ),
    ],
)
def test_a_manifest_that_makes_no_sense_is_refused(tmp_path: Path, text: str, message: str) -> None:
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(text)
    with pytest.raises(Misused, match=message):
        read_manifest(manifest)


def test_what_cannot_land_is_refused_before_anything_does(tmp_path: Path) -> None:
    file = a_return(tmp_path / "return.csv")
    now = datetime(2026, 5, 1)
    with pytest.raises(UnknownAuthority, match="999 is the code of none of the 153 local authorities"):
        check_arrivals([Arrival(file, LA_CODE), Arrival(file, "999")], SPECIFICATION, now)
    with pytest.raises(CannotRead, match="There is no file"):
        check_arrivals([Arrival(tmp_path / "absent.csv", LA_CODE)], SPECIFICATION, now)
    with pytest.raises(Misused, match="has not come yet"):
        check_arrivals([Arrival(file, LA_CODE, datetime(2062, 4, 1))], SPECIFICATION, now)
    with pytest.raises(Misused, match="has 3 rows, not 4"):
        land(tmp_path / "home", file, rows=4)
