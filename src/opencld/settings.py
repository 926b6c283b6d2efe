"""Settings from the environment. No other module reads it."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from opencld.errors import Misused


@dataclass(frozen=True)
class Settings:
    """What the environment may set: where working files go, and how much memory the rules across rows may take."""

    scratch: Path
    """`OPENCLD_SCRATCH`: folder for working files while a return is checked. Default: the system's."""
    memory_mb: int
    """`OPENCLD_MEMORY_MB`: megabytes for the rules across rows before they use the disk. Default: 256."""


def read_settings() -> Settings:
    """Read the settings. Raises Misused where one of them makes no sense."""
    scratch = Path(os.environ.get("OPENCLD_SCRATCH") or tempfile.gettempdir())
    if not scratch.is_dir():
        raise Misused(f"OPENCLD_SCRATCH names {scratch}, which is not a folder. Name a folder that exists.")
    memory = os.environ.get("OPENCLD_MEMORY_MB") or "256"
    if not memory.isdecimal() or int(memory) < 64:
        raise Misused(f"OPENCLD_MEMORY_MB is {memory!r}. Give whole megabytes, 64 or more.")
    return Settings(scratch, int(memory))
