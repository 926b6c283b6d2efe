"""Returns in Release 1, in Parquet, with hospital stays; and people who can be nobody."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl

from opencld.specification import load_specification
from tests.synthetic.invented import LINCOLNSHIRE, RUTLAND, a_plan, checked, invented, table, the_return

HEADERS = [field.header for field in load_specification().fields]
GOLDEN_SPELLS = (
    "nhs_number,spell_id,last_episode,admission_date,discharge_date,birth_month,birth_year,sex,lsoa_2011,"
    "admission_method,discharge_method,discharge_destination,management_type,treatment_function"
)


def test_a_release_1_return_has_release_1_values_and_its_two_more_columns(tmp_path: Path) -> None:
    invented(tmp_path / "returns", a_plan(release=1))
    rows = the_return(tmp_path / "returns")
    assert set(rows.columns) - set(HEADERS) == {"GP Practice Name", "Provider CQC Location Name"}
    assert "Service User" in rows["Client Type"].to_list()
    [(_, findings)] = checked(tmp_path / "returns")
    # one rule on spellings, one on the two columns, and what a Release 2 rule cannot read
    assert {"DL01", "FI08"} <= set(findings["rule"])
    unlisted = findings.filter(pl.col("rule").is_in(["DL02", "DL03"]))
    assert unlisted.height == 0


def test_a_release_1_return_tells_of_the_same_events(tmp_path: Path) -> None:
    for release in (1, 2):
        invented(tmp_path / f"release_{release}", a_plan(release=release))
    first, second = (the_return(tmp_path / f"release_{release}") for release in (1, 2))
    assert first["Event Reference"].equals(second["Event Reference"])


def test_a_parquet_return_holds_the_same_cells_as_the_csv(tmp_path: Path) -> None:
    invented(tmp_path / "csv", a_plan())
    invented(tmp_path / "parquet", a_plan(file_format="parquet"))
    [path] = (tmp_path / "parquet").glob("*.parquet")
    rows = pl.read_parquet(path)
    assert rows.columns == HEADERS
    assert rows.equals(the_return(tmp_path / "csv"))
    assert [line["file"] for line in table(tmp_path / "parquet" / "submissions.csv")] == [path.name]


def test_hospital_stays_have_the_layout_of_the_extract(tmp_path: Path) -> None:
    invented(tmp_path / "returns", a_plan(scale=1.0, with_spells=True))
    with gzip.open(tmp_path / "returns" / "hospital_spells.csv.gz", "rt", encoding="utf-8") as lines:
        assert lines.readline().strip() == GOLDEN_SPELLS
    spells = pl.read_csv(tmp_path / "returns" / "hospital_spells.csv.gz", infer_schema=False)
    assert spells.filter(pl.col("admission_date") >= pl.col("discharge_date")).height == 0
    assert spells.filter(pl.col("last_episode") == "1")["spell_id"].is_unique().all()
    areas = {line["lsoa_2011"] for line in table(tmp_path / "returns" / "lsoa_lookup.csv")}
    assert set(spells["lsoa_2011"]) <= areas


def test_reablement_follows_hospital_stays(tmp_path: Path) -> None:
    invented(tmp_path / "returns", a_plan(LINCOLNSHIRE, scale=0.1, with_spells=True))
    spells = pl.read_csv(tmp_path / "returns" / "hospital_spells.csv.gz", infer_schema=False)
    rows = the_return(tmp_path / "returns")
    reabled = rows.filter(pl.col("Service Component") == "Reablement").select(
        pl.col("NHS Number").alias("nhs_number"),
        pl.col("Event Start Date").str.to_date("%d/%m/%Y").alias("start"),
    )
    linked = reabled.join(
        spells.with_columns(pl.col("discharge_date").str.to_date()), on="nhs_number"
    ).filter((pl.col("start") - pl.col("discharge_date")).dt.total_days().is_between(-3, 7))
    assert 0.4 < linked["nhs_number"].n_unique() / reabled["nhs_number"].n_unique() < 0.9


def test_small_returns_keep_to_the_999_numbers(tmp_path: Path) -> None:
    invented(tmp_path / "returns", a_plan(RUTLAND, scale=0.01))
    assert the_return(tmp_path / "returns")["NHS Number"].str.starts_with("999").all()


def test_nobody_has_a_postcode_that_exists(tmp_path: Path) -> None:
    invented(tmp_path / "returns", a_plan())
    assert the_return(tmp_path / "returns")["Postcode"].str.starts_with("Q").all()
