"""`cld synth` as a person runs it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from opencld.cli import cld
from opencld.errors import OpencldError

USUAL = ("--la-code", "510", "--quarter", "2026-03-31", "--scale", "0.1")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cld, ["synth", *map(str, arguments)])


def test_it_says_what_it_made_and_where(tmp_path: Path) -> None:
    result = run(*USUAL, "--out", tmp_path / "returns")
    assert result.exit_code == 0
    assert result.stdout.startswith("1 return with ")
    assert f"people in {tmp_path / 'returns'}, in" in result.stdout
    assert {path.name for path in (tmp_path / "returns").iterdir()} == {
        "510_rutland_2026-03-31.csv",
        "submissions.csv",
    }


def test_planted_faults_and_hospital_stays_have_files_of_their_own(tmp_path: Path) -> None:
    result = run(*USUAL, "--faults", "0.05", "--spells", "--out", tmp_path / "returns")
    assert "planted faults are listed in" in result.stdout
    assert {path.name for path in (tmp_path / "returns").iterdir()} == {
        "510_rutland_2026-03-31.csv",
        "submissions.csv",
        "planted_faults.csv",
        "hospital_spells.csv.gz",
        "lsoa_lookup.csv",
    }


def test_rounds_and_all_of_england(tmp_path: Path) -> None:
    result = run(
        "--england", "--quarter", "31/03/2026", "--rounds", 2, "--scale", 0.001, "--out", tmp_path / "returns"
    )
    assert result.exit_code == 0
    assert result.stdout.startswith("306 returns with ")
    assert len(list((tmp_path / "returns").glob("*_2025-12-31.csv"))) == 153


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--la-code", "510", "--england", "--quarter", "2026-03-31"), "leave --la-code out, or --england"),
        (
            ("--la-code", "510", "--quarter", "2026-03-31", "--quarter", "2025-12-31", "--rounds", "2"),
            "Give --quarter once",
        ),
        (("--la-code", "510"), "No quarter was named"),
        (("--quarter", "2026-03-31"), "No local authority was named"),
        (("--la-code", "302", "--quarter", "2026-03-31"), "`302` is not the code of a local authority"),
        (
            ("--la-code", "510", "--quarter", "2026-02-15", "--rounds", "2"),
            "not the end of a reporting period",
        ),
        (("--la-code", "510", "--quarter", "2026-03-31", "--scale", "0"), "The scale is 0"),
    ],
)
def test_what_makes_no_sense_is_said_and_leaves_nothing(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = run(*arguments, "--out", tmp_path / "returns")
    assert isinstance(result.exception, OpencldError)
    assert result.exception.exit_code == 2
    assert said in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_a_period_that_is_no_day_is_said(tmp_path: Path) -> None:
    result = run("--la-code", "510", "--quarter", "Q4", "--out", tmp_path / "returns")
    assert result.exit_code == 2
    assert "'Q4' is not a day" in result.stderr


def test_a_folder_that_exists_is_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    result = run(*USUAL, "--out", tmp_path)
    assert isinstance(result.exception, OpencldError)
    assert result.exception.exit_code == 4
