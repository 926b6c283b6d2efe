"""The golden set: submissions of invented authorities, and what the published method makes of them.

What is in it says `README.md` beside this module.
"""

from __future__ import annotations

import tarfile
from pathlib import Path

import polars as pl

HERE = Path(__file__).parent
MAPPINGS = HERE / "mappings"
HOSPITAL_SPELLS = HERE / "hospital_spells.parquet"


def unpack_submissions(folder: Path) -> Path:
    """Unpack the 83 submissions into a folder. Returns the manifest there, whose paths lead to them."""
    with tarfile.open(HERE / "submissions.tar.xz") as packed:
        packed.extractall(folder, filter="data")
    manifest = folder / "submissions.csv"
    manifest.write_bytes((HERE / "submissions.csv").read_bytes())
    return manifest


def expected(table: str) -> pl.DataFrame:
    """Return one of the expected tables, all columns as text, blank as null."""
    return pl.read_parquet(HERE / "expected" / f"{table}.parquet")
