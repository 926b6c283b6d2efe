"""The rows that the rules' examples start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from opencld.errors import SpecificationFaulty
from opencld.specification.rule_files import example_rows


def test_a_row_may_start_from_one_before_it_and_change_cells(tmp_path: Path) -> None:
    (tmp_path / "examples.yaml").write_text(
        "one: {gender: Male, postcode: QQ1}\ntwo: {a: one, postcode: ''}\n"
    )
    assert example_rows(tmp_path)["two"] == {"gender": "Male", "postcode": ""}


def test_a_row_that_starts_from_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "examples.yaml").write_text("one: {a: two}\ntwo: {gender: Male}\n")
    with pytest.raises(SpecificationFaulty, match="one starts from two, which is none of the rows before it"):
        example_rows(tmp_path)
