"""Checks two returns at the same time: one check alone does not keep two processors busy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from threading import Event, Lock

from opencld.validation import Validation
from opencld.validation.one_pass import Progress

Check = Callable[[Progress], Validation]
ProgressOf = Callable[[str], AbstractContextManager[Progress]]
"""Given what is being done, such as "Checking a.csv", gives a context in which progress is shown."""


class _Stopped(Exception):
    """This check is of no use any more."""


def check_both(checks: Sequence[Check], doing: str, progress_of: ProgressOf) -> list[Validation]:
    """Return what checks come to, in their order. Where one fails, or somebody interrupts, the others end early.

    Raises what the check at fault raises.
    """
    stopping = Event()
    with progress_of(doing) as progress, ThreadPoolExecutor(len(checks)) as pool:
        together = _Together(progress, len(checks), stopping)
        under_way = [pool.submit(check, together.progress_of(place)) for place, check in enumerate(checks)]
        try:
            ended, _ = wait(under_way, return_when=FIRST_EXCEPTION)
            return [one.result() for one in _failures_first(under_way, ended)]
        except BaseException:
            stopping.set()
            raise


def _failures_first(
    under_way: list[Future[Validation]], ended: set[Future[Validation]]
) -> list[Future[Validation]]:
    failed = [one for one in under_way if one in ended and one.exception()]
    return failed or under_way


class _Together:
    """Shows the progress of several checks as that of one."""

    def __init__(self, progress: Progress, checks: int, stopping: Event) -> None:
        self._progress, self._stopping = progress, stopping
        self._done: list[int] = [0] * checks
        self._sizes: list[int | None] = [None] * checks
        self._lock = Lock()

    def progress_of(self, place: int) -> Progress:
        """Return the function that the check at this place calls."""

        def progress(done: int, size: int | None) -> None:
            if self._stopping.is_set():
                raise _Stopped
            with self._lock:
                self._done[place], self._sizes[place] = done, size
                # until each has said how much there is, nobody knows how much of it is done
                known = [size for size in self._sizes if size is not None]
                self._progress(sum(self._done), sum(known) if len(known) == len(self._sizes) else None)

        return progress
