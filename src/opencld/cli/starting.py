"""Imports what a command needs without looking through it for rubbish, of which there is none."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def starting() -> Iterator[None]:
    """Look for rubbish neither while something is imported or loaded, nor among it later: it stays to the end.

    Python would look through all of it several times, and once more when it ends. It has to where DuckDB is imported
    already, which complains of what is left of it at the end.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
    if "duckdb" not in sys.modules:
        gc.freeze()
