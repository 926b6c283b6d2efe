"""A second Python process that does work for this one, piece by piece.

Polars shares out a single query among processors, but much between queries is done by one alone. Two processes, each
with work of its own, keep two processors busy. Whatever goes wrong with the second one raises `Gone`, and its work is
then done here: it can cost time, never a result.

This module imports nothing that takes long, so that the process can be started before anything else is.
"""

from __future__ import annotations

import atexit
import gc
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any, BinaryIO, cast

from opencld.settings import processors, read_settings

# the same modules, whatever the folder from which either process was started
PROGRAM = """
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from opencld.second_process import serve
serve()
"""
LARGE_BYTES = 128 << 20  # of a smaller file half is done before a second process has started
PIPE_BYTES = 1 << 20  # as much as anybody may have
WITHOUT_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)

# of what polars would take each process gets half: with all, the two get into each other's way
HALF_THE_PROCESSORS = {"POLARS_MAX_THREADS": str(max(processors() // 2, 1))}
THREADS = Path("/proc/self/task")

_waiting: list[tuple[str, object, SecondProcess]] = []


class Gone(Exception):
    """The second process could not be started, has ended or failed. Its work is to be done without it."""


class SecondProcess:
    """Another Python that works for this one. `work` names a function, as `module:function`: what it makes of `first`
    is what is called with each piece of work after that."""

    def __init__(self, work: str, first: object) -> None:
        if not sys.executable or getattr(sys, "frozen", False):
            raise Gone
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", PROGRAM],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**HALF_THE_PROCESSORS, **os.environ},
                creationflags=WITHOUT_WINDOW,
            )
        except OSError as error:
            raise Gone from error
        self._to = cast(BinaryIO, self._process.stdin)
        self._from = cast(BinaryIO, self._process.stdout)
        _widen(self._from)
        # by another thread, for what is large waits until the process is ready to hear it
        self._beginning = Thread(target=self._send_first, args=(first,))
        try:
            self._send(sys.path)
            self._send((work, _two_processors()[1:]))
        except Gone:
            self.close()
            raise
        self._beginning.start()

    def _send_first(self, first: object) -> None:
        # a process that has gone shows when it is given its first piece
        with suppress(Gone):
            self._send(first)

    def do(self, piece: object) -> Any:
        """Have one piece of work done, and return what came of it. Raises Gone."""
        self._wait_until_begun()
        self._send(piece)
        try:
            is_done, result = pickle.load(self._from)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise Gone from error
        if not is_done:
            raise Gone
        return result

    @property
    def has_ended(self) -> bool:
        """Whether the process is no more."""
        return self._process.poll() is not None

    def dismiss(self) -> None:
        """Let the process end when it has done what it is doing; `close` waits for that."""
        self._wait_until_begun()
        try:
            self._to.close()
        except OSError:  # what it did not read any more
            return

    def kill(self) -> None:
        """End the process at once, whatever it is doing."""
        self._process.kill()

    def close(self) -> None:
        """Wait until the process has ended."""
        self.dismiss()
        self._process.wait()
        self._from.close()

    def _wait_until_begun(self) -> None:
        if self._beginning.is_alive():
            self._beginning.join()

    def _send(self, thing: object) -> None:
        try:
            pickle.dump(thing, self._to, pickle.HIGHEST_PROTOCOL)
            self._to.flush()
        except (OSError, ValueError) as error:
            raise Gone from error


def is_worth_starting(size: int) -> bool:
    """Say whether a file of so many bytes wants a second process, has a processor for it, and settings allow it.

    Raises Misused where a setting makes no sense.
    """
    return size >= LARGE_BYTES and processors() > 1 and read_settings().second_process


def prepare(work: str, first: object) -> None:
    """Start a process that will be wanted soon, so that it begins in the meantime. Where polars is not yet imported,
    this one leaves it half the processors."""
    try:
        _waiting.append((work, first, SecondProcess(work, first)))
    except Gone:
        return
    for name, half in HALF_THE_PROCESSORS.items():
        os.environ.setdefault(name, half)
    atexit.register(_end_waiting)


def take(work: str, first: object) -> SecondProcess:
    """Return the process that was prepared for this, or a new one. Raises Gone."""
    for waiting in _waiting:
        if waiting[:2] == (work, first):
            _waiting.remove(waiting)
            return waiting[2]
    return SecondProcess(work, first)


def _end_waiting() -> None:
    while _waiting:
        _, _, unwanted = _waiting.pop()
        unwanted.kill()
        unwanted.close()


def _widen(pipe: BinaryIO) -> None:
    """Let a pipe hold a result whole, where the system can be told so, so that neither process waits for the other."""
    with suppress(ImportError, AttributeError, OSError):
        from fcntl import F_SETPIPE_SZ, fcntl

        fcntl(pipe.fileno(), F_SETPIPE_SZ, PIPE_BYTES)


@contextmanager
def apart() -> Iterator[Callable[[], None]]:
    """Keep this process on the first of two processors, the second process having the other. Gives a function that
    ends this sooner, to be called when one of them has nothing left to do.

    Otherwise the system moves threads to and fro between the two, since each process has some that wait for one
    another, and they find nothing of what they work on in the processor's own memory. Only Linux can be told so.
    """
    both = _two_processors()
    _keep_on(both[:1])
    try:
        yield lambda: _keep_on(both)
    finally:
        _keep_on(both)


def _two_processors() -> list[int]:
    """The processors there are for this process, if they are just two and can be told apart."""
    if not hasattr(os, "sched_getaffinity") or not THREADS.is_dir():
        return []
    both = sorted(os.sched_getaffinity(0))
    return both if len(both) == 2 else []


def _keep_on(allowed: list[int]) -> None:
    for thread in THREADS.iterdir() if allowed else ():
        # a thread may have ended meanwhile
        with suppress(OSError):
            os.sched_setaffinity(int(thread.name), allowed)


def serve() -> None:
    """Do what the first process sends, until it sends no more. Run in the second process only."""
    # what it makes is a few large things, of which none is left behind
    gc.disable()
    # Ctrl+C stops the first process, which then sends no more
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # whatever a library prints must not come between the answers
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    names, allowed = pickle.load(sys.stdin.buffer)
    _keep_on(allowed)
    module, name = names.split(":")
    work = getattr(import_module(module), name)
    try:
        do: Callable[[object], object] = work(pickle.load(sys.stdin.buffer))
        while True:
            _answer(do, pickle.load(sys.stdin.buffer), answers)
    except (EOFError, OSError):
        # nothing is left to be put away that the system does not put away sooner
        os._exit(0)


def _answer(do: Callable[[object], object], piece: object, answers: BinaryIO) -> None:
    try:
        answer: tuple[bool, object] = (True, do(piece))
    except Exception:
        # whatever it was, the first process does the piece itself, and says what is wrong
        answer = (False, None)
    pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
    answers.flush()
