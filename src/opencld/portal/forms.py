"""What a form holds: texts, files on disk, how much may be sent, and what is said where it cannot be taken.

A name that came with a file is only ever shown. It is never a path, nor part of one.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from opencld.errors import Misused

MOST_OF_A_FORM = 4 << 20
SEVERAL = frozenset({"reference"})
"""Fields that take several files; of two files in any other field the last counts."""
MOST_FILES = 100
LONGEST_NAME = 120
LARGEST_BESIDE_MB = 100
"""Files that stand beside a return, such as one of teams, are read into memory as a whole."""
LEFT_FREE = 500 << 20  # bytes of the disk that an upload does not take
UNNAMED = "return.csv"
NO_ROOM = "The disk has too little room for this file. Make room, and give it once more."


class Refused(Misused):
    """A form that cannot be taken, as a whole or because of one field. `field` is blank where it is the whole."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class TooLarge(Refused):
    """A file, or a form, beyond what is taken."""


@dataclass(frozen=True)
class Upload:
    """A file that was sent: where it lies, the name to show, and its bytes. `size` is 0 where none was chosen."""

    path: Path
    name: str
    size: int

    def discard(self) -> None:
        """Remove the file, and the folder that it has to itself."""
        shutil.rmtree(self.path.parent, ignore_errors=True)


@dataclass
class Form:
    """What was sent: texts by field, and files by field; those of SEVERAL apart, in the order in which they came."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    several: dict[str, list[Upload]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a field's text without spaces around it; blank where it was not sent."""
        return self.texts.get(name, [""])[0].strip()

    def all(self, name: str) -> list[str]:
        """Return all values of a field of checkboxes."""
        return self.texts.get(name, [])

    def file(self, name: str, what: str) -> Upload:
        """Return a file that must have been chosen, `what` in words. Raises Refused where it was not, or is empty."""
        upload = self.files.get(name)
        if upload is None or (not upload.size and upload.name == UNNAMED):
            raise Refused(f"Select {what}.", name)
        if not upload.size:
            raise Refused(f"The selected file, {upload.name}, is empty. Select {what} with rows in it.", name)
        return upload

    def file_beside(self, name: str, what: str) -> Upload | None:
        """Return a file that may stand beside a return, None where none was chosen. Raises Refused, TooLarge."""
        upload = self.files.get(name)
        if upload is None or (not upload.size and upload.name == UNNAMED):
            return None
        return check_beside(self.file(name, what), what, name)

    def files_beside(self, name: str, what: str) -> list[Upload]:
        """Return the files that were chosen in a field of SEVERAL; none or more. Raises Refused, TooLarge."""
        chosen = [one for one in self.several.get(name, []) if one.size or one.name != UNNAMED]
        for one in chosen:
            if not one.size:
                raise Refused(
                    f"The selected file, {one.name}, is empty. Select {what} with rows in it.", name
                )
            check_beside(one, what, name)
        return chosen

    def discard(self, *names: str) -> None:
        """Remove the files that were sent in these fields; without a name, all."""
        for name in names or (*self.files, *self.several):
            single = [self.files.pop(name)] if name in self.files else []
            for upload in (*single, *self.several.pop(name, [])):
                upload.discard()


class Limits:
    """How much may be sent, and where it goes. `new_place` gives the path for a file; `act` says what to do where it
    is too large."""

    def __init__(
        self,
        new_place: Callable[[], Path],
        largest_mb: int,
        act: str = "Pack it (.csv.gz or .zip), or raise OPENCLD_LARGEST_UPLOAD_MB and start the program again.",
    ) -> None:
        self.new_place, self.largest_mb, self.act = new_place, largest_mb, act
        self.largest = largest_mb * 1_000_000

    def check(self, size: int, name: str = "") -> None:
        """Refuse so many bytes where they are too many. Raises TooLarge."""
        if size > self.largest:
            raise TooLarge(f"The selected file must be smaller than {self.largest_mb:,} MB. {self.act}", name)

    def check_room(self, announced: int, folder: Path) -> None:
        """Refuse what the disk could not hold. Raises TooLarge."""
        if announced > shutil.disk_usage(folder).free - LEFT_FREE:
            raise TooLarge(NO_ROOM)


def check_beside(upload: Upload, what: str, name: str = "") -> Upload:
    """Return a file that stands beside a return. Raises TooLarge where it is larger than such files are."""
    if upload.size > LARGEST_BESIDE_MB * 1_000_000:
        raise TooLarge(
            f"The selected file, {upload.name}, must be smaller than {LARGEST_BESIDE_MB} MB. Select {what}.",
            name,
        )
    return upload


def shown_name(sent: str) -> str:
    """Return the name to show for a file: without folders and without what would not be seen.

    >>> shown_name("C:\\\\Users\\\\me\\\\q1.csv"), shown_name("../../etc/passwd"), shown_name("")
    ('q1.csv', 'passwd', 'return.csv')
    """
    name = re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", re.split(r"[/\\]", sent)[-1]).strip()
    return name[-LONGEST_NAME:] or UNNAMED
