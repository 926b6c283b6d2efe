"""Settings from the environment. No other module reads it."""

from __future__ import annotations

import getpass
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from opencld.errors import CannotWrite, Misused

NAMES_A_CONVERSATION = (
    r"(?i)\bconv(ersation)?s?\b[ :.#-]*(no\.?|number)?[ #]*([1-3]|one|two|three)\b"
    r"|\b(1st|first|2nd|second|3rd|third) conversation\b"
)


@dataclass(frozen=True)
class Settings:
    """What the environment may set: where files go, how much memory is taken, the keys that protect people."""

    scratch: Path
    """`OPENCLD_SCRATCH`: folder for working files while a return is checked. Default: the system's."""
    memory_mb: int
    """`OPENCLD_MEMORY_MB`: megabytes for the rules across rows before they use the disk. Default: 256."""
    engine_memory_mb: int
    """`OPENCLD_ENGINE_MEMORY_MB`: megabytes for main tables and measures before they use the disk. Default: 4000."""
    home: Path | None
    """`OPENCLD_HOME`: folder of the repository of submissions, where `--home` does not name one. Default: none."""
    pseudonym_key: str = field(repr=False)
    """`OPENCLD_PSEUDONYM_KEY`: key from which pseudonyms are made, as `cld key new` prints it, or the path of a file
    that holds it. Landing needs it. Default: none."""
    encryption_key: str = field(repr=False)
    """`OPENCLD_ENCRYPTION_KEY`: key with which submissions are encrypted at rest, likewise. Default: none, and then
    they lie unencrypted in a folder that only their owner may open."""
    largest_upload_mb: int
    """`OPENCLD_LARGEST_UPLOAD_MB`: megabytes that a file given to `cld serve` may have. Default: 2000."""
    second_process: bool
    """`OPENCLD_SECOND_PROCESS`: `no` to check and annotate a large return in one process only, which takes longer and
    less memory. Default: `yes`."""
    conversation: str
    """`OPENCLD_CONVERSATION`: pattern (regular expression) that finds descriptions which name a conversation of the
    three conversations model. Default: finds `Conversation 1`, `conv two`, `third conversation` and the like."""


def read_settings() -> Settings:
    """Read the settings. Raises Misused where one of them makes no sense, CannotWrite without any scratch."""
    scratch = Path(os.environ.get("OPENCLD_SCRATCH") or _system_scratch())
    if not scratch.is_dir():
        raise Misused(f"OPENCLD_SCRATCH names {scratch}, which is not a folder. Name a folder that exists.")
    home = os.environ.get("OPENCLD_HOME")
    return Settings(
        scratch=scratch,
        memory_mb=_megabytes("OPENCLD_MEMORY_MB", "256"),
        engine_memory_mb=_megabytes("OPENCLD_ENGINE_MEMORY_MB", "4000"),
        home=Path(home) if home else None,
        pseudonym_key=os.environ.get("OPENCLD_PSEUDONYM_KEY", ""),
        encryption_key=os.environ.get("OPENCLD_ENCRYPTION_KEY", ""),
        largest_upload_mb=_megabytes("OPENCLD_LARGEST_UPLOAD_MB", "2000"),
        second_process=_yes_or_no("OPENCLD_SECOND_PROCESS", "yes"),
        conversation=os.environ.get("OPENCLD_CONVERSATION") or NAMES_A_CONVERSATION,
    )


def keep_memory_at_hand() -> None:
    """Let polars keep memory for its next batch for two seconds, rather than give it back and fetch it anew at once.

    What one thread has freed another may use, half as many places being kept apart as there are processors. Of effect
    only before polars is imported; whoever has set its allocator themselves is left alone.
    """
    places = max(processors() // 2, 1)
    os.environ.setdefault("_RJEM_MALLOC_CONF", f"narenas:{places},dirty_decay_ms:2000,muzzy_decay_ms:2000")


def work_in(scratch: Path) -> None:
    """Make a folder the place for the working files of this process, and of those that it starts."""
    os.environ["OPENCLD_SCRATCH"] = str(scratch)


def _system_scratch() -> str:
    try:
        return tempfile.gettempdir()
    except FileNotFoundError:
        raise CannotWrite(
            "The system has no folder for working files that can be written to, or its disk is full. Make room, or "
            "name another folder with OPENCLD_SCRATCH. Nothing was written."
        ) from None


def _megabytes(name: str, default: str) -> int:
    memory = os.environ.get(name) or default
    if not memory.isdecimal() or int(memory) < 64:
        raise Misused(f"{name} is {memory!r}. Give whole megabytes, 64 or more.")
    return int(memory)


def _yes_or_no(name: str, default: str) -> bool:
    answer = (os.environ.get(name) or default).lower()
    if answer not in ("yes", "no"):
        raise Misused(f"{name} is {answer!r}. Give yes or no.")
    return answer == "yes"


def user_of_this_machine() -> str:
    """Return the name under which the system knows who runs this."""
    try:
        return getpass.getuser()
    except OSError:
        return "unknown"


def processors() -> int:
    """Return how many processors there are for this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
