"""Frames of the same columns kept until all are there: in memory, or in a folder once they are much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from opencld.validation.working_files import working_in


class Parts:
    """Frames of the same columns in the order in which they were added.

    Beyond `most_in_memory` rows all of them are files, called by a `name` that no other parts in the folder have.
    """

    def __init__(self, folder: Path, name: str, most_in_memory: int) -> None:
        self.folder, self.name, self.most_in_memory = folder, name, most_in_memory
        self._in_memory: list[pl.DataFrame] = []
        self._written: list[Path] = []

    def add(self, part: pl.DataFrame) -> None:
        """Keep one more frame."""
        self._in_memory.append(part)
        if self._written or sum(one.height for one in self._in_memory) > self.most_in_memory:
            self._write_down()

    def _write_down(self) -> None:
        with working_in(self.folder):
            for part in self._in_memory:
                file = self.folder / f"{self.name}-{len(self._written):06}.arrow"
                # read back by column, which this format allows without unpacking anything else
                part.write_ipc(file)
                self._written.append(file)
        self._in_memory.clear()

    def scan(self) -> pl.LazyFrame:
        """Return all rows of all frames. There must be one."""
        return pl.scan_ipc(self._written) if self._written else pl.concat(self._in_memory).lazy()

    def frames(self, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        """Yield frame by frame, these columns only."""
        for part in self._in_memory:
            # series by series, for `select` would copy every text
            yield pl.DataFrame([part[name] for name in columns])
        for file in self._written:
            yield pl.read_ipc(file, columns=list(columns))
