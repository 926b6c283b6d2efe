"""`cld fix` and `cld upgrade` as a person runs them, each time in a process of its own."""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_validate import cld
from tests.validation.little_returns import an_event, write_return

AS_OF = ("--as-of", "2026-04-20")
ROWS = [
    an_event("request"),
    an_event("service", gender="FEMALE", nhs_number="999 000 0107", service_component="Home Support"),
    an_event("service", service_component="Community Supported Living"),
]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return write_return(tmp_path / "old.csv", ROWS)


def log_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_fix_writes_the_return_and_a_log_beside_it_and_hides_personal_values(
    old: Path, tmp_path: Path
) -> None:
    done = cld("fix", old, "-o", tmp_path / "new.csv", *AS_OF)
    assert done.returncode == 0
    assert b"3 cells changed on 1 rows" in done.stdout
    assert b"1 values on 1 rows need a decision" in done.stdout
    header, *lines = log_of(tmp_path / "new.changes.csv")
    assert header == ["row", "field", "before", "after", "rule", "why"]
    assert sorted(line[:4] for line in lines) == [
        ["2", "Gender", "FEMALE", "Female"],
        ["2", "NHS Number", "999 000 0107", "9990000107"],
        ["2", "Service Component", "Home Support", "Home support or domiciliary care"],
    ]
    assert b"9990000107" not in done.stdout + done.stderr
    assert (tmp_path / "new.csv").read_bytes() != old.read_bytes()


def test_upgrade_takes_release_1_values_only(old: Path, tmp_path: Path) -> None:
    assert cld("upgrade", old, "-o", tmp_path / "new.csv", *AS_OF).returncode == 0
    assert [line[1] for line in log_of(tmp_path / "new.changes.csv")[1:]] == ["Service Component"]


def test_a_dry_run_shows_old_value_new_value_and_rows_and_writes_nothing(old: Path, tmp_path: Path) -> None:
    done = cld("fix", old, "--dry-run", *AS_OF)
    assert done.returncode == 0
    text = done.stdout.decode()
    assert "FEMALE" in text
    assert "[hidden]" in text
    assert "999 000" not in text
    assert "3 cells would be changed. Nothing was written." in text
    assert [path.name for path in tmp_path.iterdir()] == ["old.csv"]


def test_decisions_are_drafted_filled_in_and_taken(old: Path, tmp_path: Path) -> None:
    draft = tmp_path / "decisions.csv"
    assert b"1 values on 1 rows need a decision" in cld("fix", old, "--draft-decisions", draft, *AS_OF).stdout
    text = draft.read_text(encoding="utf-8-sig").replace(
        "Community Supported Living,,", "Community Supported Living,Community supported living,"
    )
    draft.write_text(text, encoding="utf-8-sig")
    done = cld("upgrade", old, "-o", tmp_path / "new.csv", "--decisions", draft, *AS_OF)
    assert done.returncode == 0
    assert b"need a decision" not in done.stdout
    assert log_of(tmp_path / "new.changes.csv")[-1] == [
        "3",
        "Service Component",
        "Community Supported Living",
        "Community supported living",
        "DL01",
        "Decided in decisions.csv, line 2",
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, b"Say one of"),
        (["-o", "new.csv", "--in-place"], 2, b"Say one of"),
        (["-o", "new.txt"], 2, b"does not end in .csv"),
        (["-o", "old.csv"], 2, b"is one of the returns"),
        (["-o", "there.csv"], 4, b"exists already"),
        (["-o", "new.csv", "--log", "there.csv"], 4, b"exists already"),
        (["-o", "new.csv", "--log", "new.csv"], 2, b"Give each a file of its own"),
        (["-o", "new.csv", "--only", "case,colour"], 2, b"There is no class 'colour'"),
        (["-o", "new.csv", "--only", "nearest"], 2, b"always need a decision"),
        (["-o", "new.csv", "--decisions", "nothing.csv"], 3, b"cannot be read"),
        (["-o", "new.csv", "--decisions", "two.csv"], 2, b"has another answer on line 2"),
        (["-o", "nowhere/new.csv"], 4, b"There is no folder"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(
    arguments: list[str], code: int, message: bytes, old: Path, tmp_path: Path
) -> None:
    (tmp_path / "there.csv").write_text("kept")
    (tmp_path / "two.csv").write_text("field,value,new value\nGender,F,Female\nGender,F,Male\n")
    placed = [str(tmp_path / part) if "." in part else part for part in arguments]
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    done = cld("fix", old, *placed, *AS_OF)
    assert (done.returncode, done.stdout) == (code, b"")
    assert message in done.stderr
    assert b"Traceback" not in done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_standard_input_is_refused(tmp_path: Path) -> None:
    done = cld("fix", "-", "-o", tmp_path / "new.csv")
    assert done.returncode == 2
    assert b"Standard input cannot be repaired" in done.stderr


def test_in_place_keeps_the_return_as_it_was_and_numbers_further_logs(old: Path, tmp_path: Path) -> None:
    before = old.read_bytes()
    assert cld("fix", old, "--in-place", "--only", "case", *AS_OF).returncode == 0
    assert (tmp_path / "old.csv.bak").read_bytes() == before
    assert cld("fix", old, "--in-place", *AS_OF).returncode == 0
    done = cld("fix", old, "--in-place", *AS_OF)
    assert b"Nothing is to be changed." in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "old.changes.csv",
        "old.changes2.csv",
        "old.csv",
        "old.csv.bak",
        "old.csv.bak2",
    ]


def test_decisions_that_meet_no_value_at_fault_are_named(old: Path, tmp_path: Path) -> None:
    decisions = tmp_path / "decisions.csv"
    decisions.write_text("field,value,new value\nGender,Feminine,Female\n", encoding="utf-8")
    done = cld("fix", old, "-o", tmp_path / "new.csv", "--decisions", decisions, *AS_OF)
    assert b"Decided in decisions.csv, line 2: no cell of Gender has that value at fault." in done.stdout


def test_force_writes_over_what_is_there(old: Path, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("old")
    assert cld("fix", old, "-o", tmp_path / "new.csv", "--force", *AS_OF).returncode == 0
    assert (tmp_path / "new.csv").stat().st_size > 1000


def test_a_full_disk_is_told_and_nothing_is_left_half_written(tmp_path: Path) -> None:
    rows = [an_event("service", event_reference=f"E{number}", gender="FEMALE") for number in range(400)]
    old = write_return(tmp_path / "old.csv", rows)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    done = subprocess.run(
        [sys.executable, "-m", "opencld", "fix", str(old), "-o", str(tmp_path / "new.csv"), *AS_OF],
        capture_output=True,
        check=False,
        preexec_fn=limit,
    )
    assert done.returncode == 4
    assert b"could not be written" in done.stderr
    assert b"Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["old.csv"]
