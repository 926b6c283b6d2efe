"""Errors a user can mend. Each says what is wrong, where, what is right and who acts; each has an exit code.

A fault in the data is a finding, never an exception. A fault in the program is any other exception.
"""

from __future__ import annotations


class OpencldError(Exception):
    """Something the user may put right. `exit_code` is what the command line ends with."""

    exit_code = 2


class Misused(OpencldError):
    """An option, a name or a date that cannot be what the user meant. Exit code 2."""

    exit_code = 2


class CannotRead(OpencldError):
    """A file that is absent, locked, encrypted or not of the kind its name says. Exit code 3."""

    exit_code = 3


class CannotWrite(OpencldError):
    """An output that exists as a folder, lies in no folder, or does not fit on the disk. Exit code 4."""

    exit_code = 4


class SpecificationFaulty(OpencldError):
    """The data files of the specification do not fit together. Exit code 5."""

    exit_code = 5


class MethodFaulty(OpencldError):
    """A SQL file of the method that does not fit with the others, or holds what not every engine knows. Exit code 5."""

    exit_code = 5


class UnknownAuthority(OpencldError):
    """A local authority's code that is on no list of authorities in use. Exit code 6."""

    exit_code = 6


class StoreDamaged(OpencldError):
    """A file of the store is absent, or is no longer what the register says it was. Exit code 7."""

    exit_code = 7


class RegisterNotOurs(OpencldError):
    """A register that a newer version wrote, or that is no register. Exit code 8."""

    exit_code = 8


class KeyUnusable(OpencldError):
    """A key that is needed is missing, malformed, or not the one used before. Exit code 9."""

    exit_code = 9


class AlreadyLanded(OpencldError):
    """The same file of the same authority is already a submission. Exit code 10."""

    exit_code = 10


class RegisterBusy(OpencldError):
    """Another landing held the register for longer than one waits for it. Exit code 11."""

    exit_code = 11


class Interrupted(OpencldError):
    """A process that did part of the work was ended from outside. Exit code 12."""

    exit_code = 12
