"""Bars that lie: one for each thing, whole or made of parts, its label above and its value behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup

from opencld.drawing.svg import NARROWEST, drawing, element, percent

LINE, THICKNESS, GAP, TOUCHING = 18, 16, 12, 2
LONGEST = 0.72  # of the width; the rest is for the value behind the bar


@dataclass(frozen=True)
class Bar:
    """A label, the lengths of the bar's parts, and the text behind it. Without a label it joins the bar above it."""

    label: str
    parts: tuple[float, ...]
    value: str


def bars(
    key: str, title: str, description: str, drawn: Sequence[Bar], greatest: float = 0, framed: bool = False
) -> Markup:
    """Return a picture of bars. The longest possible one stands for `greatest`, or for the longest bar there is.

    `framed` draws the whole length behind each bar, for shares of a whole.
    """
    greatest = greatest or max((sum(bar.parts) for bar in drawn), default=0) or 1
    pieces: list[Markup] = []
    top = 0.0
    for bar in drawn:
        lines = wrap(bar.label, NARROWEST)
        if not lines and pieces:
            top -= GAP - TOUCHING
        pieces += [
            element("text", line, x="0", y=f"{top + LINE * place - 4:g}")
            for place, line in enumerate(lines, start=1)
        ]
        top += LINE * len(lines)
        pieces += _bar(bar, top, greatest, framed)
        top += THICKNESS + GAP
    return drawing(key, title, description, max(top, LINE), *pieces)


def _bar(bar: Bar, top: float, greatest: float, framed: bool) -> Iterator[Markup]:
    place = {"y": f"{top:g}", "height": THICKNESS}
    if framed:
        yield element("rect", x="0", width=percent(LONGEST), class_="frame", **place)
    start = 0.0
    for number, part in enumerate(bar.parts, start=1):
        length = LONGEST * (part / greatest)  # this way round, the smallest numbers there are stay shares
        if part:
            yield element(
                "rect", x=percent(start), width=percent(max(length, 0.002)), class_=f"part-{number}", **place
            )
        start += length
    end = LONGEST if framed else max(start, 0.002)
    yield element("text", bar.value, x=percent(end), dx=6, y=f"{top + THICKNESS - 3:g}", class_="value")
