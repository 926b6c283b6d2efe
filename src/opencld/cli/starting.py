"""Begins and ends a command without what Python does then and nobody needs."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

OWN_PROCESS = "own process"
"""What `click` is given as its object where the process ends with the command."""


@contextmanager
def starting() -> Iterator[None]:
    """Look for rubbish, of which there is none, neither while something is imported or loaded, nor, where the process
    ends with the command, among it later: Python would look through all of it several times, and once more at the end.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
    if click.get_current_context().find_root().obj == OWN_PROCESS:
        gc.freeze()


def end(code: int) -> NoReturn:
    """End a command that has put everything away. Where the process ends with it, it ends at once: Python would first
    take itself apart, object by object, for a fiftieth of a second."""
    if click.get_current_context().find_root().obj == OWN_PROCESS:
        sys.stdout.flush()
        # what was to be done at the end, which Python would do first as well
        atexit._run_exitfuncs()
        os._exit(code)
    sys.exit(code)
