"""England's adult social care Client Level Data (CLD): check a return before it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from opencld.validation import Summary, Validation, validate

__all__ = ["Summary", "Validation", "__version__", "validate"]


def __getattr__(name: str) -> object:
    """Import the check only when it is asked for: the engines behind it take a while to load."""
    if name in ("Summary", "Validation", "validate"):
        import opencld.validation

        return getattr(opencld.validation, name)
    raise AttributeError(f"module 'opencld' has no attribute {name!r}")
