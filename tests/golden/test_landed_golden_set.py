"""Landing finds the periods that the published method finds, and numbers rows as it does."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from opencld.submissions.home import Home
from opencld.submissions.records import accepted_submissions
from opencld.submissions.register import open_register
from tests.golden.golden_set import HERE, expected

MONTH = 30.436875


@pytest.fixture(scope="module")
def submissions(golden_home: Path) -> pl.DataFrame:
    """The register's submissions as the main tables read them."""
    register = open_register(Home(golden_home).register)
    try:
        return accepted_submissions(register)
    finally:
        register.close()


def test_stated_and_derived_periods_are_those_of_the_published_method(submissions: pl.DataFrame) -> None:
    def months(kind: str) -> pl.Expr:
        days = (pl.col(f"{kind}_end") - pl.col(f"{kind}_start")).dt.total_days()
        return (days / MONTH).round().cast(pl.Int64).alias(f"{kind}_months")

    wanted = expected("submission_periods")
    found = submissions.with_columns(
        months("stated"), months("derived"), pl.col("imported_at").dt.strftime("%Y-%m-%d %H:%M:%S%.3f")
    ).select(pl.col(wanted.columns).cast(pl.String))
    assert found.height == 83
    assert found.sort(found.columns).equals(wanted.sort(wanted.columns))


def test_records_have_the_numbers_of_the_manifest(golden_home: Path, submissions: pl.DataFrame) -> None:
    with (HERE / "submissions.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert submissions["rows"].to_list() == [int(line["rows"]) for line in lines]
    for submission_id, line in enumerate(lines, start=1):
        events = pl.read_parquet(Home(golden_home).events_of(submission_id))
        first = int(line["first_record_id"])
        assert events["record_id"].to_list() == list(range(first, first + int(line["rows"])))
        assert events["la_code"].unique().to_list() == [line["la_code"]]
        assert events["submission_id"].unique().to_list() == [submission_id]


def test_the_releases_are_those_that_the_set_describes(submissions: pl.DataFrame) -> None:
    old = submissions.filter(pl.col("release") == "Release 1")
    foxdale = submissions.filter(
        (pl.col("la_code") == "996") & (pl.col("stated_end") <= pl.date(2025, 6, 30))
    )
    assert old["submission_id"].to_list() == foxdale["submission_id"].to_list()


def test_no_description_of_the_set_names_a_conversation(golden_home: Path) -> None:
    events = pl.scan_parquet(Home(golden_home).events / "*.parquet")
    assert events.select(pl.col("conversation").sum()).collect().item() == 0


def test_linked_people_join_those_they_are_linked_to(golden_home: Path) -> None:
    events = pl.read_parquet(Home(golden_home).events_of(1))
    submitted = pl.read_csv(next(golden_home.parent.glob("submissions/998_2024-03-31_*")), infer_schema=False)
    person, linked = "LA Person Unique Identifier", "Adult 1 Linked Person_ID"
    joined = (
        submitted[linked]
        .str.strip_chars_end()
        .str.to_uppercase()
        .is_in(submitted[person].str.to_uppercase().implode())
    )
    assert joined.sum() > 40
    assert (
        events["linked_person_1"]
        .is_in(events["la_person_id"].implode())
        .equals(joined.rename("linked_person_1"))
    )
