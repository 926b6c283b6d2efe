"""Boxes that show how values are spread: the middle half, its median, and a line to where the usual values end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup

from opencld.drawing.scales import Scale, factor_scale
from opencld.drawing.svg import NARROWEST, drawing, element, percent

AXIS, LINE, THICKNESS, GAP = 24, 18, 16, 12
EDGE = 0.02  # of the width, so that the outermost marks stay in the picture


@dataclass(frozen=True)
class Box:
    """A label and five values in their order: low end, lower quarter, median, upper quarter, high end; all above 0."""

    label: str
    low: float
    lower_quarter: float
    median: float
    upper_quarter: float
    high: float


def boxes(
    key: str, title: str, description: str, drawn: Sequence[Box], written: Callable[[float], str]
) -> Markup:
    """Return a picture of boxes on a scale of factors; `written` writes a mark of it."""
    scale = factor_scale(min(box.low for box in drawn), max(box.high for box in drawn))
    pieces: list[Markup] = []
    top = float(AXIS)
    for box in drawn:
        lines = wrap(box.label, NARROWEST)
        pieces += [
            element("text", line, x="0", y=f"{top + LINE * place - 4:g}")
            for place, line in enumerate(lines, start=1)
        ]
        top += LINE * len(lines)
        pieces += _box(box, top, scale)
        top += THICKNESS + GAP
    return drawing(key, title, description, top, *_axis(scale, top, written), *pieces)


def _axis(scale: Scale, bottom: float, written: Callable[[float], str]) -> Iterator[Markup]:
    for place, mark in enumerate(scale.marks):
        anchor = "start" if place == 0 else "end" if place == len(scale.marks) - 1 else "middle"
        x = _across(scale, mark)
        yield element("line", x1=x, x2=x, y1=AXIS - 4, y2=f"{bottom:g}", class_="mark")
        yield element("text", written(mark), x=x, y=AXIS - 10, text_anchor=anchor, class_="tick")


def _box(box: Box, top: float, scale: Scale) -> Iterator[Markup]:
    middle = f"{top + THICKNESS / 2:g}"
    low, high, median = (_across(scale, value) for value in (box.low, box.high, box.median))
    start, end = scale.share(box.lower_quarter), scale.share(box.upper_quarter)
    width = percent(max((end - start) * (1 - 2 * EDGE), 0.004))
    yield element("line", x1=low, x2=high, y1=middle, y2=middle, class_="reach")
    yield element(
        "rect",
        x=_across(scale, box.lower_quarter),
        y=f"{top:g}",
        width=width,
        height=THICKNESS,
        class_="box",
    )
    ends = {"y1": f"{top - 2:g}", "y2": f"{top + THICKNESS + 2:g}"}
    yield element("line", x1=median, x2=median, class_="median", **ends)


def _across(scale: Scale, value: float) -> str:
    return percent(EDGE + scale.share(value) * (1 - 2 * EDGE))
