"""Checks a return: what is wrong with it, where, and what would be right."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencld.validation.checking import Validation, validate
    from opencld.validation.findings import write_findings
    from opencld.validation.summary import RuleCount, Summary

__all__ = ["RuleCount", "Summary", "Validation", "validate", "write_findings"]


def __getattr__(name: str) -> object:
    """Import a part when it is asked for: a second process, which judges sections, needs no other."""
    parts = {"RuleCount": "summary", "Summary": "summary", "write_findings": "findings"}
    if name in __all__:
        return getattr(import_module(f"{__name__}.{parts.get(name, 'checking')}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
