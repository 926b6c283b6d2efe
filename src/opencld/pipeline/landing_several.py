"""Lands several files at the same time, and yet as if one after the other.

Each process takes one file, checks and pseudonymises it, which is nearly all of the work, and waits until all files
before it are done. Only then is the file registered. So numbers, register and audit come out as if nothing had
happened at the same time, and after a fault nothing later than the file at fault is there.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from multiprocessing.context import SpawnContext
from pathlib import Path
from threading import Thread

from opencld.errors import Interrupted, OpencldError
from opencld.pipeline.landing import Landing
from opencld.pipeline.opening import open_landing
from opencld.specification import Specification
from opencld.submissions.arrivals import Arrival
from opencld.submissions.receipts import Outcome

ENOUGH = 8
"""Files that are worth starting processes for, which takes about a second each."""
MOST_PROCESSES = 4
"""Each takes the memory of a landing."""
AHEAD = 2
"""Files handed to each process before the first of them is done."""
SECONDS_BETWEEN_LOOKS = 0.005
"""Next to nothing beside the tenth of a second and more that a file takes."""


@dataclass(frozen=True)
class Place:
    """What is needed to open the same repository in another process."""

    home: Path
    specification: Specification
    by: str


class Turns:
    """Lets processes do something one after the other, in the order of numbers from 0.

    Each looks again and again whether it is its turn. A lock that a process held when it was ended from outside, or a
    condition that it slept on, would keep all others waiting for ever.
    """

    def __init__(self, context: SpawnContext) -> None:
        # of two values so that neither is written by two at the same time: only whose turn it is says who is next
        self._next = context.Value("q", 0, lock=False)
        self._is_stopped = context.Value("b", 0, lock=False)

    def wait(self, number: int) -> None:
        """Wait until all numbers before this one are done. Raises Interrupted where one of them failed."""
        while self._next.value != number or self._is_stopped.value:
            if self._is_stopped.value:
                raise Interrupted("A file before this one could not be landed. This one was not.")
            time.sleep(SECONDS_BETWEEN_LOOKS)

    def finish(self, number: int) -> None:
        """Let the next number do its part."""
        self._next.value = number + 1

    def stop(self) -> None:
        """Let no other number do its part."""
        self._is_stopped.value = 1


def land_several(landing: Landing, arrivals: Sequence[Arrival], processes: int) -> Iterator[Outcome]:
    """Land files in their order, unless they are submissions already, and yield what came of each.

    Raises what `Landing.land` raises at the file at fault, and Interrupted where a process was ended from outside;
    afterwards no later file has landed.
    """
    processes = min(processes, MOST_PROCESSES)
    if processes == 1 or len(arrivals) < ENOUGH:
        yield from map(landing.land_or_pass_over, arrivals)
        return
    place = Place(landing.home.folder, landing.specification, landing.by)
    # started afresh: a copy of this process might hold locks of its threads
    context = multiprocessing.get_context("spawn")
    turns = Turns(context)
    with ProcessPoolExecutor(processes, context, initializer=_start, initargs=(turns,)) as pool:
        # handed over with each file: what is handed over at the start must be little, for Python waits for ever where a
        # process dies before it has read more than a pipe holds
        land = partial(_land, pickle.dumps(place))
        try:
            yield from _in_order(pool, turns, land, enumerate(arrivals), processes * AHEAD)
        except BrokenProcessPool:
            # the others were ended with it
            pool.shutdown()
            landing.sweep()
            raise Interrupted(
                "A process that was landing files was ended from outside, perhaps for want of memory. What was landed "
                "before is there; land the manifest again for the rest."
            ) from None


def _in_order(
    pool: ProcessPoolExecutor,
    turns: Turns,
    land: Callable[[int, Arrival], Outcome],
    numbered: Iterator[tuple[int, Arrival]],
    ahead: int,
) -> Iterator[Outcome]:
    under_way: deque[Future[Outcome]] = deque(pool.submit(land, *one) for one in islice(numbered, ahead))
    try:
        while under_way:
            outcome = under_way[0].result()
            under_way.popleft()
            under_way.extend(pool.submit(land, *one) for one in islice(numbered, 1))
            yield outcome
    except KeyboardInterrupt:
        turns.stop()
        yield from _landed_meanwhile(under_way)
        raise
    finally:
        turns.stop()
        for future in under_way:
            future.cancel()


def _landed_meanwhile(under_way: Iterable[Future[Outcome]]) -> Iterator[Outcome]:
    """What came of files that were being recorded when all was to stop."""
    for future in under_way:
        if future.cancel():
            return
        try:
            yield future.result()
        except OpencldError:
            return


_turns: list[Turns] = []
_open = ExitStack()


def _start(turns: Turns) -> None:
    # Ctrl+C stops the process that waits for this one, which then ends
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _turns.append(turns)


@cache
def _opened(pickled: bytes) -> Landing:
    place: Place = pickle.loads(pickled)
    return _open.enter_context(open_landing(place.home, place.specification, place.by))


def _end_with_parent() -> None:
    """Do not wait for ever for a turn, holding locks, when the process that would give it is gone."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _land(place: bytes, number: int, arrival: Arrival) -> Outcome:
    [turns] = _turns
    # once only: a stop after the turn has come does not undo what was recorded in it
    wait = cache(lambda: turns.wait(number))
    try:
        outcome = _opened(place).land_or_pass_over(arrival, before_registering=wait)
        wait()
    except BaseException:
        # a fault of an earlier file is to be known, and that file's neighbours to be landed, before this one's
        wait()
        turns.stop()
        raise
    turns.finish(number)
    return outcome
