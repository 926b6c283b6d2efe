"""Gives DuckDB a frame of polars as it stands in memory."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Stream:
    """A frame as a stream of Arrow data, in which form DuckDB reads it without pyarrow."""

    frame: pl.DataFrame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.frame.__arrow_c_stream__(requested_schema)
