"""Files landed at the same time come out as if landed one after the other."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from dataclasses import asdict
from datetime import timedelta
from multiprocessing import active_children, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Any

import polars as pl
import pytest

from opencld.errors import Interrupted, Misused
from opencld.pipeline.landing_several import Turns, land_several
from opencld.submissions.arrivals import Arrival
from opencld.submissions.home import Home
from opencld.submissions.receipts import Outcome, PassedOver, Receipt, Rejection
from opencld.submissions.records import Submission, audit_entries
from opencld.submissions.register import open_register
from tests.landing.homes import (
    PSEUDONYM_KEY,
    RECEIVED,
    a_return,
    an_arrival,
    expected_files,
    files_in,
    landing_in,
    whole_submissions,
    with_key,  # noqa: F401 - a fixture
)

ROOT = Path(__file__).parents[2]
FILES = 12
SECONDS_TO_END = 30


def arrivals_in(folder: Path) -> list[Arrival]:
    """Write returns of different sizes, the largest first, so that the first to start are not the first to be ready."""
    folder.mkdir()
    return [
        an_arrival(
            a_return(folder / f"{n:02}.csv", people=2 + 100 * (FILES - n)),
            imported_at=RECEIVED + timedelta(hours=n),
        )
        for n in range(FILES)
    ]


def without_moments(submissions: list[Submission]) -> list[dict[str, Any]]:
    """Return submissions but for when they were landed."""
    return [{**asdict(one), "landed_at": None} for one in submissions]


def actions_in(home: Path) -> list[tuple[str, int | None]]:
    """Return what the audit says happened, in order."""
    register = open_register(home / "register.sqlite")
    try:
        return [(entry.action, entry.submission_id) for entry in audit_entries(register)]
    finally:
        register.close()


@pytest.mark.needs_more
def test_files_landed_in_processes_are_numbered_and_recorded_as_in_one(tmp_path: Path) -> None:
    arrivals = arrivals_in(tmp_path / "returns")
    empty = tmp_path / "returns" / "empty.csv"
    empty.write_text("")
    arrivals.insert(5, an_arrival(empty))
    arrivals.insert(8, arrivals[2])
    one, several = tmp_path / "one", tmp_path / "several"
    with landing_in(one) as landing:
        expected = list(land_several(landing, arrivals, 1))
    with landing_in(several) as landing:
        outcomes = list(land_several(landing, arrivals, 3))
    kinds = [Receipt] * 5 + [Rejection] + [Receipt] * 2 + [PassedOver] + [Receipt] * 5
    assert [type(outcome) for outcome in outcomes] == [type(outcome) for outcome in expected] == kinds
    landed = whole_submissions(several)
    assert without_moments(landed) == without_moments(whole_submissions(one))
    assert actions_in(several) == actions_in(one)
    assert files_in(several) == expected_files(landed)
    for submission in landed:
        events = [pl.read_parquet(Home(home).events_of(submission.submission_id)) for home in (one, several)]
        assert events[0].equals(events[1])


def test_after_a_file_at_fault_no_later_one_is_landed(tmp_path: Path) -> None:
    arrivals = arrivals_in(tmp_path / "returns")
    arrivals[4] = an_arrival(arrivals[4].path, rows=1)
    outcomes: list[Outcome] = []
    with (
        landing_in(tmp_path / "home") as landing,
        pytest.raises(Misused, match=r"04\.csv has .* rows, not 1"),
    ):
        outcomes.extend(land_several(landing, arrivals, 3))
    landed = whole_submissions(tmp_path / "home")
    assert [one.file for one in landed] == ["00.csv", "01.csv", "02.csv", "03.csv"]
    assert files_in(tmp_path / "home") == expected_files(landed)


def wait_for_a_turn(turns: Turns, telling: Connection) -> None:
    """Say that one is about to wait, and wait."""
    telling.send("now")
    turns.wait(1)


def test_nobody_waits_for_a_process_that_was_ended_while_it_waited() -> None:
    context = get_context("spawn")
    turns, (told, telling) = Turns(context), context.Pipe(duplex=False)
    waiting = context.Process(target=wait_for_a_turn, args=(turns, telling))
    waiting.start()
    assert told.recv() == "now"
    time.sleep(0.2)
    waiting.kill()
    waiting.join()
    stopping = Thread(target=turns.stop, daemon=True)
    stopping.start()
    stopping.join(SECONDS_TO_END)
    assert not stopping.is_alive()
    with pytest.raises(Interrupted):
        turns.wait(0)


def test_a_stop_is_not_undone_by_whoever_is_done_after_it() -> None:
    turns = Turns(get_context("spawn"))
    turns.wait(0)
    turns.stop()
    turns.finish(0)
    with pytest.raises(Interrupted):
        turns.wait(1)


@pytest.mark.needs_more
def test_a_process_ended_from_outside_leaves_whole_submissions_only(tmp_path: Path) -> None:
    arrivals = arrivals_in(tmp_path / "returns")
    with landing_in(tmp_path / "home") as landing:
        outcomes = land_several(landing, arrivals, 3)
        next(outcomes)
        active_children()[0].kill()
        with pytest.raises(Interrupted, match="land the manifest again"):
            list(outcomes)
        landed = whole_submissions(tmp_path / "home")
        assert [one.file for one in landed] == [f"{n:02}.csv" for n in range(len(landed))]
        assert files_in(tmp_path / "home") == expected_files(landed)
        list(land_several(landing, arrivals, 3))
    assert len(whole_submissions(tmp_path / "home")) == FILES


@pytest.mark.needs_more
def test_processes_that_die_as_they_start_are_not_waited_for(tmp_path: Path) -> None:
    arrivals_in(tmp_path / "returns")
    # each process runs the script anew, down to where it may start none: the guard for the main module is missing
    script = tmp_path / "unguarded.py"
    script.write_text(
        "import sys\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "from pathlib import Path\n"
        "from opencld.pipeline.landing_several import land_several\n"
        "from tests.landing.homes import an_arrival, landing_in\n"
        "folder = Path(sys.argv[1])\n"
        "arrivals = [an_arrival(path) for path in sorted((folder / 'returns').glob('*.csv'))]\n"
        "with landing_in(folder / 'home') as landing:\n"
        "    list(land_several(landing, arrivals, 2))\n"
    )
    command = [sys.executable, str(script), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_TO_END)
    assert "Interrupted: A process that was landing files was ended from outside" in done.stderr
    assert whole_submissions(tmp_path / "home") == []


def stop(outcomes: Iterator[Outcome], told: list[Outcome]) -> None:
    """Stop as by Ctrl+C, and note what is still told."""
    assert isinstance(outcomes, Generator)
    told.append(outcomes.throw(KeyboardInterrupt()))
    told.extend(outcomes)


@pytest.mark.needs_more
def test_stopped_by_hand_it_tells_of_every_file_that_landed(tmp_path: Path) -> None:
    arrivals = arrivals_in(tmp_path / "returns")
    with landing_in(tmp_path / "home") as landing:
        outcomes = land_several(landing, arrivals, 3)
        told = [next(outcomes)]
        with pytest.raises(KeyboardInterrupt):
            stop(outcomes, told)
    landed = whole_submissions(tmp_path / "home")
    assert [one.submission for one in told if isinstance(one, Receipt)] == landed
    assert len(landed) < FILES
    assert files_in(tmp_path / "home") == expected_files(landed)


@pytest.mark.needs_more
@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed as only Unix can")
def test_nothing_goes_on_when_the_process_that_lands_is_killed(tmp_path: Path) -> None:
    arrivals, home = arrivals_in(tmp_path / "returns"), tmp_path / "home"
    manifest = tmp_path / "returns" / "submissions.csv"
    with manifest.open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["la_code", "file", "imported_at"])
        lines.writerows([one.la_code, one.path.name, one.imported_at] for one in arrivals)
    command = [sys.executable, "-m", "opencld", "land", "--manifest", str(manifest), "--home", str(home)]
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT / "src"), "OPENCLD_PSEUDONYM_KEY": PSEUDONYM_KEY,
        "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(f"1 of {FILES}: submission 1")
        process.send_signal(signal.SIGKILL)
    until = time.monotonic() + SECONDS_TO_END
    while (landings := files_in_staging(home)) and time.monotonic() < until:
        # opening a home sweeps away what nobody works in any more
        with landing_in(home):
            time.sleep(0.2)
    assert landings == []
    landed = whole_submissions(home)
    assert [one.file for one in landed] == [f"{n:02}.csv" for n in range(len(landed))]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert len(whole_submissions(home)) == FILES


def files_in_staging(home: Path) -> list[Path]:
    """Return the folders in which landings work, or worked when they died."""
    return [path for area in home.iterdir() if area.is_dir() for path in area.glob("incoming/*")]
