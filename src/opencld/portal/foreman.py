"""Has long work done, one piece after the other, each in a process that may die without harm to the pages."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.connection import Connection, wait
from pathlib import Path
from queue import Queue
from typing import Any, Literal

from opencld import settings
from opencld.errors import Misused, OpencldError

State = Literal["waiting", "running", "done", "refused", "stopped", "broken"]
Tell = Callable[[str, int, int | None], None]
"""Says what is being done, and how much of how much."""
Task = Callable[..., Any]
"""Given a folder to write to, `Tell`, and its own arguments. What it returns must be able to cross to this process."""
MOST_WAITING = 20
BETWEEN_TELLING = 0.2  # seconds
KINDER = 5  # so much more patient than the process that answers pages
KILLED = (
    "It ended before it was done: it was stopped from outside, or the machine ran out of memory. Nothing of it was "
    "kept. Close other programs and try again."
)
AT_FAULT = (
    "It met a fault in this program ({place}). Nothing of it was kept and your file is as it was. Please report the "
    "place in the brackets; it holds nothing of your data."
)


class NotYet(Misused):
    """Something that has to be waited for, or begun, before what was asked can be done."""


@dataclass
class Work:
    """A piece of work: what it is, how far it has come, and what it came to. `then` is the page to go to when done."""

    number: int
    title: str
    then: str
    folder: Path
    back: str = "/"
    about: int = 0
    """The number of the return that it is about; 0 where it is about none."""
    state: State = "waiting"
    doing: str = ""
    done: int = 0
    size: int | None = None
    result: Any = None
    fault: str = ""
    begun: float = field(default_factory=time.monotonic)
    took: float = 0.0

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state not in ("waiting", "running")

    @property
    def share(self) -> int | None:
        """How much of what is being done is done, in per cent; None where that is not known."""
        return min(100, 100 * self.done // self.size) if self.size else None


@dataclass(frozen=True)
class _Order:
    work: Work
    task: Task
    arguments: tuple[object, ...]
    on_done: Callable[[Work], None]


class Foreman:
    """Takes orders and has them carried out in turn, so that two large returns never share the memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.works: dict[int, Work] = {}
        self._numbers = count(1)
        self._orders: Queue[_Order | None] = Queue()
        self._processes = multiprocessing.get_context("spawn")
        self._process: Any = None
        self._thread = threading.Thread(target=self._carry_out_all, name="foreman", daemon=True)
        self._thread.start()

    def begin(
        self,
        title: str,
        then: str,
        back: str,
        task: Task,
        *arguments: object,
        about: int = 0,
        on_done: Callable[[Work], None] = lambda _work: None,
    ) -> Work:
        """Have a task done as soon as it is its turn. `back` is the page for when it fails.

        Raises NotYet where so much is waiting already that it would have to wait for long.
        """
        if sum(work.state == "waiting" for work in self.works.values()) >= MOST_WAITING:
            raise NotYet(
                f"{MOST_WAITING} pieces of work are waiting already. Wait until some are done, or stop some."
            )
        number = next(self._numbers)
        work = Work(number, title, then, self.folder / f"work-{number}", back, about)
        self.works[number] = work
        self._orders.put(_Order(work, task, arguments, on_done))
        return work

    def stop(self, work: Work) -> None:
        """Stop a piece of work, or forget it where it has not begun."""
        if not work.is_over:
            was_running = work.state == "running"
            work.state = "stopped"
            if was_running and self._process is not None:
                self._process.kill()

    def forget(self, work: Work) -> None:
        """Stop a piece of work and delete what it came to."""
        self.stop(work)
        work.result = None
        shutil.rmtree(work.folder, ignore_errors=True)

    def close(self) -> None:
        """Stop everything and take no more orders."""
        for work in self.works.values():
            self.stop(work)
        self._orders.put(None)
        self._thread.join(timeout=5)

    def _carry_out_all(self) -> None:
        while order := self._orders.get():
            if order.work.state == "waiting":
                self._carry_out(order)

    def _carry_out(self, order: _Order) -> None:
        work = order.work
        work.folder.mkdir(mode=0o700)
        work.state, work.begun = "running", time.monotonic()
        here, there = self._processes.Pipe(duplex=False)
        self._process = self._processes.Process(
            target=_labour, args=(there, order.task, work.folder, order.arguments), daemon=True
        )
        self._process.start()
        there.close()
        try:
            _follow(work, here)
            if work.result is not None and work.state == "running":
                order.on_done(work)
                work.state = "done"
        finally:
            here.close()
            self._process.join()
            work.took = time.monotonic() - work.begun
            if work.state == "running":
                work.state, work.fault = "broken", work.fault or KILLED
            if work.state != "done":
                work.result = None
                shutil.rmtree(work.folder, ignore_errors=True)


def _follow(work: Work, here: Connection) -> None:
    """Take in what the process says until it says no more."""
    while True:
        try:
            said, *content = here.recv()
        except (EOFError, OSError):
            return
        if said == "doing":
            work.doing, work.done, work.size = content
        elif said == "done":
            [work.result] = content
        elif work.state == "running":
            work.state, work.fault = ("refused", content[0]) if said == "refused" else ("broken", content[0])


def _labour(there: Connection, task: Task, folder: Path, arguments: tuple[object, ...]) -> None:
    """Do a task in a process of its own, and say what came of it. A fault is told by its place, never by its words."""
    settings.work_in(folder)
    _be_modest()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        result = task(folder, _teller(there), *arguments)
    except OpencldError as error:
        there.send(("refused", str(error)))
    except Exception as error:
        there.send(("broken", AT_FAULT.format(place=place_of(error))))
    else:
        there.send(("done", result))


def _teller(there: Connection) -> Tell:
    last_doing, last_time = "", 0.0

    def tell(doing: str, done: int = 0, size: int | None = None) -> None:
        nonlocal last_doing, last_time
        if doing != last_doing or time.monotonic() - last_time >= BETWEEN_TELLING:
            last_doing, last_time = doing, time.monotonic()
            there.send(("doing", doing, done, size))

    return tell


def _be_modest() -> None:
    """Leave the pages the first turn, and say nothing: what an engine prints in distress may hold people's values."""
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silence, stream)
    if hasattr(os, "nice"):
        os.nice(KINDER)


def _end_with_parent() -> None:
    """End when the process that answers pages has, in whatever way."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def place_of(error: BaseException) -> str:
    """Return what kind of fault it is and where it was met, without its message, which may hold people's values."""
    trace, place = error.__traceback__, "?"
    while trace:
        module = str(trace.tb_frame.f_globals.get("__name__", "?"))
        if module.startswith("opencld") or (trace.tb_next is None and place == "?"):
            place = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {place}"
