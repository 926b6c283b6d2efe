"""Writes files whole or not at all, and refuses before long work what could only fail at its end."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from opencld.errors import CannotWrite, Misused

NUMBERS = count(1)  # so that several files can be unfinished in one folder


def check_target(path: Path, what: str, endings: Iterable[str], inputs: Sequence[Path]) -> None:
    """Refuse a path for an output that could only fail, or destroy something, once the work is done.

    `what` names the output in messages, such as "the findings"; `endings` are those it may have; `inputs` are the
    files read. Raises Misused for a wrong ending or one of the inputs, CannotWrite for a folder that does not exist.
    """
    check_ending(path, endings)
    if path.is_dir():
        raise CannotWrite(f"{path} is a folder. Name a file for {what}.")
    if not path.parent.is_dir():
        raise CannotWrite(f"There is no folder {path.parent}. Make it, or name another place for {what}.")
    if any(source.exists() and path.exists() and source.samefile(path) for source in inputs):
        raise Misused(f"{path} is one of the returns. Name another file for {what}.")


def check_ending(path: Path, endings: Iterable[str]) -> None:
    """Raise Misused, with the endings there are, where the path has another."""
    known = list(endings)
    if path.suffix.lower() not in known:
        ends = f"ends in neither {', '.join(known[:-1])} nor" if len(known) > 1 else "does not end in"
        raise Misused(f"{path.name} {ends} {known[-1]}: name a file that does.")


@contextmanager
def whole(path: Path, what: str) -> Iterator[Path]:
    """Give a path beside the place to write to; what is there is put in place when the block ends well, else removed.

    `what` names the output in the message of CannotWrite, which an OSError becomes, such as that of a full disk.
    """
    with beside((path,), what) as (unfinished,):
        yield unfinished
        unfinished.replace(path)


@contextmanager
def beside(paths: Sequence[Path], what: str) -> Iterator[tuple[Path, ...]]:
    """Give a path beside each place to write to; what the block does not put in place is removed.

    `what` names the outputs in the message of CannotWrite, which an OSError becomes, and the first path where.
    """
    unfinished = tuple(path.with_name(f".opencld-{os.getpid()}-{next(NUMBERS)}.unfinished") for path in paths)
    try:
        yield unfinished
    except OSError as error:
        reason = error.strerror or str(error).splitlines()[0]
        raise CannotWrite(
            f"{what[0].upper()}{what[1:]} could not be written to {paths[0]}: {reason}. "
            "Nothing was left half-written."
        ) from None
    finally:
        for path in unfinished:
            path.unlink(missing_ok=True)


def save(content: bytes, path: Path, *, overwrite: bool = False) -> None:
    """Write a file whole or not at all: beside its place first, then put there in one step.

    Raises CannotWrite where the file exists and is not to be overwritten, where its folder does not exist,
    and where the disk refuses it.
    """
    try:
        target = path.resolve()  # a link stays a link, and what it leads to is replaced
        _check_place(path, target, overwrite)
        _put_in_place(content, target)
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror}.") from None


def _check_place(path: Path, target: Path, overwrite: bool) -> None:
    if target.exists() and not target.is_file():
        raise CannotWrite(f"{path} is not a file that can be overwritten. Give the path of a file.")
    if target.exists() and not overwrite:
        raise CannotWrite(f"{path} exists already. Give another path, or --force to overwrite it.")
    if not target.parent.is_dir():
        raise CannotWrite(f"There is no folder {path.parent}. Create it first, or give another path.")


def _put_in_place(content: bytes, target: Path) -> None:
    unfinished = target.with_name(f".opencld-{os.getpid()}.unfinished")
    try:
        with unfinished.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
