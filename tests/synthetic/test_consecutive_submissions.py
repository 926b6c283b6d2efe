"""Consecutive submissions overlap and differ as real ones do, and hang on nothing but the seed."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from opencld.synthetic import invent_returns, quarters_up_to
from opencld.synthetic.inventing import FEW
from tests.synthetic.invented import LINCOLNSHIRE, MARCH_2026, a_plan, invented

QUARTERS = quarters_up_to(MARCH_2026, 5)
EVENT = ["Event Type", "Event Reference"]
PERIOD = ["Reporting Period Start Date", "Reporting Period End Date"]
DAY = "%d/%m/%Y"


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> list[pl.DataFrame]:
    """The events of five consecutive submissions, each once: of a service in two rows the later one."""
    folder = tmp_path_factory.mktemp("synth") / "returns"
    invented(folder, a_plan(LINCOLNSHIRE, scale=0.15, quarters=QUARTERS))
    return [
        pl.read_csv(path, infer_schema=False)
        .drop(PERIOD)
        .filter(pl.col("Event Type").is_not_null())
        .sort(pl.col("Event Start Date").str.to_date(DAY))
        .unique(EVENT, keep="last", maintain_order=True)
        for path in sorted(folder.glob("503_*.csv"))
    ]


def in_common(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    return before.join(after, on=EVENT, suffix=" after")


def changed(field: str) -> pl.Expr:
    return pl.col(field).ne_missing(pl.col(f"{field} after"))


def test_over_95_percent_of_common_events_are_unchanged_but_not_all(rounds: list[pl.DataFrame]) -> None:
    fields = [name for name in rounds[0].columns if name not in EVENT]
    for before, after in itertools.pairwise(rounds):
        common = in_common(before, after)
        share = common.filter(pl.any_horizontal(map(changed, fields))).height / common.height
        assert 0.005 < share < 0.05


def test_most_events_of_a_submission_are_in_the_next(rounds: list[pl.DataFrame]) -> None:
    for before, after in itertools.pairwise(rounds):
        assert 0.7 < in_common(before, after).height / before.height < 0.9


@pytest.mark.parametrize(
    "field",
    ["Unit Cost", "Event Start Date", "Event End Date", "Date of Death", "LA Person Unique Identifier"],
)
def test_between_submissions_this_changes_on_some_events(rounds: list[pl.DataFrame], field: str) -> None:
    pairs = itertools.pairwise(rounds)
    assert sum(in_common(before, after).filter(changed(field)).height for before, after in pairs) > 0


def test_services_that_were_open_close_and_none_that_was_closed_opens(rounds: list[pl.DataFrame]) -> None:
    end, after = pl.col("Event End Date"), pl.col("Event End Date after")
    for pair in itertools.pairwise(rounds):
        common = in_common(*pair)
        assert common.filter(end.is_null() & after.is_not_null()).height > 0
        in_two_rows = pl.col("Event Start Date").ne(pl.col("Event Start Date after"))
        assert common.filter(end.is_not_null() & after.is_null() & ~in_two_rows).height == 0


def test_some_events_come_late(rounds: list[pl.DataFrame]) -> None:
    for place, (before, after) in enumerate(itertools.pairwise(rounds)):
        ended = pl.col("Event End Date").str.to_date(DAY) <= QUARTERS[place]
        late = after.join(before, on=EVENT, how="anti").filter(ended & (pl.col("Event Type") != "Service"))
        assert 0.001 < late.height / after.height < 0.02


def test_nobody_has_an_event_before_18_or_after_death(rounds: list[pl.DataFrame]) -> None:
    events = pl.concat(rounds).filter(pl.col("Client Type") == "Service user")
    start, born, died = (
        pl.col(name).str.to_date(DAY) for name in ("Event Start Date", "Date of Birth", "Date of Death")
    )
    assert events.filter(start < born.dt.offset_by("18y")).height == 0
    assert events.filter(start > died).height == 0
    assert events.filter(died.is_not_null()).height > 0


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        invented(tmp_path / name, a_plan(seed=seed, with_spells=True))
    contents = {
        name: {path.name: path.read_bytes() for path in sorted((tmp_path / name).iterdir())} for name in "abc"
    }
    assert contents["a"] == contents["b"]
    assert contents["a"] != contents["c"]


def test_a_quarter_is_the_same_alone_and_among_others(tmp_path: Path) -> None:
    invented(tmp_path / "alone", a_plan(quarters=(date(2025, 12, 31),)))
    invented(tmp_path / "among", a_plan("510", "906", quarters=QUARTERS))
    name = "510_rutland_2025-12-31.csv"
    assert (tmp_path / "alone" / name).read_bytes() == (tmp_path / "among" / name).read_bytes()


@pytest.mark.needs_more
def test_several_processes_write_the_same_as_one(tmp_path: Path) -> None:
    plan = a_plan(LINCOLNSHIRE, scale=0.3)
    one = invent_returns(plan, tmp_path / "one", processes=1)
    two = invent_returns(plan, tmp_path / "two", processes=2)
    assert one == two
    assert one.people > FEW // 2, "so many that a second process is worth starting"
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
