"""Takes pictures of the pages of `cld serve` into docs/pictures, with people who do not exist.

Run by `make screenshots`.
"""

from __future__ import annotations

import tempfile
from itertools import count
from pathlib import Path

from playwright.sync_api import Page

from tests.needs_more.visiting_by_browser import a_browser, invent, walk
from tests.portal.served import Served

PICTURES = Path(__file__).parents[2] / "docs/pictures"
WIDE, NARROW = 1280, 320


def main() -> None:
    """Walk through the pages twice, on a large and on a small screen."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, a_browser() as browser:
        last, this = invent(Path(folder))
        for width in (WIDE, NARROW):
            numbers = count(1)

            def take(name: str, page: Page, width: int = width, numbers: count[int] = numbers) -> None:
                page.screenshot(path=PICTURES / f"{next(numbers):02}-{name}-{width}.png", full_page=True)

            with Served(Path(folder)) as served:
                context = browser.new_context(viewport={"width": width, "height": 900})
                walk(context, served, last, this, take)
                context.close()


if __name__ == "__main__":
    main()
