"""Where one landing works until everything is in its place, and how what dead landings left is swept away.

A landing holds a lock that the system lets go when its process ends, however it ends. A folder whose lock nobody
holds is therefore left over. Before files move to their places, a note in the folder says which: so what a landing
placed and never registered is known for certain, and nothing else is ever removed.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from opencld.submissions.home import Home, flush_to_disk

NOTE = "placing"


class Staging:
    """The private folders of one landing of a file of that name, one in each area, gone after use.

    After an error they stay where files may have been placed: `sweep` knows what to do about those.
    """

    def __init__(self, home: Home, name: str) -> None:
        token = secrets.token_hex(8)
        self.home, self.name = home, name
        self.identified = _incoming(home.identified) / token
        self.pseudonymised = _incoming(home.pseudonymised) / token
        self._lock = FileLock(_lock_of(self.identified))

    @property
    def content(self) -> Path:
        """Where the bytes as received wait, under the name of their file, which says how they are to be read."""
        return self.identified / "content" / self.name

    @property
    def working(self) -> Path:
        """Folder for the working files of the check, which identify people."""
        return self.identified / "working"

    @property
    def events(self) -> Path:
        """Where the pseudonymised events wait."""
        return self.pseudonymised / "events.parquet"

    def __enter__(self) -> Staging:
        # the gate: nobody may sweep between making a lock and taking it
        with _gate(self.home):
            self._lock.acquire()
            self.working.mkdir(parents=True)
            self.content.parent.mkdir()
            self.pseudonymised.mkdir(parents=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with _gate(self.home):
            if kind is None or not (self.identified / NOTE).is_file():
                _remove(self.home, self.identified.name)
            self._lock.release()

    def place(self, moves: Iterable[tuple[Path, Path]]) -> None:
        """Move files to their places, having noted where. Call it while the register is held for writing."""
        moves = list(moves)
        note = self.identified / NOTE
        note.write_text("\n".join(str(to.relative_to(self.home.folder)) for _, to in moves), encoding="utf-8")
        flush_to_disk(note)
        flush_to_disk(self.identified)
        for source, to in moves:
            flush_to_disk(source)
            source.replace(to)
            if to.parent == self.home.contents:
                to.chmod(0o400)  # never changed, not by a slip either
        for folder in {to.parent for _, to in moves}:
            flush_to_disk(folder)


def sweep(home: Home, is_registered: Callable[[Path], bool]) -> int:
    """Remove what dead landings left; return how many there were. Call it while the register is held for writing."""
    with _gate(home):
        areas = (_incoming(home.identified), _incoming(home.pseudonymised))
        tokens = {path.stem for area in areas if area.is_dir() for path in area.iterdir()}
        return sum(_swept(home, token, is_registered) for token in sorted(tokens))


def _swept(home: Home, token: str, is_registered: Callable[[Path], bool]) -> bool:
    identified = _incoming(home.identified) / token
    lock = FileLock(_lock_of(identified))
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    note = identified / NOTE
    for line in note.read_text(encoding="utf-8").splitlines() if note.is_file() else ():
        placed = home.folder / line
        if not is_registered(placed):
            placed.unlink(missing_ok=True)
    _remove(home, token)
    lock.release()
    return True


def _remove(home: Home, token: str) -> None:
    identified = _incoming(home.identified) / token
    shutil.rmtree(_incoming(home.pseudonymised) / token, ignore_errors=True)
    shutil.rmtree(identified, ignore_errors=True)
    _lock_of(identified).unlink(missing_ok=True)


def _incoming(area: Path) -> Path:
    return area / "incoming"


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")


@contextmanager
def _gate(home: Home) -> Iterator[None]:
    # held for moments only
    with FileLock(home.identified / "incoming.lock").acquire(poll_interval=0.002):
        yield
