"""`cld land`, `cld submissions` and `cld key` as people use them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from opencld.cli import cld
from opencld.errors import AlreadyLanded, CannotWrite, KeyUnusable, Misused, OpencldError, UnknownAuthority
from tests.landing.homes import LA_CODE, a_return, with_key  # noqa: F401 - a fixture

AUTHORITIES = "la_code,la_name,la_area_code,region\n991,Alderbrook,E10000991,North\n"


def run(*arguments: str | Path) -> Result:
    """Run a command that should succeed, or end with an exit code of its own."""
    return CliRunner().invoke(cld, [str(argument) for argument in arguments], catch_exceptions=False)


def refused(*arguments: str | Path) -> OpencldError:
    """Run a command that should be refused; return why."""
    with pytest.raises(OpencldError) as caught:
        run(*arguments)
    return caught.value


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one submission."""
    file = a_return(tmp_path / "return.csv")
    done = run(
        "land",
        file,
        "--la-code",
        LA_CODE,
        "--imported-at",
        "2026-04-20 14:49:42",
        "--home",
        tmp_path / "home",
    )
    assert done.exit_code == 0
    return tmp_path / "home"


def test_landing_prints_a_receipt(tmp_path: Path) -> None:
    done = run(
        "land", a_return(tmp_path / "r.csv"), "--la-code", LA_CODE, "--home", tmp_path / "home", "--by", "Ann"
    )
    assert done.output.startswith("Submission          1, accepted\nLocal authority     503 Lincolnshire\n")
    assert " by Ann\n" in done.output
    assert "What happens next   It " in done.output


def test_a_receipt_is_also_there_for_programs(tmp_path: Path) -> None:
    done = run(
        "land", a_return(tmp_path / "r.csv"), "--la-code", LA_CODE, "--home", tmp_path / "home", "--format", "json",
        "--imported-at", "2026-04-20",
    )  # fmt: skip
    (receipt,) = json.loads(done.output)
    assert (receipt["outcome"], receipt["submission"]["imported_at"]) == ("landed", "2026-04-20T00:00:00.000")


def test_a_rejected_file_ends_with_1_and_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "return.csv"
    file.write_text("LA Code,Gender\n503,Female\n", encoding="utf-8")
    done = run("land", file, "--la-code", LA_CODE, "--home", tmp_path / "home")
    assert done.exit_code == 1
    assert "return.csv of 503 was rejected. Nothing of it was kept." in done.output
    listed = run("submissions", "list", "--rejected", "--home", tmp_path / "home", "--format", "json")
    assert [(entry["file"], entry["la_code"]) for entry in json.loads(listed.output)] == [
        ("return.csv", "503")
    ]


def test_a_manifest_with_authorities_of_its_own_is_landed_and_landed_again(tmp_path: Path) -> None:
    for n in (1, 2):
        a_return(tmp_path / f"{n}.csv", people=n)
        text = (tmp_path / f"{n}.csv").read_text(encoding="utf-8").replace("\n503,", "\n991,")
        (tmp_path / f"{n}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference/la_lookup.csv").write_text(AUTHORITIES, encoding="utf-8")
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(
        "la_code,file,imported_at\n991,2.csv,2024-07-01\n991,1.csv,2024-04-01\n", encoding="utf-8"
    )
    options = (
        "land",
        "--manifest",
        manifest,
        "--home",
        tmp_path / "home",
        "--reference",
        tmp_path / "reference",
    )
    done = run(*options)
    assert "1 of 2: submission 1, 991 Alderbrook, 1 rows" in done.output
    assert done.output.endswith("Of 2 files 2 landed with 3 rows.\n")
    again = run(*options)
    assert (again.exit_code, again.output.splitlines()[-1]) == (
        0, "Of 2 files 0 landed with 0 rows, 2 passed over as landed before.",
    )  # fmt: skip
    calendar = run(
        "submissions", "calendar", "--home", tmp_path / "home", "--reference", tmp_path / "reference",
        "--format", "csv", "--as-of", "2026-04-30",
    )  # fmt: skip
    assert calendar.output.splitlines()[1].startswith("2025-04-01 to 2026-03-31,991,Alderbrook,")


