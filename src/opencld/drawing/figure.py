"""A figure: one picture or several beside each other, and the table that says the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup


@dataclass(frozen=True)
class Column:
    """A column of a table; numbers are set to the right. `is_heading` marks the one that names the row.

    `width` keeps room for texts that wrap: "middle" for names and values, "long" for sentences.
    """

    title: str
    is_number: bool = False
    is_heading: bool = False
    width: Literal["", "middle", "long"] = ""


@dataclass(frozen=True)
class Table:
    """A table of texts under a caption. `key` must be unique on the page."""

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Panel:
    """A picture under a heading of its own."""

    heading: str
    picture: Markup


@dataclass(frozen=True)
class Figure:
    """Panels that belong together, with what they show, how to read them, and their table.

    `legend` names the parts of stacked bars in their order; it is empty where each bar is one part.
    """

    key: str
    title: str
    explanation: str
    panels: tuple[Panel, ...]
    table: Table
    legend: tuple[str, ...] = ()
