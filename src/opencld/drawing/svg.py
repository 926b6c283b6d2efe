"""Writes SVG elements.

Lengths across the page are percentages, so that a drawing fits any width and its text keeps its size.
"""

from __future__ import annotations

from markupsafe import Markup

NARROWEST = 36  # characters of a label that fit on the narrowest screen


def element(name: str, *inside: str, **attributes: object) -> Markup:
    """Return an element. Text and attributes are escaped; attributes that are None are left out.

    >>> element("text", "a < b", x="50%", text_anchor="end", class_=None)
    Markup('<text x="50%" text-anchor="end">a &lt; b</text>')
    """
    written = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
        if value is not None
    )
    content = Markup("").join(inside)
    return Markup("<{0}{1}>{2}</{0}>").format(name, written, content)


def drawing(key: str, title: str, description: str, height: float, *inside: str) -> Markup:
    """Return a picture as wide as its place and so many pixels high, with what a screen reader says of it.

    `key` must be unique on the page, since title and description are named by it.
    """
    return element(
        "svg",
        element("title", title, id=f"{key}-title"),
        element("desc", description, id=f"{key}-description"),
        *inside,
        role="img",
        aria_labelledby=f"{key}-title {key}-description",
        width="100%",
        height=f"{height:g}",
        focusable="false",
    )


def percent(share: float) -> str:
    """Return a share of the width, between 0 and 1, as SVG writes it."""
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + "%"
