"""Pieces of Markdown that the generated pages are put together from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def notice(source: str) -> str:
    """Return the line at the top of a generated page: what it is made from, with links as Markdown."""
    return f"*Written by `make docs` from {source}. Change that, not this page.*"


def page(*blocks: str) -> str:
    """Put blocks one under the other, a blank line between them."""
    return "\n\n".join(block for block in blocks if block) + "\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table. The cells are Markdown already."""
    lines = (columns, ["---"] * len(columns), *rows)
    return "\n".join(f"| {' | '.join(_one_line(cell) for cell in line)} |" for line in lines)


def _one_line(cell: str) -> str:
    return cell.replace("|", r"\|").replace("\n", "<br>")


def plain(text: str) -> str:
    """Return a text so that Markdown shows it as it is; code in backticks stays code."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(
        part if part.startswith("`") else re.sub(r"([*\[\]<>\\])", r"\\\1", part) for part in parts
    )


def anchor(heading: str) -> str:
    """Return the name by which a code host links to a heading.

    >>> anchor("EO01: An event that ends before it starts")
    'eo01-an-event-that-ends-before-it-starts'
    """
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def link(text: str, target: str) -> str:
    """Return a link."""
    return f"[{text}]({target})"
