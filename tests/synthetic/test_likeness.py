"""At scale 1 an authority has as many people in long term support as was published, in like settings."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from opencld.specification import load_specification
from opencld.synthetic.sizes import sizes_at
from opencld.synthetic.tables import load_assumptions, published_by_authority, published_for_england
from tests.synthetic.invented import a_plan, invented, the_return

BRACKNELL_FOREST, HARTLEPOOL = "614", "111"
SETTINGS = ("Nursing care", "Residential care", "Community", "Prison")


def in_support(rows: pl.DataFrame) -> pl.DataFrame:
    """People in long term support when the period ended, each in one setting, the first in the order above."""
    settings = [f"Long term support: {setting}" for setting in SETTINGS]
    return (
        rows.filter(pl.col("Service Type").is_in(settings), pl.col("Event End Date").is_null())
        .with_columns(order=pl.col("Service Type").replace_strict(settings, range(4)))
        .group_by("NHS Number")
        .agg(pl.col("order").min())
    )


def test_there_are_figures_of_every_authority_and_they_add_up_to_england() -> None:
    published = published_by_authority()
    assert list(published) == list(load_specification().local_authorities)
    total = sum(one.long_term_support for one in published.values())
    assert total == published_for_england()["people in long term support on 31 March 2026", "All"]


def test_an_authority_has_a_place_for_each_person_published() -> None:
    sizes = sizes_at(1.0)
    assert all(sizes[code].places == one.long_term_support for code, one in published_by_authority().items())


@pytest.mark.parametrize("la_code", [BRACKNELL_FOREST, HARTLEPOOL])
def test_people_in_long_term_support_are_within_2_percent_of_the_published(
    tmp_path: Path, la_code: str
) -> None:
    invented(tmp_path / "returns", a_plan(la_code, scale=1.0))
    published = published_by_authority()[la_code].long_term_support
    assert published > 500
    assert abs(in_support(the_return(tmp_path / "returns")).height / published - 1) < 0.02


@pytest.mark.needs_more
def test_settings_are_within_a_point_of_the_published(tmp_path: Path) -> None:
    codes = tuple(load_specification().local_authorities)
    folder = tmp_path / "returns"
    invented(folder, a_plan(*codes, scale=0.02))
    rows = pl.concat(pl.read_csv(path, infer_schema=False) for path in sorted(folder.glob("*_20*.csv")))
    counted = Counter(in_support(rows)["order"].to_list())
    everybody = published_for_england()["people in long term support on 30 June 2025", "All"]
    for order, setting in enumerate(SETTINGS):
        published = (
            published_for_england()["people in long term support on 30 June 2025", setting] / everybody
        )
        assert abs(counted[order] / counted.total() - published) < 0.01


def test_shares_are_of_values_on_the_defined_lists() -> None:
    lists = load_specification().defined_lists
    for (table, whose), shares in load_assumptions().shares.items():
        if table in lists:
            assert set(shares.values) <= set(lists[table]), (table, whose)


def test_services_are_of_values_on_the_defined_lists() -> None:
    lists = load_specification().defined_lists
    for lines in load_assumptions().services.values():
        for line in lines:
            assert all(value in ("", *lists[field]) for field, value in line.cells.items())
