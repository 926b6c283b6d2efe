"""A page as plain lines, for files and other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from opencld.specification.pages.page import Page


def as_lines(page: Page) -> str:
    """Return the page with a fact or a row of a table on each line.

    Columns are padded, never cut or wrapped, so that tools which look at lines find whole ones.
    """
    return "\n\n".join("\n".join(block) for block in _blocks(page) if block)


def _blocks(page: Page) -> Iterator[list[str]]:
    yield [page.title, *([page.lead] if page.lead else [])]
    yield _aligned([(f"{fact.label}:", fact.text) for fact in page.facts])
    for table in page.tables:
        yield [*([table.title] if table.title else []), *_aligned([table.columns, *table.rows])]
    yield ["Query", page.query.strip()] if page.query else []
    yield list(page.remarks)


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    flat = [[cell.replace("\n", "; ") for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*flat, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in flat
    ]
