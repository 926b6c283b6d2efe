"""The golden submissions of one authority, and what the published method closed between them."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from opencld.comparison import Comparison, compare
from tests.golden.golden_set import packed_submissions

GOLDEN = Path(__file__).parent.parent / "golden"
AS_OF = date(2026, 5, 5)
CLOSING_DAY = "2025-03-31"


@pytest.fixture(scope="session")
def alderbrook(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The submissions of one authority, the earliest first."""
    folder = tmp_path_factory.mktemp("alderbrook")
    with packed_submissions() as packed:
        packed.extractall(folder, [one for one in packed.getmembers() if "991_" in one.name])
    return sorted(folder.rglob("991_*"))


@pytest.fixture(scope="module")
def latest(alderbrook: list[Path]) -> Comparison:
    return compare(alderbrook[-2], alderbrook[-1], AS_OF, show_identifiers=True)


def closed_by_the_published_method() -> pl.DataFrame:
    """Services that the joined main table ends on the day before the latest submission's period."""
    main = pl.read_parquet(GOLDEN / "expected/main_joined.parquet")
    submitted = pl.col("event_end_submitted")
    return main.filter(
        pl.col("la_code") == "991",
        pl.col("event_type").str.to_lowercase() == "service",
        pl.col("period_end") == CLOSING_DAY,
        pl.col("event_end") == CLOSING_DAY,
        submitted.is_null() | (submitted > CLOSING_DAY),
    )


def test_services_said_to_be_closed_are_those_that_the_published_method_closes(latest: Comparison) -> None:
    differences = latest.differences
    said = differences.filter(pl.col("closed_by_centre_on") == "31/03/2025")
    closed = closed_by_the_published_method().with_columns(
        pl.col("event_start").str.to_date().dt.strftime("%d/%m/%Y").alias("event_start_date")
    )
    assert said.height > 0
    unclosed = said.join(closed, on=["event_start_date", "service_component"], how="anti")
    assert unclosed.height == 0
    # the method takes people whose NHS number was found for others, and closes what it knew of them
    found = differences.filter(pl.col("kind") == "nhs_number_found")["before"].len()
    others = closed.join(said, on=["event_start_date", "service_component"], how="anti")
    assert others["person_id"].n_unique() <= found
    assert all(person.startswith("991_") for person in others["person_id"])


@pytest.mark.needs_more
def test_every_row_is_in_both_returns_or_told_as_in_one(alderbrook: list[Path]) -> None:
    for last, this in pairwise(alderbrook[:5]):
        comparison = compare(last, this, AS_OF)
        alone = comparison.differences.filter(pl.col("field") == "", pl.col("kind") != "reworded")
        counts = comparison.counts
        in_last, in_this = (int(alone[name].count()) for name in ("last_row", "this_row"))
        assert 0 <= comparison.last.rows_read - counts.in_both - in_last <= counts.last_without_person
        assert 0 <= comparison.this.rows_read - counts.in_both - in_this <= counts.this_without_person
        comparison.close()


def test_most_of_what_differs_is_what_a_quarter_brings(latest: Comparison) -> None:
    counted = {count.kind.kind: count.counted for count in latest.kinds}
    assert counted["new"] > 600
    assert counted["left"] > 500
    assert counted["ended"] > 90
    assert counted["gone"] < 20
    assert counted["local_id"] == 1
