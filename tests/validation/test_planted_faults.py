"""A return made by an independent generator, with faults planted in it: all are found, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl

import opencld
from tests.validation.little_returns import AS_OF, SPECIFICATION

ROOT = Path(__file__).parents[2]


def test_every_planted_fault_is_found_on_its_line_and_in_its_field_and_nothing_else(tmp_path: Path) -> None:
    source, answers = tmp_path / "return.csv", tmp_path / "planted.csv"
    making = [
        sys.executable,
        "-m",
        "bench.make_return",
        source,
        "--rows",
        "6000",
        "--bad",
        "0.1",
        "--seed",
        "7",
    ]
    subprocess.run([*map(str, making), "--planted", str(answers)], cwd=ROOT, check=True)
    planted = pl.read_csv(answers, infer_schema=False).select(pl.col("line").cast(pl.Int64), "field")
    found = opencld.validate(source, AS_OF).findings
    names = {field.header: field.name for field in SPECIFICATION.fields}
    # of several fields a finding names the one at fault first
    named = pl.col("field").str.split("; ").list.first().replace_strict(names, default="").alias("field")
    assert planted.height > 500
    assert sorted(found.select("line", named).rows()) == sorted(planted.rows())
