"""The files of pseudonymised events: parts while a return is read, then one file with its numbers."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from opencld.identity.event_columns import empty_events, event_columns
from opencld.identity.events import Door
from opencld.specification import Specification


class EventParts:
    """Writes events part by part into a folder, and at the end all of them into one file."""

    def __init__(self, folder: Path, door: Door, specification: Specification) -> None:
        self.folder, self.door, self.specification = folder, door, specification

    def keep(self, batch: pl.DataFrame, part: int) -> None:
        """Let a part through the door, and write it down under its number."""
        self.door.let_through(batch).write_ipc(self._path(part))

    def gather(self, target: Path, submission_id: int, first_record_id: int) -> None:
        """Write all parts in order to one file, each row with its numbers. Takes the memory of some row groups."""
        parts = sorted(self.folder.glob("part-*.arrow"))
        if not parts:
            empty_events(self.specification).write_parquet(target)
            return
        numbers = (
            pl.lit(submission_id, pl.Int64).alias("submission_id"),
            (pl.col("row") + (first_record_id - 1)).cast(pl.Int64).alias("record_id"),
        )
        columns = [column.name for column in event_columns(self.specification)]
        events = pl.scan_ipc(parts).with_columns(numbers).select(columns)
        events.sink_parquet(target, compression="zstd", compression_level=1, statistics=False)

    def _path(self, part: int) -> Path:
        return self.folder / f"part-{part:06}.arrow"
