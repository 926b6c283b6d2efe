"""`cld measure` and `cld lineage` refuse at once what could only fail later."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from opencld.cli import cld
from opencld.errors import CannotWrite, Misused
from opencld.measures import measures

YEAR = ["--from", "2025-04-01", "--to", "2026-03-31"]


def refusal(*arguments: str, error: type[Exception] = Misused) -> str:
    with pytest.raises(error) as refused:
        CliRunner().invoke(cld, arguments, catch_exceptions=False, standalone_mode=False)
    return str(refused.value)


def test_a_measure_that_needs_hospital_spells_says_how_to_land_them() -> None:
    assert "cld land-spells FILE" in refusal("measure", "ascof-2d", *YEAR)


def test_a_measure_that_reads_no_hospital_spells_refuses_them() -> None:
    assert "Leave out --spells" in refusal("measure", "ascof-2e", *YEAR, "--spells", "any")


def test_a_measure_of_neither_people_nor_episodes_names_those_that_have_cases() -> None:
    message = refusal("measure", "costs", *YEAR, "--cases")
    assert all(one.name in message for one in measures().values() if one.cases)


def test_measures_that_are_not_made_from_the_same_tables_are_refused_together() -> None:
    assert "ascof-2e and costs are not made from the same tables" in refusal(
        "measure", "ascof-2e", "costs", *YEAR
    )


def test_each_of_several_measures_must_have_what_it_needs() -> None:
    assert "cld land-spells FILE" in refusal("measure", "ascof-2e", "ascof-2d", *YEAR)
    assert "ascof-2a and ascof-2e read no hospital spells" in refusal(
        "measure", "ascof-2a", "ascof-2e", *YEAR, "--spells", "any"
    )


def test_a_lineage_refuses_files_that_it_could_not_write(tmp_path: Path) -> None:
    assert "neither .csv nor .parquet" in refusal("lineage", "1", "--out", str(tmp_path / "rows.txt"))
    assert ".html" in refusal("lineage", "1", "--report", str(tmp_path / "page.md"))
    nowhere = str(tmp_path / "none" / "rows.csv")
    assert "There is no folder" in refusal("lineage", "1", "--out", nowhere, error=CannotWrite)
