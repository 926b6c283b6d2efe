"""The golden set's figures made, once for all tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from click.testing import CliRunner
from filelock import FileLock

from opencld.cli import cld
from tests.golden.golden_set import MAPPINGS, SPELLS, expected, pseudonymised

AS_OF = "2026-05-05"
YEARS = (("2024-04-01", "2025-03-31"), ("2025-04-01", "2026-03-31"))
LAST_YEAR = YEARS[1:]
HOSPITAL_YEARS = (("2024-04-01", "2025-03-31"), ("2025-01-01", "2025-12-31"))
TABLES = {
    "tables single": ("main_single", "selected_single", "submission_periods"),
    "tables joined": ("main_joined", "selected_joined"),
    "measure person-details": ("person_details",),
    "measure ascof-2a": ("ascof_2a", "ascof_2a_outcomes", "ascof_2a_episodes"),
    "measure ascof-2b-2c": ("ascof_2b_2c", "ascof_2b_2c_people"),
    "measure ascof-2e": ("ascof_2e", "ascof_2e_unknown_accommodation", "ascof_2e_people"),
    "measure ascof-3d": ("ascof_3d", "ascof_3d_unknown_mechanism", "ascof_3d_clients", "ascof_3d_carers"),
    "measure ascof-2d": ("ascof_2d_part1", "ascof_2d_part2", "ascof_2d_overlap"),
    "measure waiting-times": ("waiting_times", "waiting_times_context", "waiting_times_requests"),
    "measure requests": ("requests",),
    "measure assessments": ("assessments",),
    "measure reviews": ("reviews",),
    "measure costs": ("costs",),
}
"""Commands, and the expected tables that each must reproduce."""
TOGETHER = (
    ("ascof-2a", "ascof-2b-2c", "ascof-2e", "ascof-3d"),
    ("requests", "assessments", "reviews", "costs"),
)
"""Measures that are made in one run, since they are asked for alike and read the same tables."""
CASES = ("ascof-2a", "ascof-2b-2c", "ascof-2d", "ascof-2e", "ascof-3d", "waiting-times")
"""Measures that say who is counted."""
COSTS = (
    "unit_cost", "planned_units_per_week", "units_per_week", "cost_per_week", "weeks_in_quarter", "cost_in_quarter",
    "cost_per_week_exact", "weeks_in_quarter_exact", "cost_in_quarter_exact",
)  # fmt: skip
ROUNDED = ("percent", "rate_per_100000", "median_days")
"""Rounded figures, which may differ by one in their last decimal. Those of ASCOF 2D have two decimals."""
RELATIVE = 0.0001
"""How far costs may be from those of a database that keeps six decimals."""


@dataclass(frozen=True)
class Golden:
    """A folder for what is made of the golden set, which is landed in a home."""

    folder: Path
    home: Path
    engine: str = "duckdb"

    def made(self, command: str) -> Sequence[Path]:
        """Run a command for the golden parameters, where no process has yet. Returns the folders it wrote, one for each
        year; measures made together are in the same folders."""
        command, folders = _together(command), []
        for start, end in _years_of(command):
            out = self.folder / self.engine / command.replace(" ", "-") / start
            where = ["--home", self.home, "--out", out, "--reference", MAPPINGS, "--engine", self.engine]
            out.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{out}.lock"):
                if not out.exists():
                    run_cld(*command.split(), *_options(command, start, end), "--as-of", AS_OF, *where)
            folders.append(out)
        return folders


def _together(command: str) -> str:
    """Return the command that makes also the measures made together with its own."""
    name = command.removeprefix("measure ")
    return next((f"measure {' '.join(names)}" for names in TOGETHER if name in names), command)


def _years_of(command: str) -> Sequence[tuple[str, str]]:
    if command == "measure ascof-2d":
        return HOSPITAL_YEARS
    several = {"person-details", *CASES} - {"waiting-times"}
    return YEARS if several.issuperset(command.split()[1:]) else LAST_YEAR


def _options(command: str, start: str, end: str) -> list[str]:
    if command.startswith("tables"):
        return ["--from", "2023-04-01" if command == "tables joined" else start, "--to", end]
    period = ["--from", start, "--to", end, "--joined-from", "2023-04-01", "--joined-to", "2026-03-31"]
    _, *names = command.split()
    return period + ["--cases"] * (names[0] in CASES) + ["--spells", SPELLS] * ("ascof-2d" in names)


def run_cld(*arguments: object) -> str:
    """Run a command of `cld` that must succeed. Returns what it printed."""
    done = CliRunner().invoke(cld, [str(argument) for argument in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return str(done.output)


def missing_and_extra(table: str, folders: Sequence[Path]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the expected rows that were not made, and the rows made that were not expected.

    Text is compared as the published method's database compares it; rounded figures and costs may differ a little.
    Rows that are alike must be as many.
    """
    want = pseudonymised(expected(table))
    got = pl.concat([pl.read_csv(folder / f"{table}.csv", infer_schema=False) for folder in folders])
    numbers = [name for name in want.columns if name in (*ROUNDED, *COSTS)]
    want, got = (_comparable(frame.select(want.columns), numbers) for frame in (want, got))
    exact = [name for name in want.columns if name not in numbers]
    missing = want.join(got, on=exact, how="anti", nulls_equal=True)
    extra = got.join(want, on=exact, how="anti", nulls_equal=True)
    if numbers:
        both = want.join(got, on=exact, how="inner", nulls_equal=True, suffix="_made")
        far = pl.any_horizontal(_is_far(name, table) for name in numbers)
        missing = pl.concat([missing, both.filter(far).select(want.columns)])
    return missing, extra


def _comparable(frame: pl.DataFrame, numbers: Sequence[str]) -> pl.DataFrame:
    """Return the rows, those that are alike in all texts numbered in the order of their numbers."""
    texts = [name for name in frame.columns if name not in numbers]
    frame = frame.with_columns(
        *(pl.col(name).str.to_uppercase() for name in texts),
        *(pl.col(name).cast(pl.Float64) for name in numbers),
    ).sort(frame.columns)
    return frame.with_columns(copy=pl.int_range(pl.len()).over(texts))


def _is_far(name: str, table: str) -> pl.Expr:
    want, made = pl.col(name), pl.col(f"{name}_made")
    last = 0.01 if table.startswith("ascof_2d") else 0.1
    allowed = last * 1.001 if name in ROUNDED else want.abs() * RELATIVE
    return (want.is_null() != made.is_null()) | ((want - made).abs() > allowed).fill_null(False)
