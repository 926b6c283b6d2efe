"""Runs: what they leave, how they are repeated, and what they refuse. On the golden set."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from opencld.cli import centre, cld
from tests.golden.golden_set import MAPPINGS

YEAR = ("--from", "2025-04-01", "--to", "2026-03-31")
PLAIN = (*YEAR, "--as-of", "2026-05-05", "--reference", str(MAPPINGS))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cld, [str(argument) for argument in arguments])


def refusal(*arguments: object) -> str:
    """Return what is said when a command is refused, which must be an error of ours and no fault of the program."""
    result = run(*arguments)
    assert result.exit_code != 0
    assert result.exception is not None
    assert type(result.exception).__module__ == "opencld.errors", result.exception
    return str(result.exception)


def single(home: Path, out: Path, *more: object) -> Result:
    return run("tables", "single", "--home", home, *PLAIN, "--out", out, *more)


def test_a_run_leaves_its_tables_and_a_manifest(golden_home: Path, tmp_path: Path) -> None:
    result = single(golden_home, tmp_path / "out", "--format", "parquet")
    assert result.exit_code == 0, result.output
    assert "7 submissions of 7 local authorities were read" in result.output
    assert "Hawthwaite" in result.output, "who has no usable submission is named"
    manifest = json.loads((tmp_path / "out" / "manifest-single.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == {path.name for path in (tmp_path / "out").glob("*.parquet")}
    assert manifest["files"]["main_single.parquet"]["rows"] == 13_992
    assert len(manifest["submissions"]) == 7
    assert [path.name for path in tmp_path.iterdir()] == ["out"], "nothing else is left beside it"


def test_a_run_can_be_repeated_from_its_manifest(golden_home: Path, tmp_path: Path) -> None:
    single(golden_home, tmp_path / "out")
    manifest = tmp_path / "out" / "manifest-single.json"
    again = run("repeat", manifest, "--home", golden_home, "--out", tmp_path / "again")
    assert again.exit_code == 0, again.output
    assert "Every table is the same as before." in again.output


@pytest.mark.needs_more
def test_several_measures_in_one_run_are_as_each_of_them_alone(golden_home: Path, tmp_path: Path) -> None:
    names = ("ascof-2a", "ascof-3d")
    home = ("--home", golden_home, *PLAIN)
    together = run("measure", *names, names[0], *home, "--out", tmp_path / "together")
    assert together.exit_code == 0, together.output
    for name in names:
        alone = run("measure", name, *home, "--out", tmp_path / name)
        # the same tables are printed one after the other
        figures = alone.output.split("were read.\n\n")[1].split("\n\n")[0]
        assert figures in together.output
        for file in (tmp_path / name).glob("*.csv"):
            of_both = tmp_path / "together" / file.name
            if file.stem == "measure_results":
                header, *lines = file.read_text(encoding="utf-8").splitlines()
                both_header, *both_lines = of_both.read_text(encoding="utf-8").splitlines()
                assert header == both_header
                assert lines == [line for line in both_lines if line.startswith(name)]
            else:
                assert file.read_bytes() == of_both.read_bytes()
    manifest = tmp_path / "together" / "manifest-ascof-2a+ascof-3d.json"
    again = run("repeat", manifest, "--home", golden_home, "--out", tmp_path / "again")
    assert "Every table is the same as before." in again.output


def test_a_repetition_says_what_is_different(golden_home: Path, tmp_path: Path) -> None:
    reference = tmp_path / "reference"
    shutil.copytree(MAPPINGS, reference)
    run(
        "tables", "single", "--home", golden_home, *YEAR, "--as-of", "2026-05-05",
        "--reference", reference, "--out", tmp_path / "out",
    )  # fmt: skip
    (reference / "gender.csv").write_text("raw_value,cleaned_value\nFemale,Female\n", encoding="utf-8")
    manifest = tmp_path / "out" / "manifest-single.json"
    again = run("repeat", manifest, "--home", golden_home, "--out", tmp_path / "again")
    assert again.exit_code == 1
    assert "Reference tables differ: gender." in again.output
    assert "main_single.csv" in again.output


def test_a_measure_is_shown_on_the_terminal(golden_home: Path) -> None:
    result = run("measure", "ASCOF 2B-2C", "--home", golden_home, *PLAIN)
    assert result.exit_code == 0, result.output
    assert "rate_per_100000" in result.output
    assert "Alderbrook" in result.output


def test_measures_are_listed() -> None:
    result = run("measure", "--list")
    assert result.exit_code == 0
    assert "ascof-2e" in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("measure",), "Name a measure"),
        (("measure", "ascof-2x"), "Did you mean ascof-2e"),
        (("measure", "ascof-2a"), "Name the twelve months"),
        (("measure", "ascof-2a", "--from", "2025-04-01", "--to", "2026-03-30"), "not twelve whole months"),
        (("measure", "ascof-2a", *YEAR, "--joined-from", "2025-07-01"), "does not span"),
        (("measure", "ascof-2a", *YEAR, "--as-of", "2020-01-01"), "the first came on 03/04/2024"),
        (("tables", "single", "--from", "2025-04-01", "--to", "2025-12-31"), "is not twelve"),
        (("tables", "single", "--from", "2025-04-02", "--to", "2026-03-31"), "no period of whole months"),
        (("tables", "joined", "--from", "2025-04-01", "--to", "2025-05-31"), "no whole quarter"),
        (
            ("tables", "single", "--from", "1999-04-01", "--to", "2000-03-31"),
            "covers 01/04/1999 to 31/03/2000",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    golden_home: Path, arguments: tuple[str, ...], words: str
) -> None:
    assert words in refusal(*arguments, *(("--home", golden_home) if len(arguments) > 2 else ()))


def test_a_place_that_cannot_be_written_to_is_named(golden_home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert "is a file" in refusal(
        "tables", "single", "--home", golden_home, *PLAIN, "--out", tmp_path / "file"
    )
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_what_is_no_manifest_is_refused(golden_home: Path, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"asked": {}}', encoding="utf-8")
    common = ("--home", golden_home, "--out", tmp_path / "out")
    assert "is no manifest of a run" in refusal("repeat", tmp_path / "manifest.json", *common)
    assert "cannot be read" in refusal("repeat", tmp_path / "nothing.json", *common)


def test_reference_tables_can_be_written_changed_and_read(tmp_path: Path) -> None:
    result = run("tables", "reference", "--out", tmp_path / "reference")
    assert result.exit_code == 0, result.output
    again = run("tables", "reference", "--reference", tmp_path / "reference", "--out", tmp_path / "again")
    assert again.exit_code == 0, again.output
    for path in (tmp_path / "reference").iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


def test_events_that_are_not_as_they_were_written_are_named(golden_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(golden_home, home)
    damaged = home / "pseudonymised" / "events" / "79.parquet"
    damaged.chmod(0o600)
    damaged.write_bytes(damaged.read_bytes()[:-1])
    assert "79.parquet is not the file that was written" in refusal(
        "tables", "single", "--home", home, *PLAIN
    )
    damaged.unlink()
    assert "79.parquet is absent" in refusal("tables", "single", "--home", home, *PLAIN)


@pytest.mark.parametrize(
    "command",
    [("tables", "single", *YEAR), ("measure", "ascof-2a", *YEAR), ("lineage", "1")],
    ids=lambda one: one[0],
)
def test_without_the_libraries_of_the_centre_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...]
) -> None:
    monkeypatch.setattr(centre, "find_spec", lambda _name: None)
    assert "pip install '.[centre]'" in refusal(*command, "--home", tmp_path)
