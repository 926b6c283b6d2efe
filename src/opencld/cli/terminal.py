"""The terminal that people read."""

from __future__ import annotations

from rich.console import Console


def terminal(width_elsewhere: int = 120) -> Console:
    """Return the terminal, or what stands in for it where nobody sees it, as wide as that many characters.

    Texts are shown as they are: numbers without colours, and `:key:` is no picture of a key.
    """
    console = Console(highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = width_elsewhere
    return console
