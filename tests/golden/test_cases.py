"""Cases add up to the figures, and nobody who is not counted is without a step that left them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
import pytest

from tests.golden.landed import CASES, Golden

EPISODE = ["la_code", "person_id", "episode"]


Measured = tuple[str, Sequence[Path]]
"""How the files of a measure begin, and the folders that have them."""


@pytest.fixture(params=CASES)
def measured(request: pytest.FixtureRequest, golden: Golden) -> Measured:
    return request.param.replace("-", "_"), golden.made(f"measure {request.param}")


def table(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_csv(
        folder / f"{name}.csv", infer_schema_length=None, schema_overrides={"la_code": pl.String}
    )


def cases_of(folder: Path, measure: str) -> Iterator[tuple[str, pl.DataFrame]]:
    for path in sorted(folder.glob(f"{measure}*_cases.csv")):
        yield path.stem, table(folder, path.stem)


def counted(cases: pl.DataFrame, by: list[str], total: str) -> pl.DataFrame:
    """Count cases by some columns, with the rows that count all of the last of them."""
    numbers = (pl.col("in_numerator").sum(), pl.col("in_denominator").sum())
    each = cases.group_by(by).agg(numbers)
    everybody = cases.group_by(by[:-1]).agg(numbers).with_columns(pl.lit(total).alias(by[-1]))
    return pl.concat([each, everybody.select(each.columns)])


def assert_add_up(
    figures: pl.DataFrame, counts: pl.DataFrame, by: list[str], denominator: str | None
) -> None:
    both = figures.join(counts, on=by, how="left", validate="1:1").fill_null(0)
    assert both["numerator"].sum() > 0
    assert both["numerator"].to_list() == both["in_numerator"].to_list()
    if denominator:
        assert both[denominator].to_list() == both["in_denominator"].to_list()


def test_the_cases_of_2a_add_up(golden: Golden) -> None:
    by = ["la_code", "age_band"]
    for folder in golden.made("measure ascof-2a"):
        counts = counted(table(folder, "ascof_2a_cases"), by, "Total")
        assert_add_up(table(folder, "ascof_2a"), counts, by, "denominator")


def test_the_cases_of_2b_and_2c_add_up(golden: Golden) -> None:
    by = ["la_code", "age_band"]
    for folder in golden.made("measure ascof-2b-2c"):
        counts = counted(table(folder, "ascof_2b_2c_cases"), by, "Total")
        assert_add_up(table(folder, "ascof_2b_2c"), counts, by, None)


def test_the_cases_of_2e_add_up(golden: Golden) -> None:
    by = ["la_code", "cohort", "age_band", "gender"]
    for folder in golden.made("measure ascof-2e"):
        counts = counted(table(folder, "ascof_2e_cases"), by, "Total")
        assert_add_up(table(folder, "ascof_2e"), counts, by, "denominator")


def test_the_cases_of_3d_add_up(golden: Golden) -> None:
    by = ["la_code", "part", "age_band"]
    for folder in golden.made("measure ascof-3d"):
        counts = counted(table(folder, "ascof_3d_cases"), by, "Total")
        assert_add_up(table(folder, "ascof_3d"), counts, by, "denominator")


def test_the_cases_of_2d_add_up(golden: Golden) -> None:
    """An episode counts once in each slice; discharges make the denominator of part 2, episodes its numerator."""
    for folder in golden.made("measure ascof-2d"):
        episodes, stays = (table(folder, f"ascof_2d_part{part}_cases") for part in (1, 2))
        for part, cases, key, figure in (
            (1, episodes, EPISODE, {"in_denominator": "denominator", "in_numerator": "numerator"}),
            (2, episodes, EPISODE, {"in_denominator": "into_reablement"}),
            (2, stays, ["spell_id"], {"in_denominator": "discharges"}),
        ):  # fmt: skip
            figures = table(folder, f"ascof_2d_part{part}")
            for row in figures.iter_rows(named=True):
                of = cases.filter(
                    pl.lit(row["la_code"] == "all") | (pl.col("la_code") == row["la_code"]),
                    pl.lit(row["support_at_admission"] == "Total")
                    | (pl.col("support_at_admission") == row["support_at_admission"]),
                    pl.lit(row["slice"] == "Total")
                    | (pl.col("age_band") == row["slice"])
                    | (pl.col("gender") == row["slice"]),
                )  # fmt: skip
                for flag, column in figure.items():
                    assert of.filter(pl.col(flag) == 1).select(key).n_unique() == (row[column] or 0)


def test_the_cases_of_waiting_times_add_up(golden: Golden) -> None:
    by = ["la_code", "quarter_start", "age_band", "measure"]
    for folder in golden.made("measure waiting-times"):
        cases = table(folder, "waiting_times_cases").filter(pl.col("in_denominator") == 1)
        waits = cases.group_by(by).agg(waits=pl.len(), median_days=pl.col("days").median())
        columns = [*by, "waits", "median_days"]
        figures = table(folder, "waiting_times").select(columns).cast({"waits": pl.UInt32})
        assert figures.sort(by).equals(waits.select(columns).cast({"waits": pl.UInt32}).sort(by))


def test_who_is_left_out_has_a_step_and_who_is_counted_has_none(measured: Measured) -> None:
    measure, folders = measured
    for folder in folders:
        for name, cases in cases_of(folder, measure):
            # where there is no numerator of people, the denominator alone decides
            figure = "in_numerator" if cases["in_numerator"].max() else "in_denominator"
            assert cases.filter((pl.col(figure) == 0) != pl.col("left_out_by").is_not_null()).is_empty(), name
            assert (
                cases.filter(pl.col("in_numerator") > pl.col("in_denominator")).is_empty()
                or name == "ascof_2b_2c_cases"
            )


def test_the_steps_count_everybody_who_is_left_out(measured: Measured) -> None:
    measure, folders = measured
    for folder in folders:
        (path,) = folder.glob(f"{measure}*_left_out.csv")
        steps = table(folder, path.stem)
        everybody = sum(
            cases.filter(pl.col("left_out_by").is_not_null())
            .select(set(cases.columns) - {"age_band", "gender", "support_at_admission"})
            .n_unique()
            for _name, cases in cases_of(folder, measure)
        )
        everywhere = steps.filter(pl.col("la_code") == "all")[steps.columns[-1]].sum()
        assert everywhere == everybody
        assert everywhere == steps.filter(pl.col("la_code") != "all")[
            steps.columns[-1]
        ].sum() + _without_authority(folder)


def _without_authority(folder: Path) -> int:
    """Stays in hospital of people who live in no authority of the list."""
    if not (folder / "ascof_2d_part2_cases.csv").exists():
        return 0
    stays = table(folder, "ascof_2d_part2_cases")
    return stays.filter(pl.col("la_code").is_null(), pl.col("left_out_by").is_not_null()).height
