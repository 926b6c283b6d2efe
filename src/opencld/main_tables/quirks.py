"""Quirks of the published method: what it does, and what a reader of its prose would expect."""

from __future__ import annotations

from dataclasses import dataclass

from opencld.main_tables import HERE


@dataclass(frozen=True)
class Quirk:
    """What the published method does, and what a reader of its prose would expect."""

    what: str
    expected: str


def quirks() -> tuple[Quirk, ...]:
    """Return the quirks of the main tables. Source: main tables methodology, section 11."""
    import yaml

    listed = yaml.safe_load((HERE / "quirks.yaml").read_text(encoding="utf-8"))
    return tuple(Quirk(**quirk) for quirk in listed)
