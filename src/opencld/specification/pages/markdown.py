"""A page as Markdown, for the data dictionary and the documentation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opencld.specification.pages.page import Fact, Page, Table


def as_markdown(page: Page, level: int = 1) -> str:
    """Return the page with its title as a heading of the given level, ending in a line feed."""
    return "\n\n".join(_blocks(page, level)) + "\n"


def _blocks(page: Page, level: int) -> Iterator[str]:
    yield f"{'#' * level} {_escaped(page.title)}"
    if page.lead:
        yield _escaped(page.lead)
    if page.facts:
        yield "\n".join(_fact(fact) for fact in page.facts)
    for table in page.tables:
        if table.title:
            yield f"**{_escaped(table.title)}**"
        yield _table(table)
    if page.query:
        yield f"```sql\n{page.query.strip()}\n```"
    yield from page.remarks


def _fact(fact: Fact) -> str:
    return f"- **{fact.label}:** " + (f"`{fact.text}`" if fact.is_code else _escaped(fact.text))


def _table(table: Table) -> str:
    lines = [table.columns, tuple("---" for _ in table.columns), *table.rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return _escaped(text).replace("|", r"\|").replace("\n", "<br>")


def _escaped(text: str) -> str:
    """Text as Markdown shows it unchanged. Underscores within words and code in backticks need nothing."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(
        part if part.startswith("`") else re.sub(r"([*\[\]<>\\])", r"\\\1", part) for part in parts
    )
