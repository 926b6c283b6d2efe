"""Whatever dies on the way, nothing half-made is left, and the page says what happened and what to do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from opencld.errors import CannotRead
from opencld.portal.foreman import Foreman, Tell, Work
from opencld.portal.private_folder import IN_USE, KEPT, PREFIX, private_folder
from tests.portal.served import SECONDS, Served
from tests.portal.visiting import EXAMPLE, Visitor

pytestmark = pytest.mark.needs_more


def until(happened: Callable[[], Any], what: str) -> Any:
    """Wait until something is so, and return what it is."""
    end = time.monotonic() + SECONDS
    while not (so := happened()):
        assert time.monotonic() < end, f"waited too long until {what}"
        time.sleep(0.02)
    return so


def write_and_wait(folder: Path, tell: Tell) -> None:
    """A task that writes something and then takes its time."""
    (folder / "half").write_text("half of it")
    tell("Taking its time", 1, 4)
    time.sleep(SECONDS)


def do_nothing(_folder: Path, _tell: Tell) -> str:
    """A task that is done at once."""
    return "done"


def meet_a_fault(_folder: Path, _tell: Tell) -> None:
    """A task that meets a fault whose words hold what nobody may read."""
    print("9990000026 is the number")  # noqa: T201 - what an engine may print in distress
    raise ValueError("9990000026 is the number")


def refuse(_folder: Path, _tell: Tell) -> None:
    """A task that finds what a user may mend."""
    raise CannotRead("q1.csv is a folder. Name the file in it.")


@pytest.fixture
def foreman(tmp_path: Path) -> Iterator[Foreman]:
    one = Foreman(tmp_path)
    yield one
    one.close()


def begun(foreman: Foreman, task: Callable[..., Any]) -> Work:
    """Have a task begun."""
    return foreman.begin("A task", "/there", "/back", task)


def test_a_process_that_is_killed_leaves_nothing_and_is_told(foreman: Foreman, tmp_path: Path) -> None:
    work = begun(foreman, write_and_wait)
    until(lambda: work.doing, "it has begun")
    assert (work.doing, work.share) == ("Taking its time", 25)
    os.kill(foreman._process.pid, signal.SIGKILL)
    until(lambda: work.is_over, "it is over")
    assert work.state == "broken"
    assert "ended before it was done" in work.fault
    assert list(tmp_path.iterdir()) == []
    after = begun(foreman, do_nothing)
    until(lambda: after.is_over, "the next is over")
    assert (after.state, after.result) == ("done", "done")


def test_work_that_is_stopped_leaves_nothing_and_what_waits_goes_on(foreman: Foreman, tmp_path: Path) -> None:
    first, second, third = (begun(foreman, one) for one in (write_and_wait, write_and_wait, do_nothing))
    until(lambda: first.doing, "it has begun")
    assert second.state == "waiting"
    foreman.stop(second)
    foreman.stop(first)
    until(lambda: third.is_over, "the last is over")
    assert [first.state, second.state, third.state] == ["stopped", "stopped", "done"]
    assert [path.name for path in tmp_path.iterdir()] == ["work-3"]


def test_a_fault_in_a_task_is_told_by_its_place_alone(
    foreman: Foreman, capfd: pytest.CaptureFixture[str]
) -> None:
    work = begun(foreman, meet_a_fault)
    until(lambda: work.is_over, "it is over")
    assert work.state == "broken"
    assert "ValueError at" in work.fault
    said = capfd.readouterr()
    for told in (work.fault, said.out, said.err):
        assert "9990000026" not in told


def test_what_a_user_may_mend_is_told_in_its_own_words(foreman: Foreman) -> None:
    work = begun(foreman, refuse)
    until(lambda: work.is_over, "it is over")
    assert (work.state, work.fault) == ("refused", "q1.csv is a folder. Name the file in it.")


def test_the_page_of_killed_work_says_so_and_leads_back(visitor: Visitor, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    lines = EXAMPLE.read_bytes().splitlines(keepends=True)
    large.write_bytes(lines[0] + b"".join(lines[1:]) * 300)
    with large.open("rb") as file:
        answer = visitor.send("/returns", files={"file": ("q1.csv", file)})
    place = answer.headers["location"]
    work = visitor.session.work(int(place.removeprefix("/work/")))
    until(lambda: work.doing, "it has begun")
    page = visitor.get(place).text
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    assert "You can leave this page and come back" in page
    os.kill(visitor.session.foreman._process.pid, signal.SIGKILL)
    until(lambda: work.is_over, "it is over")
    told = visitor.text(place)
    assert "It did not get to its end" in told
    assert "Go back" in told
    assert "could not be checked" in visitor.text("/")
    assert not work.folder.exists()
    again = visitor.send(f"/returns/{max(visitor.session.returns)}/check", as_of="")
    stopped = again.headers["location"]
    visitor.send(f"{stopped}/stop")
    assert "It was stopped" in visitor.text(stopped)


def test_the_private_folder_is_its_owners_alone_and_gone_afterwards(tmp_path: Path) -> None:
    with private_folder(tmp_path, keep=False) as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "file-1").mkdir()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_kept_where_that_was_asked_for(tmp_path: Path) -> None:
    with private_folder(tmp_path, keep=True) as folder:
        (folder / "file-1").mkdir()
    with private_folder(tmp_path, keep=False):
        assert (folder / "file-1").is_dir()
        assert (folder / KEPT).exists()


def test_what_a_killed_run_left_is_removed_and_what_a_living_one_holds_is_not(tmp_path: Path) -> None:
    abandoned = tmp_path / f"{PREFIX}abandoned"
    abandoned.mkdir()
    (abandoned / IN_USE).touch()
    with private_folder(tmp_path, keep=False) as living:
        assert not abandoned.exists()
        with private_folder(tmp_path, keep=False):
            assert living.exists()


def workers(of: int) -> list[int]:
    """Return the processes that do work for another; its tracker of shared things is none."""
    children = [path.read_text().split() for path in Path(f"/proc/{of}/task").glob("*/children")]
    return [
        int(child)
        for child in chain.from_iterable(children)
        if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text()
    ]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="tells processes by /proc")
def test_a_killed_server_takes_its_worker_along_and_the_next_removes_what_it_left(tmp_path: Path) -> None:
    lines = EXAMPLE.read_bytes().splitlines(keepends=True)
    with Served(tmp_path) as first:
        first.ask("/api/returns", lines[0] + b"".join(lines[1:]) * 300)
        [worker] = until(lambda: workers(first.program.pid), "a worker is there")
        first.end(signal.SIGKILL)
    until(lambda: not Path(f"/proc/{worker}").exists(), "the worker is gone")
    assert len(list(tmp_path.iterdir())) == 1
    with Served(tmp_path) as second:
        assert len(list(tmp_path.iterdir())) == 1
        assert second.ask("/api/returns") == b"[]"
        said, faults = second.end(signal.SIGTERM)
    assert second.program.returncode == 0
    assert said.endswith("Stopped. The work files are deleted.\n")
    assert faults == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_when_asked_even_in_the_middle_of_work(tmp_path: Path, how: signal.Signals) -> None:
    lines = EXAMPLE.read_bytes().splitlines(keepends=True)
    with Served(tmp_path, "--keep") as served:
        served.ask("/api/returns", lines[0] + b"".join(lines[1:]) * 300)
        said, faults = served.end(how)
    assert served.program.returncode == 0
    assert faults == ""
    [folder] = tmp_path.iterdir()
    assert f"The work files are in {folder}." in said
    assert (folder / "file-1/return.csv").exists()


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with Served(tmp_path) as served:
        port = served.address.rpartition(":")[2]
        done = subprocess.run(
            [sys.executable, "-m", "opencld", "serve", "--no-browser", "--port", port],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 4
    assert f"Port {port} cannot be used" in done.stderr