@pytest.mark.parametrize(
    ("arguments", "kind", "message"),
    [
        (["land"], Misused, "Name a file with --la-code"),
        (["land", "FILE"], Misused, "Name a file with --la-code"),
        (["land", "FILE", "--la-code", "999", "--home", "H"], UnknownAuthority, "999 is the code of none"),
        (["land", "FILE", "--la-code", "503"], Misused, "with --home, or set OPENCLD_HOME"),
        (["land", "FILE", "--la-code", "503", "--manifest", "m.csv"], Misused, "stand in the manifest"),
        (["land", "FILE", "--la-code", "503", "--home", "FILE"], CannotWrite, "cannot be the home"),
        (["land", "FILE", "--la-code", "503", "--home", "H", "--reference", "R"], Misused, "is not a folder"),
    ],
)
def test_wrong_use_is_refused_with_what_is_right(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    kind: type[OpencldError],
    message: str,
) -> None:
    monkeypatch.delenv("OPENCLD_HOME", raising=False)
    file = a_return(tmp_path / "return.csv")
    places = {"FILE": str(file), "H": str(tmp_path / "home"), "R": str(tmp_path / "nowhere")}
    error = refused(*[places.get(argument, argument) for argument in arguments])
    assert isinstance(error, kind)
    assert message in str(error)
    assert not (tmp_path / "home").exists()


def test_a_moment_that_is_none_is_refused() -> None:
    done = CliRunner().invoke(cld, ["land", "x.csv", "--la-code", "503", "--imported-at", "20/04/26"])
    assert done.exit_code == 2
    assert "Write it like 2026-04-20 14:49:42" in done.output


def test_the_same_file_again_is_refused_with_a_code_of_its_own(home: Path) -> None:
    error = refused("land", home.parent / "return.csv", "--la-code", LA_CODE, "--home", home)
    assert isinstance(error, AlreadyLanded)
    done = run("land", home.parent / "return.csv", "--la-code", LA_CODE, "--home", home, "--again")
    assert done.output.startswith("Submission          2")


def test_the_home_may_be_a_setting(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENCLD_HOME", str(home))
    assert [
        one["submission_id"] for one in json.loads(run("submissions", "list", "--format", "json").output)
    ] == [1]


def test_a_submission_is_shown_withdrawn_and_taken_in_again(home: Path) -> None:
    assert "landed by" in run("submissions", "show", "1", "--home", home).output
    assert (
        json.loads(run("submissions", "show", "1", "--home", home, "--format", "json").output)["counts"]
        is not None
    )
    done = run("submissions", "withdraw", "1", "--home", home, "--comment", "sent by mistake")
    assert done.output == "Submission 1 of 503 Lincolnshire is now withdrawn.\n"
    shown = run("submissions", "show", "1", "--home", home).output
    assert "It stays in the store" in shown.replace("\n" + " " * 20, " ")
    assert "sent by mistake" in shown
    run("submissions", "withdraw", "1", "--home", home, "--comment", "no mistake", "--undo")
    assert isinstance(refused("submissions", "show", "2", "--home", home), Misused)


def test_checking_the_store_names_what_is_damaged(home: Path) -> None:
    assert run("submissions", "check", "--home", home).output == "1 submissions are whole.\n"
    (home / "pseudonymised/events/1.parquet").write_bytes(b"")
    done = run("submissions", "check", "--home", home)
    assert done.exit_code == 7
    assert "1.parquet is not the file that was written" in done.output


def test_a_key_is_made_once_and_not_written_over(tmp_path: Path) -> None:
    assert len(run("key", "new").output.strip()) == 64
    done = run("key", "new", "--out", tmp_path / "key")
    written = (tmp_path / "key").read_text(encoding="ascii")
    assert written.strip() not in done.output
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert isinstance(refused("key", "new", "--out", tmp_path / "key"), Misused)
    assert (tmp_path / "key").read_text(encoding="ascii") == written


def test_without_a_key_landing_says_how_to_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENCLD_PSEUDONYM_KEY")
    error = refused("land", a_return(tmp_path / "r.csv"), "--la-code", LA_CODE, "--home", tmp_path / "home")
    assert isinstance(error, KeyUnusable)
    assert "`cld key new --out FILE` makes one" in str(error)
    assert not (tmp_path / "home").exists()


def test_checking_a_return_needs_none_of_the_libraries_of_the_centre() -> None:
    code = (
        "import sys, opencld.validation, opencld.cli.validate, opencld.cli.land, opencld.cli.submissions;"
        "print([name for name in ('sqlalchemy', 'alembic', 'cryptography', 'filelock') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
