"""The file of a submission's pseudonymised events, written while the return is read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from threading import Lock, Thread
from types import TracebackType
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source

from opencld.identity.event_columns import empty_events
from opencld.identity.events import Door
from opencld.pipeline.tallies import NOTHING, Tallies, Tallying
from opencld.specification import Specification

PACKED: Any = {"compression": "zstd", "compression_level": 1, "statistics": False}


@dataclass(frozen=True)
class Numbers:
    """The numbers of a submission and of the first record in it."""

    submission_id: int
    first_record_id: int


class EventParts:
    """Takes the events of a return part by part, and leaves one file of them under its numbers.

    These are certain only once the register is held. What has one part waits for them in memory; what has more is
    written while it is read under the `likely` ones, and written once more where it gets others.
    """

    def __init__(self, target: Path, door: Door, specification: Specification, likely: Numbers) -> None:
        self.target, self.door, self.likely = target, door, likely
        self.empty = empty_events(specification)
        self._tallying = Tallying(specification)
        self._lock = Lock()
        self._begin()

    def keep(self, batch: pl.DataFrame, part: int) -> None:
        """Let a part through the door. A part that comes again begins the return anew."""
        events = self.door.let_through(batch)
        tallies = self._tallying.of(events)
        with self._lock:
            if part < self._next or part in self._early:
                self.close()
                self._begin()
            self._early[part] = events
            self.tallies += tallies
            while self._next in self._early:
                self._take(self._early.pop(self._next))
                self._next += 1

    def gather(self, numbers: Numbers) -> None:
        """Leave the file at its place, each row with its numbers, all parts in order."""
        for part in sorted(self._early):
            # one before it has no row that could be read
            self._take(self._early.pop(part))
        if self._file is None:
            events = self._numbered(self._first, numbers) if self._first is not None else self.empty
            events.write_parquet(self.target, **PACKED)
            return
        self._file.finish()
        if numbers != self.likely:
            self._write_again(numbers)

    def close(self) -> None:
        """Stop writing. What was written is of no use unless it was gathered."""
        if self._file:
            with suppress(Exception):
                self._file.finish()

    def __enter__(self) -> EventParts:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self) -> None:
        self.tallies: Tallies = NOTHING
        self._next = 0
        self._early: dict[int, pl.DataFrame] = {}
        self._first: pl.DataFrame | None = None
        self._file: _GrowingFile | None = None

    def _take(self, events: pl.DataFrame) -> None:
        if self._file is None and self._first is None:
            self._first = events
            return
        self._file = self._file or _GrowingFile(self.target, self.empty.schema)
        for part in (self._first, events):
            if part is not None:
                self._file.add(self._numbered(part, self.likely))
        self._first = None

    def _numbered(self, events: pl.DataFrame, numbers: Numbers) -> pl.DataFrame:
        submission = pl.Series("submission_id", [numbers.submission_id], dtype=pl.Int64)
        records = (events["row"].cast(pl.Int64) + (numbers.first_record_id - 1)).alias("record_id")
        columns = {column.name: column for column in events}
        columns |= {"submission_id": submission.new_from_index(0, events.height), "record_id": records}
        return pl.DataFrame([columns[name] for name in self.empty.columns])

    def _write_again(self, numbers: Numbers) -> None:
        written = self.target.with_suffix(".written")
        self.target.replace(written)
        later = numbers.first_record_id - self.likely.first_record_id
        events = pl.scan_parquet(written).with_columns(
            pl.lit(numbers.submission_id, pl.Int64).alias("submission_id"), pl.col("record_id") + later
        )
        events.sink_parquet(self.target, **PACKED)
        written.unlink()


class _GrowingFile:
    """A Parquet file that is written in a thread of its own, while what goes into it is still being made."""

    def __init__(self, path: Path, schema: pl.Schema) -> None:
        self._frames: Queue[pl.DataFrame | None] = Queue(maxsize=1)
        self._has_ended = False
        self._failure: BaseException | None = None
        self._thread = Thread(target=self._write, args=(path, schema), daemon=True)
        self._thread.start()

    def add(self, frame: pl.DataFrame) -> None:
        """Add rows at the end; waits while others are being written. Raises what went wrong with earlier ones."""
        if self._failure:
            raise self._failure
        self._frames.put(frame)

    def finish(self) -> None:
        """End the file. Raises what went wrong."""
        if self._thread.is_alive():
            self._frames.put(None)
            self._thread.join()
        if self._failure:
            raise self._failure

    def _write(self, path: Path, schema: pl.Schema) -> None:
        try:
            register_io_source(self._source, schema=schema).sink_parquet(path, **PACKED)
        except BaseException as error:
            self._failure = error
            # whoever adds more must not wait for ever
            for _ in self._source():
                pass

    def _source(self, *_how: object) -> Iterator[pl.DataFrame]:
        while not self._has_ended:
            frame = self._frames.get()
            if frame is None:
                self._has_ended = True
            else:
                yield frame
