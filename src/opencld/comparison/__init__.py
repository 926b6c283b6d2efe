"""Compares a return with the one before it, on what they mean: what is new, what changed, what is missing."""

from opencld.comparison.comparing import Comparison, compare
from opencld.comparison.writing import (
    CHANGE_ENDINGS,
    check_targets,
    write_changes,
    write_report,
)

__all__ = ["CHANGE_ENDINGS", "Comparison", "check_targets", "compare", "write_changes", "write_report"]
