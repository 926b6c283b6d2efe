"""Checks that everything the register has is in the store as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from opencld.errors import OpencldError, StoreDamaged
from opencld.submissions.home import Home
from opencld.submissions.keys import Key
from opencld.submissions.records import Submission, all_submissions
from opencld.submissions.register import Register
from opencld.submissions.store import check_file, read_content


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
        yield Checked(submission, tuple(_faults(home, submission, key)))


def unregistered_files(home: Home, register: Register) -> list[str]:
    """Return the files in the store that no submission has, by their paths within the home.

    They are ignored. They come of a register that was restored from a backup, or of a landing that died.
    """
    submissions = all_submissions(register)
    known = {home.events_of(one.submission_id) for one in submissions}
    known |= {home.content_of(one.content_hash, one.encryption_key is not None) for one in submissions}
    found = [path for folder in (home.contents, home.events) for path in sorted(folder.iterdir())]
    return [str(path.relative_to(home.folder)) for path in found if path not in known]


def _faults(home: Home, submission: Submission, key: Key | None) -> Iterator[OpencldError]:
    try:
        for _ in read_content(home, submission.content, key):
            pass
    except OpencldError as error:
        yield error
    try:
        check_file(home.events_of(submission.submission_id), submission.events_hash)
    except StoreDamaged as error:
        yield error
