"""Rows that were kept, brought back: a few columns of all of them, or everything about some."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from opencld.validation.working_files import working_in

AT_HAND = (
    "row", "meaning", "wording", "nhs", "local_id", "birth", "event_type", "start", "end", "cost",
    "cost_frequency_unit_type", "service_component", "provider_cqc_location_id",
)  # fmt: skip
"""Columns that are looked at on every row; what else a row says is looked up where it is wanted."""


class KeptParts:
    """Rows of one return as they were kept, part by part: a list's values may be texts in one part alone."""

    def __init__(self, folder: Path) -> None:
        self.files = sorted(folder.glob("kept-*.arrow"))

    def at_hand(self) -> Iterator[pl.DataFrame]:
        """Yield all rows, with the columns `AT_HAND`."""
        return self.all(AT_HAND)

    def all(self, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        """Yield all rows, with these columns."""
        for file in self.files:
            yield pl.scan_ipc(file).select(columns).collect()

    def some(self, rows: pl.Series, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        """Yield the rows with these numbers, with these columns."""
        for file in self.files:
            yield _among(file, rows).select(columns).collect()

    def set_aside(self, rows: pl.Series, folder: Path) -> KeptParts:
        """Write the rows with these numbers to a folder of their own, where they are found sooner."""
        with working_in(folder):
            folder.mkdir()
            for file in self.files:
                _among(file, rows).collect().write_ipc(folder / file.name)
        return KeptParts(folder)


def _among(file: Path, rows: pl.Series) -> pl.LazyFrame:
    return pl.scan_ipc(file).filter(pl.col("row").is_in(rows.implode()))
