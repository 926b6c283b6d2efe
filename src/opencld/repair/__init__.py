"""Repairs returns: takes safe suggestions and decisions, logs every change, and leaves every other byte as it was."""

from __future__ import annotations

from opencld.repair.changes import DROPPED_COLUMN, TAKEN, Change, Wanted, hide_personal
from opencld.repair.decisions import (
    MAKE_BLANK,
    Decision,
    ToDecide,
    check_decisions,
    read_decisions,
    to_decide,
    write_draft,
)
from opencld.repair.repairing import Output, Repaired, check_for_repair, preview, repair, undecided

__all__ = [
    "DROPPED_COLUMN",
    "MAKE_BLANK",
    "TAKEN",
    "Change",
    "Decision",
    "Output",
    "Repaired",
    "ToDecide",
    "Wanted",
    "check_decisions",
    "check_for_repair",
    "hide_personal",
    "preview",
    "read_decisions",
    "repair",
    "to_decide",
    "undecided",
    "write_draft",
]
