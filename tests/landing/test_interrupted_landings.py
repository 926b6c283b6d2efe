"""A landing that is killed, or for which the disk is full, at any step leaves the whole submission or none of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from opencld.errors import AlreadyLanded, CannotWrite
from opencld.submissions.records import Submission
from tests.landing.homes import (
    PSEUDONYM_KEY,
    a_return,
    an_arrival,
    expected_files,
    files_in,
    land,
    landing_in,
    whole_submissions,
    with_key,  # noqa: F401 - a fixture
)

# takes minutes, since a landing is killed at every step of it
pytestmark = pytest.mark.needs_more

# processes are divided and limited here as only Unix can
resource = pytest.importorskip("resource")
ROOT = Path(__file__).parents[2]
KILLED = -9


def python(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a Python process that finds program and tests, with a key to land with."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "OPENCLD_PSEUDONYM_KEY": PSEUDONYM_KEY,
        "OPENCLD_SCRATCH": tempfile.gettempdir(),
    }
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
        **options,
    )


def interrupt(how: str, homes: Path, file: Path, *start: Path) -> list[int]:
    """Interrupt landings of a file at every step; return the exit code of each."""
    homes.mkdir()
    done = python("-m", "tests.landing.interrupting", how, str(homes), str(file), *map(str, start))
    assert done.stderr == ""
    return [int(line) for line in done.stdout.split()]


def land_once_more(home: Path, file: Path) -> list[Submission]:
    """Land the file, unless it is a submission already; return all submissions."""
    with landing_in(home) as landing:
        try:
            landing.land(an_arrival(file))
        except AlreadyLanded:
            assert len(whole_submissions(home)) > 0
    return whole_submissions(home)


def test_a_landing_killed_at_any_step_leaves_all_or_nothing(tmp_path: Path) -> None:
    file = a_return(tmp_path / "first.csv")
    codes = interrupt("kill", tmp_path / "homes", file)
    assert len(codes) > 40
    assert set(codes[:-1]) == {KILLED}
    after = {at: whole_submissions(tmp_path / "homes" / str(at)) for at in range(1, len(codes) + 1)}
    # there is one moment before which nothing is there, and after which all of it is
    counts = [len(submissions) for submissions in after.values()]
    assert counts == sorted(counts)
    assert (counts[0], counts[-2], counts[-1]) == (0, 1, 1)
    for at in after:
        home = tmp_path / "homes" / str(at)
        landed = land_once_more(home, file)
        assert [(one.submission_id, one.first_record_id) for one in landed] == [(1, 1)]
        assert files_in(home) == expected_files(landed)


def test_a_killed_landing_harms_no_submission_that_was_there(tmp_path: Path) -> None:
    first, second = a_return(tmp_path / "first.csv"), a_return(tmp_path / "second.csv", people=4)
    earlier = land(tmp_path / "start", first)
    codes = interrupt("kill", tmp_path / "homes", second, tmp_path / "start")
    assert set(codes[:-1]) == {KILLED}
    for at in range(1, len(codes) + 1):
        home = tmp_path / "homes" / str(at)
        assert whole_submissions(home)[0] == earlier
        landed = land_once_more(home, second)
        assert [one.submission_id for one in landed] == [1, 2]
        assert files_in(home) == expected_files(landed)


def test_a_disk_that_is_full_from_any_step_on_leaves_all_or_nothing(tmp_path: Path) -> None:
    file = a_return(tmp_path / "first.csv")
    codes = interrupt("full", tmp_path / "homes", file)
    assert set(codes[:-1]) == {CannotWrite.exit_code}
    for at in range(1, len(codes)):
        home = tmp_path / "homes" / str(at)
        assert whole_submissions(home) == []
        landed = land_once_more(home, file)
        assert files_in(home) == expected_files(landed)


@pytest.mark.parametrize("most_bytes", [0, 500, 20_000, 40_000, 60_000])
def test_files_that_may_not_grow_leave_nothing_half_written(tmp_path: Path, most_bytes: int) -> None:
    file = a_return(tmp_path / "first.csv", people=40)
    home = tmp_path / "home"
    done = python(
        "-m", "opencld", "land", str(file), "--la-code", "503", "--home", str(home),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes)),
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (CannotWrite.exit_code, ""), done.stderr
    assert done.stderr.startswith("cld: ")
    assert "Traceback" not in done.stderr
    if home.exists():
        # looking at it might mend it
        shutil.copytree(home, tmp_path / "as_left")
        assert whole_submissions(tmp_path / "as_left") == []
    landed = land_once_more(home, file)
    assert files_in(home) == expected_files(landed)


def test_two_landings_at_once_both_land(tmp_path: Path) -> None:
    files = [a_return(tmp_path / f"{n}.csv", people=n) for n in (20, 30, 40)]
    codes, _ = at_once(tmp_path / "home", files)
    assert codes == [0, 0, 0]
    landed = whole_submissions(tmp_path / "home")
    assert sorted(one.rows for one in landed) == [20, 30, 40]
    # records are numbered without a gap and without a number twice
    numbers = [n for one in landed for n in range(one.first_record_id, one.last_record_id + 1)]
    assert numbers == list(range(1, 91))
    assert files_in(tmp_path / "home") == expected_files(landed)


def test_the_same_file_landed_twice_at_once_is_one_submission(tmp_path: Path) -> None:
    file = a_return(tmp_path / "return.csv")
    codes, errors = at_once(tmp_path / "home", [file, file, file])
    assert sorted(codes) == [0, AlreadyLanded.exit_code, AlreadyLanded.exit_code]
    assert sum("is already submission 1" in error for error in errors) == 2
    landed = whole_submissions(tmp_path / "home")
    assert files_in(tmp_path / "home") == expected_files(landed)


def at_once(home: Path, files: list[Path]) -> tuple[list[int], list[str]]:
    """Land files in processes of their own at the same time; return exit codes and what each said of faults."""
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT / "src"), "OPENCLD_PSEUDONYM_KEY": PSEUDONYM_KEY,
    }  # fmt: skip
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "opencld", "land", str(file), "--la-code", "503", "--home", str(home)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for file in files
    ]
    errors = [process.communicate(timeout=300)[1] for process in running]
    return [process.returncode for process in running], errors
