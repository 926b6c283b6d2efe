"""The folder in which everything lies while the application runs: opened by its owner alone, and gone afterwards."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from opencld.validation.working_files import working_in

PREFIX = "opencld-serve-"
IN_USE, KEPT = "in-use.lock", "kept"


@contextmanager
def private_folder(scratch: Path, keep: bool) -> Iterator[Path]:
    """Make a folder for as long as the block lasts; with `keep` it stays. Raises CannotWrite where none can be made.

    Whatever an earlier run left, because it was killed, is removed first.
    """
    remove_abandoned(scratch)
    with working_in(scratch / PREFIX):
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=scratch))
        if keep:
            (folder / KEPT).touch()
    lock = FileLock(folder / IN_USE)
    lock.acquire()
    try:
        yield folder
    finally:
        lock.release()
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def remove_abandoned(scratch: Path) -> None:
    """Remove folders whose run is over without having removed them, which shows in that nobody holds their lock."""
    for folder in scratch.glob(f"{PREFIX}*"):
        if (folder / KEPT).exists():
            continue
        try:
            with FileLock(folder / IN_USE, timeout=0):
                pass
        except (Timeout, OSError):
            continue  # another run's, or another user's
        shutil.rmtree(folder, ignore_errors=True)
