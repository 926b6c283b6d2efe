"""The golden set is whole."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.golden.golden_set import HERE, expected, unpack_submissions
from tests.golden.landed import TABLES


def test_the_manifest_names_every_submission_with_its_rows(tmp_path: Path) -> None:
    manifest = pl.read_csv(unpack_submissions(tmp_path))
    lines = [(tmp_path / file).read_bytes().count(b"\r\n") - 1 for file in manifest["file"]]
    assert lines == manifest["rows"].to_list()
    assert sum(lines) == 165_137


def test_every_expected_table_is_among_those_that_are_made_and_compared() -> None:
    compared = {table for tables in TABLES.values() for table in tables}
    assert compared == {path.stem for path in (HERE / "expected").iterdir()}


def test_every_expected_table_has_rows_and_a_line_in_the_description() -> None:
    described = (HERE / "README.md").read_text(encoding="utf-8")
    for path in (HERE / "expected").iterdir():
        assert expected(path.stem).height > 0
        assert f"`{path.stem}`" in described
