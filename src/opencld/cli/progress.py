"""Shows how far something long has come: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

Progress = Callable[[int, int | None], None]
SECONDS_BETWEEN_LINES = 10


@contextmanager
def progress_of(doing: str) -> Iterator[Progress]:
    """Give a function that is told how much is done, and of how much. `doing` says what: "Checking return.csv"."""
    if sys.stderr.isatty():
        with _bar(doing) as progress:
            yield progress
    else:
        yield _lines(doing)


@contextmanager
def _bar(doing: str) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    console = Console(stderr=True)
    with Bar(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, size: bar.update(task, completed=done, total=size)


def _lines(doing: str) -> Progress:
    last = time.monotonic()

    def progress(done: int, size: int | None) -> None:
        nonlocal last
        if size and time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            click.echo(f"cld: {doing}: {100 * done // size} %", err=True)

    return progress
