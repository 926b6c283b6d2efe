"""Lands a file again and again, and interrupts each landing one step later than the one before.

A step is anything that a landing writes: a file opened for writing, moved or removed, a folder made, a file flushed to
the disk, a part let through the door, a statement of the register that writes, its commit. No part of the program
knows of this.

    python -m tests.landing.interrupting kill|full HOMES FILE [HOME TO START FROM]

`kill`: the process is killed at the step, as by a power cut. `full`: from the step on, nothing can be written.
Homes are HOMES/1, HOMES/2 …; the last is that of the landing which was not interrupted. Prints the exit codes.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from opencld.errors import OpencldError
from opencld.pipeline.event_files import EventParts
from tests.landing.homes import an_arrival, landing_in

WRITING = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod"}
NEEDING_ROOM = {"open", "os.mkdir", "fsync", "part"}


class Interruption:
    """Counts the steps of this process, and ends it or its disk at one of them."""

    def __init__(self, how: str, at: int, home: Path) -> None:
        self.how, self.at, self.home, self.steps = how, at, str(home), 0

    def install(self) -> None:
        """Watch everything that may be a step."""
        sys.addaudithook(self._watch)
        os.fsync = self._before(os.fsync, "fsync")
        EventParts.keep = self._before(EventParts.keep, "part")  # type: ignore[method-assign]
        EventParts.gather = self._before(EventParts.gather, "part")  # type: ignore[method-assign]
        event.listen(Engine, "before_cursor_execute", self._before_statement)
        event.listen(Engine, "commit", lambda *_: self.step("commit"))

    def step(self, kind: str) -> None:
        """Count a step; interrupt at the one that is meant."""
        if self.how == "full" and kind not in NEEDING_ROOM:
            return
        self.steps += 1
        if self.how == "kill" and self.steps == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.how == "full" and self.steps >= self.at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _watch(self, name: str, arguments: tuple[Any, ...]) -> None:
        if name not in WRITING or not str(arguments[0]).startswith(self.home):
            return
        if name == "open":
            flags = arguments[2]
            makes_file = flags & os.O_CREAT and not os.path.exists(arguments[0])  # noqa: PTH110 - no detour in a hook
            if not makes_file:
                return
        self.step(name)

    def _before_statement(self, _connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith(("SELECT", "PRAGMA")):
            self.step("statement")

    def _before(self, function: Callable[..., Any], kind: str) -> Callable[..., Any]:
        def watched(*arguments: Any, **options: Any) -> Any:
            self.step(kind)
            return function(*arguments, **options)

        return watched


def land_interrupted(how: str, at: int, home: Path, file: Path) -> int:
    """Land in this process; return the exit code that `cld` would end with."""
    Interruption(how, at, home).install()
    try:
        with landing_in(home) as landing:
            landing.land(an_arrival(file))
    except OpencldError as error:
        return error.exit_code
    return 0


def main() -> None:
    """Interrupt one landing after the other, each in a process of its own, until one comes through."""
    how, homes, file, *start = sys.argv[1:]
    for at in range(1, 1000):
        home = Path(homes) / str(at)
        if start:
            shutil.copytree(start[0], home)
        child = os.fork()
        if not child:
            os._exit(land_interrupted(how, at, home, Path(file)))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(f"{code}\n")
        sys.stdout.flush()
        if code == 0:
            return


if __name__ == "__main__":
    main()
