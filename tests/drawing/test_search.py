"""Rows packed for a search come out as they went in."""

from __future__ import annotations

import base64
import gzip
import json

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from opencld.drawing import pack

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=30))
def test_unpacked_columns_are_those_that_were_packed(rows: list[tuple[str, str]]) -> None:
    given_texts = zip(("One", "Other"), zip(*rows, strict=True) if rows else ((), ()), strict=True)
    packed = pack({title: pl.Series(texts, dtype=pl.String) for title, texts in given_texts})
    assert not set(packed) & set("<>&\"'")
    columns = json.loads(gzip.decompress(base64.b64decode(packed)))["columns"]
    assert [column["title"] for column in columns] == ["One", "Other"]
    unpacked = [[column["texts"][place] for place in column["rows"]] for column in columns]
    assert list(zip(*unpacked, strict=True)) == rows
