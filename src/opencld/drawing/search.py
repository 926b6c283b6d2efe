"""Packs rows for the search of a page: small enough to stand in it, and unpacked by its script alone."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
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


def pack(columns: Mapping[str, pl.Series]) -> Markup:
    """Return rows, given as columns of Strings without null, as text that needs no escaping.

    Each column is a list of its distinct texts and, for each row, the place of its text on that list; all of it is
    JSON, gzipped, in base64.
    """
    content = {"columns": [_coded(title, texts) for title, texts in columns.items()]}
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return Markup(base64.b64encode(gzip.compress(written, 6, mtime=0)).decode("ascii"))


def _coded(title: str, texts: pl.Series) -> dict[str, object]:
    distinct = texts.unique(maintain_order=True)
    rows = texts.cast(pl.Enum(distinct)).to_physical()
    return {"title": title, "texts": distinct.to_list(), "rows": rows.to_list()}
