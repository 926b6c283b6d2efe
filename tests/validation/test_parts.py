"""Frames kept in memory or in files come back the same."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from polars.testing import assert_frame_equal

from opencld.validation.parts import Parts


def test_what_is_kept_comes_back_in_its_order_from_memory_and_from_files(tmp_path: Path) -> None:
    frames = [pl.DataFrame({"row": [place, place + 1], "text": ["a", "b"]}) for place in (0, 2, 4)]
    for most, files in ((6, 0), (3, 3), (0, 3)):
        parts = Parts(tmp_path, f"most-{most}", most)
        for frame in frames:
            parts.add(frame)
        assert len(list(tmp_path.glob(f"most-{most}-*"))) == files
        assert_frame_equal(parts.scan().collect(), pl.concat(frames))
        assert [part.columns for part in parts.frames(["text"])] == [["text"]] * 3
        assert_frame_equal(pl.concat(parts.frames(["row", "text"])), pl.concat(frames))
