"""The golden set landed, and its figures made, once for all tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from click.testing import CliRunner

from opencld.cli import cld
from tests.golden.golden_set import MAPPINGS, expected, pseudonymised

AS_OF = "2026-05-05"
YEARS = (("2024-04-01", "2025-03-31"), ("2025-04-01", "2026-03-31"))
TABLES = {
    "tables single": ("main_single", "selected_single", "submission_periods"),
    "tables joined": ("main_joined", "selected_joined"),
    "measure person-details": ("person_details",),
    "measure ascof-2a": ("ascof_2a", "ascof_2a_outcomes", "ascof_2a_episodes"),
    "measure ascof-2b-2c": ("ascof_2b_2c", "ascof_2b_2c_people"),
    "measure ascof-2e": ("ascof_2e", "ascof_2e_unknown_accommodation", "ascof_2e_people"),
    "measure ascof-3d": ("ascof_3d", "ascof_3d_unknown_mechanism", "ascof_3d_clients", "ascof_3d_carers"),
}
"""Commands, and the expected tables that each must reproduce."""
ROUNDED = ("percent", "rate_per_100000")


@dataclass(frozen=True)
class Golden:
    """The golden set landed in a home, and a folder for what commands make of it on an engine."""

    home: Path
    folder: Path
    engine: str = "duckdb"

    def made(self, command: str) -> Sequence[Path]:
        """Run a command for the golden parameters. Returns the folders it wrote, one for each year it was run for."""
        main = command.startswith("tables")
        joined = command != "tables single"
        folders = []
        for start, end in YEARS[1:] if main else YEARS:
            out = self.folder / command.replace(" ", "-") / start
            if not out.exists():
                span = ["--from", "2023-04-01" if main and joined else start, "--to", end]
                more = [] if main else ["--joined-from", "2023-04-01", "--joined-to", "2026-03-31"]
                where = ["--home", self.home, "--out", out, "--reference", MAPPINGS, "--engine", self.engine]
                run_cld(*command.split(), *span, *more, "--as-of", AS_OF, *where)
            folders.append(out)
        return folders


def run_cld(*arguments: object) -> str:
    """Run a command of `cld` that must succeed. Returns what it printed."""
    done = CliRunner().invoke(cld, [str(argument) for argument in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return str(done.output)


def missing_and_extra(table: str, folders: Sequence[Path]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the expected rows that were not made, and the rows made that were not expected.

    Text is compared as the published method's database compares it; a rounded figure may differ by one in its last
    decimal.
    """
    want = pseudonymised(expected(table))
    got = pl.concat([pl.read_csv(folder / f"{table}.csv", infer_schema=False) for folder in folders])
    want, got = (_comparable(frame.select(want.columns)) for frame in (want, got))
    rounded = [name for name in ROUNDED if name in want.columns]
    exact = [name for name in want.columns if name not in rounded]
    missing = want.join(got, on=exact, how="anti", nulls_equal=True)
    extra = got.join(want, on=exact, how="anti", nulls_equal=True)
    if rounded:
        both = want.join(got, on=exact, how="inner", nulls_equal=True, suffix="_made")
        far = pl.any_horizontal((pl.col(name) - pl.col(f"{name}_made")).abs() > 0.1001 for name in rounded)
        missing = pl.concat([missing, both.filter(far).select(want.columns)])
    assert len(want) == len(want.unique()), (
        "the expected rows are all different, so that none can hide another"
    )
    return missing, pl.concat([extra, got.filter(got.is_duplicated())])


def _comparable(frame: pl.DataFrame) -> pl.DataFrame:
    numbers = [name for name in ROUNDED if name in frame.columns]
    texts = [pl.col(name).str.to_uppercase() for name in frame.columns if name not in numbers]
    return frame.with_columns(*texts, *(pl.col(name).cast(pl.Float64) for name in numbers))
