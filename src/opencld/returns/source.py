"""Where a return's bytes come from: a file, its packing, or standard input; always readable a second time."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import stat
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from opencld.errors import CannotRead
from opencld.returns.kinds import Kind, kind_of, refuse_bomb, the_csv_in
from opencld.settings import read_settings

STANDARD_INPUT = "-"
LONGEST_LINE = 8 << 20
LARGEST_KEPT = (32 << 20) - (8 << 10)  # with a little room for what malloc notes beside it
ENDLESS = 1 << 62


class Section(NamedTuple):
    """Some of the bytes of a text: from `start`, where a line begins, up to `end`, where another one does."""

    start: int
    end: int

    @property
    def is_last(self) -> bool:
        """Whether nothing follows."""
        return self.end == ENDLESS


WHOLE = Section(0, ENDLESS)


class Source:
    """A return's bytes. `size` counts the bytes on disk, packed as they are, None for standard input.

    `name` is what people call it; without one it goes by its file's.

    Raises CannotRead where there is nothing that could be read, saying what there is instead.
    """

    def __init__(self, path: str | Path, name: str = "") -> None:
        self.path = path
        is_input = str(path) == STANDARD_INPUT
        self.name = name or ("standard input" if is_input else Path(path).name)
        # what cannot be read twice is kept in a file that has no name and vanishes when closed
        self._kept = self._keep() if is_input or not self._is_regular() else None
        with self.open_file() as file:
            self.bytes_on_disk = file.seek(0, io.SEEK_END)
            file.seek(0)
            # by these it shows whether a file is still the one that was read
            self.stamp = (self.bytes_on_disk, os.fstat(file.fileno()).st_mtime_ns)
            self.kind: Kind = kind_of(file, self.name)
            self.member = the_csv_in(file, self.name) if self.kind == "zip" else ""
        self.size = None if self._kept else self.bytes_on_disk

    def _is_regular(self) -> bool:
        try:
            mode = Path(self.path).stat().st_mode
        except OSError as error:
            raise CannotRead(_why_not(self.path, error)) from error
        if stat.S_ISDIR(mode):
            raise CannotRead(f"{self.path} is a folder. Name the file in it that holds the return.")
        return stat.S_ISREG(mode)

    def _keep(self) -> BinaryIO:
        kept = cast(BinaryIO, tempfile.TemporaryFile(prefix="opencld-", dir=read_settings().scratch))  # noqa: SIM115 - closed by `close`
        try:
            if str(self.path) == STANDARD_INPUT:
                shutil.copyfileobj(sys.stdin.buffer, kept)
            else:
                with Path(self.path).open("rb") as pipe:
                    shutil.copyfileobj(pipe, kept)
        except OSError as error:
            kept.close()
            raise CannotRead(
                f"{self.name} could not be kept for reading: {error.strerror}. Name a file."
            ) from error
        return kept

    @contextmanager
    def open_file(self) -> Iterator[BinaryIO]:
        """Open the bytes as they are on disk, at the beginning."""
        if self._kept:
            self._kept.seek(0)
            yield self._kept
            return
        try:
            file = Path(self.path).open("rb")  # noqa: SIM115 - closed below, so that errors of use pass by
        except OSError as error:
            raise CannotRead(_why_not(self.path, error)) from error
        with file:
            yield file

    def close(self) -> None:
        """Let go of what was kept of standard input."""
        if self._kept:
            self._kept.close()

    def blocks(self, size: int, whole_lines: bool = False, section: Section = WHOLE) -> Blocks:
        """Read the unpacked bytes in blocks of about `size`, with `whole_lines` up to the next line feed. Only a text
        that is not packed, and is read by whole lines, can be read by sections."""
        return Blocks(self, size, whole_lines, section)

    def sections(self, shares: Sequence[int]) -> list[Section]:
        """Cut a text that is not packed into sections of whole lines, about as large as these shares of it."""
        reached = list(accumulate(shares))
        ends = (self.line_end(self.bytes_on_disk * place // reached[-1]) for place in reached[:-1])
        return [Section(start, end) for start, end in pairwise([0, *ends, ENDLESS])]

    def line_end(self, place: int) -> int:
        """Return the place after the line that a place in a text is on."""
        with self.open_file() as file:
            file.seek(place)
            file.readline(LONGEST_LINE)
            return file.tell()


class Blocks:
    """One pass over the unpacked bytes of a source. `position` is the place reached in the bytes on disk.

    Iterating raises CannotRead where the packing is damaged.
    """

    def __init__(self, source: Source, size: int, whole_lines: bool, section: Section) -> None:
        self.source, self.size, self.whole_lines, self.section = source, size, whole_lines, section
        self.position = 0

    def __iter__(self) -> Iterator[bytes]:
        unpacked = 0
        _keep_freed_memory()
        with self.source.open_file() as file, damage_named(self.source.name):
            stream = self._unpacked(file)
            if self.section.start:
                stream.seek(self.section.start)
            while block := self._read(stream):
                self.position = file.tell()
                unpacked += len(block)
                if self.source.kind != "text":
                    refuse_bomb(unpacked, self.source.bytes_on_disk, self.source.name)
                yield block
                # the next one is then read into the same memory
                del block

    def _unpacked(self, file: BinaryIO) -> BinaryIO:
        if self.source.kind == "gzip":
            return cast(BinaryIO, gzip.GzipFile(fileobj=file))
        if self.source.kind == "zip":
            return cast(BinaryIO, zipfile.ZipFile(file).open(self.source.member))
        return file

    def _read(self, stream: BinaryIO) -> bytes:
        if not self.whole_lines:
            return stream.read(self.size)
        if self.source.kind != "text":
            return stream.read(self.size) + stream.readline(LONGEST_LINE)
        # find the line end first and read once: joining two parts would copy every byte again
        start = stream.tell()
        stream.seek(start + self.size)
        stream.readline(LONGEST_LINE)
        end = min(stream.tell(), self.section.end)
        stream.seek(start)
        return stream.read(end - start)


@cache
def _keep_freed_memory() -> None:
    """Have the memory of one block used again for the next, from now on.

    Linux's malloc gives large pieces back to the system, and fetching them anew takes as long as reading; but of a
    size that it has seen freed it keeps them, up to 32 MiB. Elsewhere this does nothing.
    """
    bytes(LARGEST_KEPT)


@contextmanager
def damage_named(name: str) -> Iterator[None]:
    """Raise CannotRead, saying what to do, where packed content is damaged or cannot be read."""
    try:
        yield
    except EOFError as error:
        raise CannotRead(
            f"{name} ends before its packed content does: it was cut short. Fetch or pack it again."
        ) from error
    except (gzip.BadGzipFile, zlib.error, zipfile.BadZipFile, NotImplementedError) as error:
        raise CannotRead(f"{name} is damaged ({error}). Fetch it again, or pack the return anew.") from error
    except OSError as error:
        raise CannotRead(f"{name} could not be read further: {error.strerror or error}.") from error


def _why_not(path: str | Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"There is no file {path}. Check the spelling and the folder."
    if isinstance(error, PermissionError):
        return (
            f"{path} may not be read by you, or another program holds it. Close it there, or ask for access."
        )
    return f"{path} cannot be read: {error.strerror or error}."
