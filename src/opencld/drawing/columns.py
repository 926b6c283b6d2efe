"""Bars that stand: one for each step of a row such as the months of a year, on a scale of counts."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from opencld.drawing.scales import Scale, counting_scale
from opencld.drawing.svg import drawing, element, percent

TOP, HEIGHT, LABELS = 18, 130, 22
FILLED = 0.72  # of a step's width
GUTTER = 0.13  # of the width, for the numbers of the scale
ABOUT_LABELS = 4


def columns(
    key: str,
    title: str,
    description: str,
    names: Sequence[str],
    counts: Sequence[float],
    beside: Sequence[float] = (),
) -> Markup:
    """Return a picture of columns, each step named by one of `names`; about four of the names are written.

    `beside` has as many counts that are drawn in another colour, each to the right of the first ones.
    """
    scale = counting_scale(max((*counts, *beside), default=0))
    base = TOP + HEIGHT
    step = (1 - GUTTER) / max(len(counts), 1)
    every = max(-(-len(names) // ABOUT_LABELS), 1)
    series = (counts, beside) if beside else (counts,)
    width = FILLED * step / len(series)
    standing = [
        element(
            "rect",
            x=percent(GUTTER + (place + (1 - FILLED) / 2) * step + number * width),
            y=f"{base - HEIGHT * scale.share(count):.1f}",
            width=percent(width),
            height=f"{HEIGHT * scale.share(count):.1f}",
            class_=f"part-{number + 1}",
        )
        for number, counted in enumerate(series)
        for place, count in enumerate(counted)
        if count
    ]
    written = [
        element("text", name, x=percent(GUTTER + place * step), y=base + 16)
        for place, name in enumerate(names)
        if place % every == 0
    ]
    return drawing(key, title, description, base + LABELS, *_marks(scale, base), *standing, *written)


def _marks(scale: Scale, base: int) -> list[Markup]:
    marks: list[Markup] = []
    for mark in scale.marks:
        y = f"{base - HEIGHT * scale.share(mark):.1f}"
        marks.append(element("line", x1="0", x2="100%", y1=y, y2=y, class_="base" if not mark else "mark"))
        if mark:
            marks.append(element("text", f"{mark:,g}", x="0", y=y, dy=-3, class_="tick"))
    return marks
