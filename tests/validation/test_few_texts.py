"""Columns of few texts, each of which is looked at once, tell what they would tell row by row."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencld.returns import Batch, delimited
from opencld.validation import cells
from opencld.validation.cells import each_pair_once, each_text_once, text_in
from opencld.validation.judging import stretches_of
from tests.validation.little_returns import an_event, check

texts = st.lists(st.sampled_from(["", "Day support", "Seen with Mary O Brien", "é", "£ 5"]), min_size=1)
PERSONAL = [
    ("Wren Holloway called", {"PD04"}),
    ("HOLLOWAY, Wren rang", {"PD04"}),
    ("Holloway day centre", set()),
    ("Born on 14 June 1948", {"PD04"}),
    ("NHS no. 9990000158", {"PD03"}),
    ("Case 1234567890 opened", set()),
    ("At QQ1 2ZZ", {"PD04"}),
    ("", set()),
]


def listed(found: list[str]) -> pl.Series:
    return pl.Series("description", found, dtype=pl.Categorical(pl.Categories.random()))


@given(texts)
def test_each_text_once_tells_what_each_row_tells(rows: list[str]) -> None:
    lengths = each_text_once(listed(rows), lambda each: each.str.len_chars())
    assert lengths.to_list() == [len(text) for text in rows]


@given(texts, st.data())
def test_each_pair_once_tells_what_each_row_tells(rows: list[str], data: st.DataObject) -> None:
    names = [data.draw(st.sampled_from(["", "Mary", "Ma", "day", "£"])) for _ in rows]
    holds = text_in("description").str.contains(pl.col("name"), literal=True) & (pl.col("name") != "")
    for descriptions, most in (
        (listed(rows), 1000),
        (listed(rows), 1),
        (pl.Series("description", rows), 1000),
    ):
        with patch.object(cells, "MOST_PAIRS", most):
            found = each_pair_once(pl.DataFrame([descriptions, pl.Series("name", names)]), holds)
        assert found.to_list() == [
            bool(name) and name in text for text, name in zip(rows, names, strict=True)
        ]


@pytest.mark.parametrize("most", [1, 10_000])
def test_what_a_description_holds_is_found_however_many_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    # beyond so many a column is read as the text it is
    monkeypatch.setattr(delimited, "MOST_LISTED", most)
    rows = [
        an_event(
            event_reference=f"R{number}",
            event_description=text,
            first_name="Wren",
            last_name="Holloway",
            date_of_birth="14/06/1948",
            postcode="QQ1 2ZZ",
        )
        for number, (text, _) in enumerate(PERSONAL * 2)
    ]
    findings = check(tmp_path / "return.csv", rows).findings
    found = [
        set(findings.filter((pl.col("row") == number) & pl.col("rule").is_in(["PD03", "PD04"]))["rule"])
        for number in range(1, len(rows) + 1)
    ]
    assert found == [codes for _, codes in PERSONAL * 2]


def test_only_the_column_that_has_too_many_texts_in_one_batch_becomes_text() -> None:
    genders = listed(["Male", "Female"]).alias("gender")
    few = pl.DataFrame([genders, listed(["a", "b"])])
    many = pl.DataFrame([genders, pl.Series("description", ["c", "d"])])
    (stretch,) = stretches_of([Batch(few, (), 1), Batch(many, (), 2)])
    assert stretch.cells["description"].to_list() == ["a", "b", "c", "d"]
    assert stretch.cells.schema["description"] == pl.String
    assert isinstance(stretch.cells.schema["gender"], pl.Categorical)
