"""Imports what a command needs without looking through it for rubbish, of which there is none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import click

OWN_PROCESS = "own process"
"""What `click` is given as its object where the process ends with the command."""


@contextmanager
def starting() -> Iterator[None]:
    """Look for rubbish neither while something is imported or loaded, nor, where the process ends with the command,
    among it later: Python would look through all of it several times, and once more when it ends."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
    if click.get_current_context().find_root().obj == OWN_PROCESS:
        gc.freeze()
