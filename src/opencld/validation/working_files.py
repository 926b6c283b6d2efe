"""Working files: what a check writes down on the way, in a private folder that goes when it is done."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import polars as pl

from opencld.errors import CannotWrite

IO_WORDS = ("os error", "IO error", "No space", "write to file", "Could not write")


def make_working_folder(scratch: Path) -> Path:
    """Make a folder that only this user may open. Raises CannotWrite where none can be made."""
    with working_in(scratch / "opencld"):
        return Path(tempfile.mkdtemp(prefix="opencld-", dir=scratch))


def write_working_file(frame: pl.DataFrame, path: Path) -> None:
    """Write a frame as Parquet. Raises CannotWrite where the disk is full or closed to writing."""
    written = BytesIO()
    frame.write_parquet(written, compression="lz4", statistics=False)
    with working_in(path.parent):
        path.write_bytes(written.getbuffer())


def in_sql(path: Path | str) -> str:
    """Return a path, or another text, as SQL writes it: a folder may be called O'Brien."""
    return "'" + str(path).replace("'", "''") + "'"


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """Turn the engines' own words for a disk that is full, or closed to writing, into ours."""
    try:
        yield
    except OSError as error:
        raise _cannot_work(folder, error.strerror or str(error)) from None
    except Exception as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        if not any(words in str(error) for words in IO_WORDS):
            raise
        raise _cannot_work(folder, reason) from None


def _cannot_work(folder: Path, reason: str) -> CannotWrite:
    return CannotWrite(
        f"Working files could not be written to {folder.parent}: {reason}. Make room there, or name another folder "
        "with OPENCLD_SCRATCH. Nothing else was written."
    )
