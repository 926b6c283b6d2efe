"""Repairs returns: takes safe suggestions and decisions, logs every change, and leaves every other byte as it was."""

from __future__ import annotations

from opencld.repair.changes import DROPPED_COLUMN, TAKEN, Change, Wanted
from opencld.repair.decisions import Decision, read_decisions, write_draft
from opencld.repair.repairing import Output, Repaired, check_for_repair, preview, repair, undecided

__all__ = [
    "DROPPED_COLUMN",
    "TAKEN",
    "Change",
    "Decision",
    "Output",
    "Repaired",
    "Wanted",
    "check_for_repair",
    "preview",
    "read_decisions",
    "repair",
    "undecided",
    "write_draft",
]
