"""Quick looks at rows."""

from __future__ import annotations

import polars as pl

from opencld.validation.looks import Look, look_by, look_for, seen_by_any

BATCH = pl.DataFrame({"text": ["a1", "b2", "", "c3", "a4"]})
EVERY_ROW = pl.Series(range(5), dtype=pl.UInt32)


def test_what_one_of_several_ways_sees_is_told_once_and_in_order() -> None:
    looks = [[look_for("text", "[34]")], [look_for("text", "a"), look_by(pl.col("text") != "a4")]]
    assert seen_by_any(BATCH, looks, EVERY_ROW).to_list() == [0, 3, 4]


def test_a_look_that_several_ways_begin_with_is_taken_once() -> None:
    taken: list[int] = []

    def see(rows: pl.DataFrame) -> pl.Series:
        taken.append(rows.height)
        return rows["text"] != ""

    filled = Look(("text",), see)
    ways = [(filled, look_for("text", "a")), (filled, look_for("text", "b"))]
    assert seen_by_any(BATCH, ways, EVERY_ROW).to_list() == [0, 1, 4]
    assert taken == [5]
