"""Keeps a specification as it was read, beside what Python keeps of the modules that read it.

To read the files and see that they fit together takes a while, and comes out the same every time. As with modules,
what is kept counts only while each file it came from is the very one it was, and where nothing can be kept the files
are read.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path

from opencld import saving
from opencld.errors import CannotWrite
from opencld.specification.model import Specification

SOURCES = (".csv", ".yaml", ".sql", ".py")
"""What a specification is read from, and what reads it."""
Stamp = list[tuple[str, int, int, int]]


def read_kept(folder: Path, read: Callable[[Path], Specification]) -> Specification:
    """Return what `read` makes of the folder, from what was kept of it where that still holds."""
    if sys.implementation.cache_tag is None:  # this Python has no place for what it keeps
        return read(folder)
    path, stamp = (
        Path(cache_from_source(str(folder / "specification.py"))).with_suffix(".pickle"),
        _stamp(folder),
    )
    kept = _kept(path, stamp)
    if kept is None:
        kept = read(folder)
        if not sys.dont_write_bytecode:
            _keep(path, stamp, kept)
    return kept


def _stamp(folder: Path) -> Stamp:
    """Of each file its path, size, and when it was written and when put there: an installer may set the former."""
    return sorted(_stamps(os.fspath(folder)))


def _stamps(folder: str) -> Iterator[tuple[str, int, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _stamps(entry.path)
            elif entry.name.endswith(SOURCES):
                found = entry.stat()
                yield (entry.path, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def _kept(path: Path, stamp: Stamp) -> Specification | None:
    # whatever is wrong with it, the files say the same
    with suppress(Exception), path.open("rb") as file:
        if pickle.load(file) == stamp:
            kept: Specification = pickle.load(file)
            return kept
    return None


def _keep(path: Path, stamp: Stamp, specification: Specification) -> None:
    content = [pickle.dumps(part, pickle.HIGHEST_PROTOCOL) for part in (stamp, specification)]
    with suppress(OSError, CannotWrite):
        path.parent.mkdir(exist_ok=True)
        with saving.whole(path, "the specification as it was read") as unfinished:
            unfinished.write_bytes(b"".join(content))
