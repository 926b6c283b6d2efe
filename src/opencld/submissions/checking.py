"""Checks that everything the register has is in the store as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from opencld.errors import OpencldError, StoreDamaged
from opencld.submissions.home import Home
from opencld.submissions.keys import Key
from opencld.submissions.records import Submission, all_submissions
from opencld.submissions.register import Register
from opencld.submissions.spells import all_spells
from opencld.submissions.store import Content, check_file, read_content


@dataclass(frozen=True)
class Checked:
    """A submission, and what is wrong with its files; nothing where both are as they were written."""

    submission: Submission
    faults: tuple[OpencldError, ...]


def check_store(home: Home, register: Register, key: Key | None) -> Iterator[Checked]:
    """Read every file of the store and yield what is wrong with each submission.

    Faults are StoreDamaged for files that are absent or changed, KeyUnusable for those this key cannot open.
    """
    for submission in all_submissions(register):
        events = home.events_of(submission.submission_id)
        faults = _faults(home, submission.content, events, submission.events_hash, key)
        yield Checked(submission, tuple(faults))


def check_spells(home: Home, register: Register, key: Key | None) -> Iterator[tuple[str, OpencldError]]:
    """Read every file of hospital spells and yield what is wrong, with their name. Faults are as in `check_store`."""
    for one in all_spells(register):
        for fault in _faults(home, one.content, home.spells_of(one.name), one.spells_hash, key):
            yield one.name, fault


def unregistered_files(home: Home, register: Register) -> list[str]:
    """Return the files in the store that neither a submission nor hospital spells have, by their paths within the home.

    They are ignored. They come of a register that was restored from a backup, or of a landing that died.
    """
    submissions = all_submissions(register)
    known = {home.events_of(one.submission_id) for one in submissions}
    spells = all_spells(register)
    known |= {home.spells_of(one.name) for one in spells}
    contents = [one.content for one in submissions] + [one.content for one in spells]
    known |= {home.content_of(one.content_hash, one.encryption_key is not None) for one in contents}
    folders = (home.contents, home.events, home.spells)
    found = [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())]
    return [str(path.relative_to(home.folder)) for path in found if path not in known]


def _faults(
    home: Home, content: Content, pseudonymised: Path, pseudonymised_hash: str, key: Key | None
) -> Iterator[OpencldError]:
    try:
        for _ in read_content(home, content, key):
            pass
    except OpencldError as error:
        yield error
    try:
        check_file(pseudonymised, pseudonymised_hash)
    except StoreDamaged as error:
        yield error
