"""A folder that appears whole or not at all, and the small tables in it."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from opencld.errors import CannotWrite


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Give a folder beside the place of a new one; move it there once it is whole, else remove it.

    Raises CannotWrite where the new one exists already, would lie in no folder, or cannot be written.
    """
    if folder.exists() or folder.is_symlink():
        raise CannotWrite(f"{folder} exists already. Name a folder that does not, or remove it.")
    parent = folder.resolve().parent
    if not parent.is_dir():
        raise CannotWrite(
            f"There is no folder {parent} to put {folder.name} in. Make it, or name another place."
        )
    unfinished: Path | None = None
    try:
        unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=parent))
        yield unfinished
        unfinished.chmod(0o755)
        unfinished.rename(folder)
    except OSError as error:
        raise CannotWrite(f"{folder} cannot be written: {error.strerror or error}.") from None
    finally:
        if unfinished:
            shutil.rmtree(unfinished, ignore_errors=True)


def write_table(path: Path, columns: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    """Write a small table as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(lines)
