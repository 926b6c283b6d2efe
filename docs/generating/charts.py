"""Charts as SVG, drawn simply: bars side by side, and points beside the line on which they would agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

PUBLISHED_COLOUR, INVENTED_COLOUR, LINE_COLOUR = "#b0b7c3", "#1d70b8", "#6f777b"
WIDTH = 680
LEFT, RIGHT = 150, 90
BAR, GAP = 20, 22
SIDE, MARGIN = 420, 70


@dataclass(frozen=True)
class Pair:
    """A published figure and the invented one beside it."""

    name: str
    published: float
    invented: float


def bars(title: str, pairs: Sequence[Pair], unit: str) -> str:
    """Return a chart with two bars for each pair."""
    largest = max(max(pair.published, pair.invented) for pair in pairs)
    height = 70 + len(pairs) * (2 * BAR + GAP)
    return _svg(WIDTH, height, title, [*_legend(LEFT), *_bars(pairs, largest, unit)])


def _bars(pairs: Sequence[Pair], largest: float, unit: str) -> Iterator[str]:
    for place, pair in enumerate(pairs):
        top = 66 + place * (2 * BAR + GAP)
        yield _text(LEFT - 10, top + BAR + 5, pair.name, "end")
        both = ((pair.published, PUBLISHED_COLOUR), (pair.invented, INVENTED_COLOUR))
        for number, (value, colour) in enumerate(both):
            y = top + number * BAR
            width = (WIDTH - LEFT - RIGHT) * value / largest
            yield f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="{BAR - 2}" fill="{colour}"/>'
            yield _text(LEFT + width + 6, y + 14, f"{value:,.2f}{unit}")


def points(title: str, pairs: Sequence[Pair], across: str, up: str) -> str:
    """Return a chart with a point for each pair; on the line both figures are the same."""
    largest = max(max(pair.published, pair.invented) for pair in pairs)
    step = 5000 if largest > 10_000 else 1000
    most = -(-int(largest) // step) * step
    parts = [*_axes(most, step, across, up)]
    for pair in pairs:
        x, y = _at(pair.published, most), SIDE - _at(pair.invented, most)
        tip = f"{pair.name}: {pair.published:,.0f} published, {pair.invented:,.0f} invented"
        parts.append(
            f'<circle cx="{MARGIN + x:.1f}" cy="{40 + y:.1f}" r="3.5" fill="{INVENTED_COLOUR}" fill-opacity="0.6">'
            f"<title>{escape(tip)}</title></circle>"
        )
    return _svg(SIDE + 2 * MARGIN, SIDE + 100, title, parts)


def _at(value: float, most: float) -> float:
    return SIDE * value / most


def _axes(most: int, step: int, across: str, up: str) -> Iterator[str]:
    bottom = 40 + SIDE
    yield f'<path d="M{MARGIN} 40V{bottom}H{MARGIN + SIDE}" fill="none" stroke="{LINE_COLOUR}"/>'
    yield (
        f'<path d="M{MARGIN} {bottom}L{MARGIN + SIDE} 40" stroke="{PUBLISHED_COLOUR}" stroke-dasharray="4 4"/>'
    )
    for value in range(0, most + 1, step):
        place = _at(value, most)
        yield _text(MARGIN + place, bottom + 18, f"{value:,}", "middle")
        yield _text(MARGIN - 8, bottom - place + 4, f"{value:,}", "end")
    yield _text(MARGIN + SIDE / 2, bottom + 42, across, "middle")
    middle = 40 + SIDE / 2
    yield _text(14, middle, up, "middle", f' transform="rotate(-90 14 {middle})"')


def _legend(left: int) -> Iterator[str]:
    for number, (colour, word) in enumerate(((PUBLISHED_COLOUR, "published"), (INVENTED_COLOUR, "invented"))):
        x = left + number * 110
        yield f'<rect x="{x}" y="38" width="14" height="14" fill="{colour}"/>'
        yield _text(x + 20, 50, word)


def _text(x: float, y: float, text: str, anchor: str = "start", more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>{escape(text)}</text>'


def _svg(width: int, height: int, title: str, parts: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" font-family="Arial, Helvetica, sans-serif" font-size="13" fill="#0b0c0c">'
    )
    ground = '<rect width="100%" height="100%" fill="#ffffff"/>'
    heading = f'<text x="14" y="22" font-size="15" font-weight="bold">{escape(title)}</text>'
    return "\n".join([head, f"<title>{escape(title)}</title>", ground, heading, *parts, "</svg>"]) + "\n"
