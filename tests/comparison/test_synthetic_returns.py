"""Consecutive invented returns: their references never change, so that what differs is known without comparing."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opencld.comparison import Comparison, compare
from opencld.synthetic import Plan, invent_returns, quarters_up_to

AS_OF = date(2026, 4, 20)
QUARTERS = quarters_up_to(date(2026, 6, 30), 2)
PERIOD = ["LA Code", "Reporting Period Start Date", "Reporting Period End Date"]
ONE_SIDED = ("gone", "left", "fewer_lines", "new", "late", "more_lines", "carried_on", "earlier_part")


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two returns of an authority; service starts reset and costs rise between them."""
    folder = tmp_path_factory.mktemp("synth") / "returns"
    invent_returns(Plan(("510",), QUARTERS, scale=0.5), folder)
    last, this = sorted(folder.glob("510_*.csv"))
    return last, this


@pytest.fixture(scope="module")
def comparison(returns: tuple[Path, Path]) -> Comparison:
    return compare(*returns, date(2026, 7, 20))


def read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema=False).fill_null("")


def single(rows: pl.DataFrame) -> pl.DataFrame:
    """Events that have one row."""
    return rows.filter(pl.len().over("Event Type", "Event Reference") == 1, pl.col("Event Type") != "")


def common(returns: tuple[Path, Path]) -> pl.DataFrame:
    """Events with one row in each return, side by side."""
    last, this = (single(read(path)) for path in returns)
    return last.join(this, on=["Event Type", "Event Reference"], suffix=" now")


def events_told(comparison: Comparison, *kinds: str) -> set[tuple[str, str]]:
    told = comparison.differences.filter(pl.col("kind").is_in(kinds))
    return set(told.select("event_type", "event_reference").iter_rows())


def test_events_in_one_return_alone_are_told_as_such(
    returns: tuple[Path, Path], comparison: Comparison
) -> None:
    last, this = (single(read(path)).select("Event Type", "Event Reference") for path in returns)
    everything = [read(path).select("Event Type", "Event Reference") for path in returns]
    gone = set(last.join(everything[1], on=last.columns, how="anti").iter_rows())
    come = set(this.join(everything[0], on=this.columns, how="anti").iter_rows())
    assert gone
    assert come
    assert gone == {
        event for event in events_told(comparison, *ONE_SIDED[:3]) if event in set(last.iter_rows())
    }
    assert come <= events_told(comparison, *ONE_SIDED[3:])


def test_services_that_ended_are_those_that_got_an_end(
    returns: tuple[Path, Path], comparison: Comparison
) -> None:
    ended = common(returns).filter(
        (pl.col("Event Type") == "Service")
        & (pl.col("Event End Date") == "")
        & (pl.col("Event End Date now") != "")
    )
    assert ended.height > 0
    assert set(ended["Event Reference"]) <= {reference for _, reference in events_told(comparison, "ended")}


def test_starts_that_were_reset_are_told(returns: tuple[Path, Path], comparison: Comparison) -> None:
    reset = common(returns).filter(
        (pl.col("Event Start Date") != pl.col("Event Start Date now"))
        & pl.col("Event Start Date now").str.starts_with("01/04/")
    )
    assert reset.height > 0
    told = {reference for _, reference in events_told(comparison, "start_reset")}
    assert set(reset["Event Reference"]) == told & set(common(returns)["Event Reference"])


def test_costs_that_rose_are_told(returns: tuple[Path, Path], comparison: Comparison) -> None:
    cost, now = (pl.col(name).cast(pl.Float64, strict=False) for name in ("Unit Cost", "Unit Cost now"))
    risen = common(returns).filter(now > cost)
    assert risen.height > 0
    told = comparison.differences.filter(pl.col("field") == "Unit Cost")
    assert set(risen["Event Reference"]) <= set(told["event_reference"])
    raised = sum(one.raised for one in comparison.uplifts if not one.is_by_provider)
    assert raised >= risen.height


def test_people_with_another_local_identifier_are_told(
    returns: tuple[Path, Path], comparison: Comparison
) -> None:
    last, this = (
        read(path).filter(pl.col("NHS Number") != "").group_by("NHS Number").agg(pl.col(IDENTIFIER).first())
        for path in returns
    )
    changed = last.join(this, on="NHS Number").filter(pl.col(IDENTIFIER) != pl.col(f"{IDENTIFIER}_right"))
    told = comparison.differences.filter(pl.col("kind") == "local_id")
    assert set(told["after"]) == set(changed[f"{IDENTIFIER}_right"])


IDENTIFIER = "LA Person Unique Identifier"
EDITS = {
    "Event Outcome": "NFA: Other",
    "Primary Support Reason": "Social support: Support for social isolation or other",
    "Accommodation Status": "Unknown",
    "Event Description": "Written anew",
    "Event Reference": "Z-{row}",
}


@pytest.mark.needs_more
@given(seed=st.integers(0, 10_000), edits=st.integers(1, 25), dropped=st.integers(0, 10))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_planted_differences_are_found_and_no_others(
    returns: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory, seed: int, edits: int, dropped: int
) -> None:
    """One return, once more in another order, with some cells changed and some rows left out."""
    chance = random.Random(seed)
    rows = read(returns[0]).to_dicts()
    alone = Counter((row[IDENTIFIER]) for row in rows)
    # people with one row, so that a detail of the person is one of the row
    places = [place for place, row in enumerate(rows) if alone[row[IDENTIFIER]] == 1 and row["Event Type"]]
    chosen = chance.sample(places, edits + dropped)
    planted = Counter[str]()
    for place in chosen[:edits]:
        field, text = chance.choice(list(EDITS.items()))
        written = text.format(row=place)
        planted[field] += rows[place][field] != written
        rows[place] = {**rows[place], field: written}
    kept = [row for place, row in enumerate(rows) if place not in chosen[edits:]]
    chance.shuffle(kept)
    path = tmp_path_factory.mktemp("planted") / "this.csv"
    pl.DataFrame(kept).write_csv(path, quote_style="necessary")
    found = compare(returns[0], path, AS_OF)
    changed = found.differences.filter(pl.col("field") != "")
    assert Counter(changed["field"]) == +planted
    assert found.differences.height - changed.height == dropped
    assert found.counts.uncertain == 0
    found.close()
