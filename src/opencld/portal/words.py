"""What the library says to somebody at a terminal, in the words of these pages: a page where it names a command.

Options stand in brackets in the library's sentences, `(--spells)`, so that a page can leave them out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

PAGES: Mapping[str, str] = {
    "validate": "Result",
    "fix": "Fix",
    "compare": "Compare",
    "preview": "Figures",
    "notes": "Notes",
    "spec": "Specification",
}
"""The page that has what a command does."""
COMMAND = re.compile(rf"(^|[.:] )?`cld ({'|'.join(PAGES)})\b[^`]*`")
OPTION = re.compile(r" \((?:leave out )?--[a-z-]+(?:(?:,| and| or) --[a-z-]+)*\)")


def on_pages(text: str) -> str:
    """Return a sentence without options, and with pages in place of commands.

    >>> on_pages("Take the safe ones with `cld fix`. `cld spec rule EV01` says why.")
    'Take the safe ones with the page Fix. The page Specification says why.'
    >>> on_pages("Give a file of them (--spells).")
    'Give a file of them.'
    """
    return COMMAND.sub(_page, OPTION.sub("", text))


def _page(found: re.Match[str]) -> str:
    before, command = found[1], found[2]
    article = "the" if before is None or before.startswith(":") else "The"
    return f"{before or ''}{article} page {PAGES[command]}"
