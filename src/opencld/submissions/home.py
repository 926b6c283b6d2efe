"""The home of a repository of submissions: which folder holds what, and who may open it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from opencld.errors import CannotRead, CannotWrite, Misused


@dataclass(frozen=True)
class Home:
    """Where things are. What identifies people lies under `identified` only, and what is derived never does."""

    folder: Path

    @property
    def register(self) -> Path:
        """The register, a SQLite database."""
        return self.folder / "register.sqlite"

    @property
    def identified(self) -> Path:
        """The identified area, closed to everyone but its owner."""
        return self.folder / "identified"

    @property
    def contents(self) -> Path:
        """Files as received, each under the SHA-256 of its bytes, with `.enc` where it is encrypted."""
        return self.identified / "submissions"

    @property
    def pseudonymised(self) -> Path:
        """The pseudonymised area, all that anything further on may read."""
        return self.folder / "pseudonymised"

    @property
    def events(self) -> Path:
        """Pseudonymised events, one Parquet file a submission."""
        return self.pseudonymised / "events"

    @property
    def spells(self) -> Path:
        """Pseudonymised hospital spells, one Parquet file for each that was landed."""
        return self.pseudonymised / "spells"

    def spells_of(self, name: str) -> Path:
        """Return the file of some pseudonymised hospital spells."""
        return self.spells / f"{name}.parquet"

    def events_of(self, submission_id: int) -> Path:
        """Return the file of a submission's pseudonymised events."""
        return self.events / f"{submission_id}.parquet"

    def content_of(self, content_hash: str, is_sealed: bool) -> Path:
        """Return the file of a submission's bytes."""
        return self.contents / (f"{content_hash}.enc" if is_sealed else content_hash)


def make_home(folder: Path) -> Home:
    """Make the folders that are not there yet. Raises CannotWrite where that is not possible."""
    home = Home(folder)
    try:
        home.identified.mkdir(parents=True, exist_ok=True)
        home.identified.chmod(0o700)
        for inner in (home.contents, home.events, home.spells):
            inner.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(
            f"{folder} cannot be the home of submissions: {error.strerror or error}. Name a folder on a disk that "
            "you may write to, with --home or OPENCLD_HOME."
        ) from None
    return home


def open_home(folder: Path) -> Home:
    """Return a home that is there. Raises CannotRead where nothing was ever landed."""
    home = Home(folder)
    if not home.register.is_file():
        raise CannotRead(
            f"{folder} holds no register of submissions. Check the name, or land one with `cld land`."
        )
    return home


def chosen_home(option: Path | None, setting: Path | None) -> Path:
    """Return the folder named by the option, else by the setting. Raises Misused where neither names one."""
    folder = option or setting
    if folder is None:
        raise Misused("Name the folder of the repository of submissions with --home, or set OPENCLD_HOME.")
    return folder


def flush_to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, are safe on the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows keeps names safe by itself and opens no folders
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
