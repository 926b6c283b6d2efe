"""Packs rows for the search of a page: small enough to stand in it, and unpacked by its script alone."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from opencld.drawing.figure import Column


@dataclass(frozen=True)
class Search:
    """A table that a reader can search and filter.

    `columns` are in the order of the packed ones; `filters` names those that get a choice of their values. `packed`
    comes from `pack`. `about` says which rows it holds.
    """

    key: str
    title: str
    about: str
    columns: tuple[Column, ...]
    filters: tuple[str, ...]
    packed: Markup


def pack(columns: Mapping[str, Sequence[object]]) -> Markup:
    """Return rows, given column by column, as text that needs no escaping.

    Each column is a list of its distinct texts and, for each row, the place of its text on that list; all of it is
    JSON, gzipped, in base64.
    """
    content = {"columns": [_coded(title, values) for title, values in columns.items()]}
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Markup(base64.b64encode(gzip.compress(written, 6, mtime=0)).decode("ascii"))


def _coded(title: str, values: Sequence[object]) -> dict[str, object]:
    places: dict[str, int] = {}
    coded = [places.setdefault(str(value), len(places)) for value in values]
    return {"title": title, "texts": list(places), "rows": coded}
