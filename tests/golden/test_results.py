"""The results of each measure, which have one shape, are the figures of its own tables."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from opencld.measures.shown import RESULT_COLUMNS
from tests.golden.landed import TABLES, Golden

MEASURES = [command for command in TABLES if command.startswith("measure ")]
BY = {
    "ascof-2a": ["age_band"],
    "ascof-2e": ["cohort", "age_band", "gender"],
    "ascof-3d": ["part", "age_band"],
}


def read(folder: Path, name: str) -> pl.DataFrame:
    texts = {"la_code": pl.String, "area": pl.String}
    return pl.read_csv(folder / f"{name}.csv", infer_schema_length=None, schema_overrides=texts)


def results_of(folder: Path, measure: str) -> pl.DataFrame:
    """Return the results of one measure, of those made together."""
    return read(folder, "measure_results").filter(pl.col("measure") == measure)


def measured_in(folder: Path) -> set[str]:
    """Return the measures whose run left a manifest in a folder, which names them."""
    [manifest] = folder.glob("manifest-*.json")
    return set(manifest.stem.removeprefix("manifest-").split("+"))


@pytest.mark.parametrize("command", MEASURES)
def test_every_measure_has_results_in_the_same_columns_each_figure_once(golden: Golden, command: str) -> None:
    for folder in golden.made(command):
        everything = read(folder, "measure_results")
        assert everything.columns == list(RESULT_COLUMNS)
        assert set(everything["measure"]) == measured_in(folder)
        results = results_of(folder, command.removeprefix("measure "))
        assert results.height > 0
        assert results.select("area", "figure", "breakdown").is_unique().all()
        assert results["period_start"].n_unique() == results["period_end"].n_unique() == 1


@pytest.mark.parametrize("measure", BY)
def test_shares_of_authorities_regions_and_england_are_those_of_the_own_tables(
    golden: Golden, measure: str
) -> None:
    name = measure.replace("-", "_")
    for folder in golden.made(f"measure {measure}"):
        own = pl.concat(
            read(folder, table).select(
                pl.col(area).alias("area"),
                pl.concat_str(BY[measure], separator=", ").alias("breakdown"),
                pl.col("numerator", "denominator"),
                pl.when(pl.col("denominator") > 0).then("percent").cast(pl.Float64).alias("value"),
            )
            for table, area in ((name, "la_code"), (f"{name}_areas", "area"))
        )
        results = results_of(folder, measure).select(own.columns)
        assert "England" in own["area"].to_list()
        assert results.sort(results.columns).equals(own.sort(own.columns))


def test_counts_of_events_and_people_are_those_of_the_own_table(golden: Golden) -> None:
    [folder] = golden.made("measure requests")
    own = read(folder, "requests").group_by("la_code", "client_type")
    counted = own.agg(requests=pl.col("events").sum(), people=pl.col("person_id").n_unique())
    results = results_of(folder, "requests").pivot(on="figure", index=["area", "breakdown"], values="value")
    want = counted.rename({"la_code": "area", "client_type": "breakdown"}).select(results.columns)
    assert results.cast(want.schema).sort("area", "breakdown").equals(want.sort("area", "breakdown"))
