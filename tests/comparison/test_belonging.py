"""Returns that cannot be compared, and outputs that cannot be written: said plainly, with nothing left half-written."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from opencld.comparison import compare
from opencld.errors import CannotRead, Misused
from tests.comparison.little_comparisons import LAST_PERIOD, THIS_PERIOD, a_service
from tests.validation.little_returns import AS_OF, write_return


def a_return(path: Path, **cells: str) -> Path:
    return write_return(path, [a_service(**{**THIS_PERIOD, **cells})])


def cld(*arguments: object, largest_file: int | None = None) -> subprocess.CompletedProcess[str]:
    def limit() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return subprocess.run(
        [sys.executable, "-m", "opencld", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
    )


@pytest.fixture
def last(tmp_path: Path) -> Path:
    return a_return(tmp_path / "last.csv", **LAST_PERIOD)


@pytest.fixture
def this(tmp_path: Path) -> Path:
    return a_return(tmp_path / "this.csv", unit_cost="30")


def test_returns_of_two_authorities_are_not_compared(last: Path, tmp_path: Path) -> None:
    other = a_return(tmp_path / "other.csv", la_code="204")
    with pytest.raises(Misused, match=r"is of .*, other\.csv of 204 .* Give two returns of one authority"):
        compare(last, other, AS_OF)


def test_one_file_twice_is_not_compared_even_as_a_copy(last: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(last, tmp_path / "copy.csv"))
    for second in (last, copy):
        with pytest.raises(Misused, match="are the same file"):
            compare(last, second, AS_OF)


def test_periods_that_do_not_overlap_are_not_compared(this: Path, tmp_path: Path) -> None:
    old = a_return(
        tmp_path / "old.csv",
        reporting_period_start_date="01/04/2023",
        reporting_period_end_date="31/03/2024",
        event_start_date="01/05/2023",
    )
    with pytest.raises(Misused, match="do not overlap"):
        compare(old, this, AS_OF)


def test_the_later_return_first_is_said_to_be_the_wrong_way_round(last: Path, this: Path) -> None:
    with pytest.raises(Misused, match="The earlier return comes first: exchange the two"):
        compare(this, last, AS_OF)


def test_a_return_without_a_row_is_not_compared(last: Path, tmp_path: Path) -> None:
    empty = write_return(tmp_path / "empty.csv", [])
    with pytest.raises(Misused, match=r"empty\.csv has no row that can be read"):
        compare(last, empty, AS_OF)


def test_an_absent_file_is_named(last: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match=r"There is no file .*nowhere\.csv"):
        compare(last, tmp_path / "nowhere.csv", AS_OF)


def test_a_return_without_any_period_is_not_compared(last: Path, tmp_path: Path) -> None:
    blank = a_return(tmp_path / "blank.csv", reporting_period_start_date="", reporting_period_end_date="")
    with pytest.raises(Misused, match=r"blank\.csv states no reporting period that can be read"):
        compare(last, blank, AS_OF)


def test_an_output_that_exists_is_kept_unless_it_may_be_overwritten(
    last: Path, this: Path, tmp_path: Path
) -> None:
    for option, name in (("--report", "report.html"), ("--changes", "changes.csv")):
        target = tmp_path / name
        target.write_text("mine")
        done = cld("compare", last, this, option, target)
        assert done.returncode == 4
        assert "exists already" in done.stderr
        assert target.read_text() == "mine"
        assert cld("compare", last, this, option, target, "--force").returncode == 0
        assert target.read_text(encoding="utf-8") != "mine"


def test_nothing_is_said_beside_the_result(last: Path, this: Path) -> None:
    # DuckDB tells of everything that it never let go of
    done = cld("compare", last, this)
    assert (done.returncode, done.stderr) == (0, "")


def test_outputs_that_could_only_fail_are_refused_at_once(last: Path, this: Path, tmp_path: Path) -> None:
    for arguments, code in (
        (("--report", tmp_path / "report.pdf"), 2),
        (("--changes", tmp_path / "nowhere" / "changes.csv"), 4),
        (("--changes", this, "--force"), 2),
    ):
        done = cld("compare", last, this, *arguments)
        assert done.returncode == code
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("limit", [3_000, 20_000])
def test_a_full_disk_is_said_to_be_one_and_leaves_nothing_behind(
    last: Path, this: Path, tmp_path: Path, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("OPENCLD_SCRATCH", str(scratch))
    out = tmp_path / "out"
    out.mkdir()
    done = cld("compare", last, this, "--report", out / "page.html", largest_file=limit)
    assert done.returncode == 4, done.stderr
    assert "Traceback" not in done.stderr
    assert list(out.iterdir()) == list(scratch.iterdir()) == []
