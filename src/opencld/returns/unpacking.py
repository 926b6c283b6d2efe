"""Files that people keep beside a return, unpacked before they are read as a whole: no more than memory takes."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from opencld.errors import CannotRead
from opencld.returns.kinds import Kind, kind_of, open_zip, refuse_bomb
from opencld.returns.source import Source, damage_named

MOST_UNPACKED = 1 << 30  # bytes; a table that people keep beside a return has a fraction of it
BLOCK = 1 << 20


def unpacked(path: Path, name: str, target: Path, most: int = MOST_UNPACKED) -> Path:
    """Write what a gzipped CSV file, or the one in a zip file, holds to `target` and return where it is to be read.

    A file that is not packed stays where it is. `name` is what people call it. Raises CannotRead where it is damaged,
    something else, or unpacks to more than `most` bytes.
    """
    source = Source(path, name)
    if source.kind not in ("gzip", "zip"):
        return path
    _write(target, source.blocks(BLOCK), name, most)
    return target


def unpack_each(path: Path, name: str, target_of: Callable[[str], Path | None]) -> None:
    """Write each file of a zip file to where `target_of` says, given its name in there; what it gives None for stays.

    `name` is what people call the zip file. Raises CannotRead where it is damaged, has a password, or all together
    unpacks to too much.
    """
    room = MOST_UNPACKED
    with path.open("rb") as file, open_zip(file, name) as archive:
        for member in archive.infolist():
            target = None if member.is_dir() else target_of(member.filename)
            if target is None:
                continue
            if member.flag_bits & 1:
                raise CannotRead(f"{name} has a password. Zip the files without one.")
            room -= _write(target, _blocks(archive, member, path.stat().st_size, name), name, room)


def is_zip(path: Path, name: str) -> bool:
    """Say whether this is a zip file of other files. Raises CannotRead where it is neither that nor text."""
    with path.open("rb") as file:
        kind: Kind = kind_of(file, name)
    return kind == "zip"


def _blocks(archive: zipfile.ZipFile, member: zipfile.ZipInfo, packed: int, name: str) -> Iterator[bytes]:
    written = 0
    with damage_named(name), archive.open(member) as file:
        while block := file.read(BLOCK):
            written += len(block)
            refuse_bomb(written, packed, name)
            yield block


def _write(target: Path, blocks: Iterable[bytes], name: str, most: int) -> int:
    """Write blocks and return how many bytes they were."""
    written = 0
    with target.open("wb") as file:
        for block in blocks:
            written += len(block)
            if written > most:
                raise CannotRead(
                    f"{name} unpacks to over {most >> 20:,} MB, more than such a file may have. It was not read."
                )
            file.write(block)
    return written
