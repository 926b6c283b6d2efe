"""England's adult social care Client Level Data (CLD): check a return before it is sent."""

from __future__ import annotations

__version__ = "0.1.0"
