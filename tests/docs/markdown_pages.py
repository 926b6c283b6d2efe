"""Reads the Markdown pages of the repository as a code host shows them: headings, links, pieces of code."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docs.generating.markdown import anchor

ROOT = Path(__file__).parent.parent.parent
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True)
class MarkdownPage:
    """A page of the documentation, or one beside the README."""

    path: Path

    @property
    def name(self) -> str:
        """Its path within the repository."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def text(self) -> str:
        """All of it."""
        return self.path.read_text(encoding="utf-8")

    @property
    def prose(self) -> str:
        """The text without blocks of code."""
        return BLOCK.sub("", self.text)

    def headings(self) -> list[str]:
        """The headings, without their number signs."""
        return re.findall(r"^#+ (.+)$", self.prose, re.MULTILINE)

    def anchors(self) -> set[str]:
        """The names by which its headings are linked to; a second one of the same name gets a number."""
        seen: Counter[str] = Counter()
        anchors = set()
        for name in map(anchor, self.headings()):
            anchors.add(f"{name}-{seen[name]}" if seen[name] else name)
            seen[name] += 1
        return anchors

    def links(self) -> list[str]:
        """The targets of its links."""
        return re.findall(r"\]\(([^)\s]+)\)", INLINE.sub("", self.prose))

    def section(self, heading: str) -> str:
        """The text under a heading, up to the next one."""
        return self.text.partition(f"# {heading}\n")[2].partition("\n#")[0]

    def blocks(self, language: str) -> list[str]:
        """The blocks of code in a language."""
        return [code for marked, code in BLOCK.findall(self.text) if marked == language]

    def lines_of_code(self) -> Iterator[str]:
        """Lines of code that have no language, and pieces of code within the text."""
        for block in self.blocks(""):
            yield from block.splitlines()
        yield from INLINE.findall(self.prose)


def all_pages() -> list[MarkdownPage]:
    """The pages beside the README and everything under `docs/`."""
    paths = [*ROOT.glob("*.md"), *ROOT.glob("examples/*.md"), *ROOT.glob("docs/**/*.md")]
    return [MarkdownPage(path) for path in sorted(paths)]


def a_page(name: str) -> MarkdownPage:
    """A page by its path under `docs/`."""
    return MarkdownPage(ROOT / "docs" / name)
