"""Quirks of the published method: what it does, and what a reader of its prose would expect."""

from __future__ import annotations

from dataclasses import dataclass

from opencld.main_tables import HERE
from opencld.specification.packaged import read_packaged


@dataclass(frozen=True)
class Quirk:
    """What the published method does, and what a reader of its prose would expect."""

    what: str
    expected: str


def quirks() -> tuple[Quirk, ...]:
    """Return the quirks of the main tables. Source: main tables methodology, section 11."""
    listed = read_packaged(HERE / "quirks.yaml")
    return tuple(Quirk(**quirk) for quirk in listed)
