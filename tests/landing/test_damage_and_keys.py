"""Damaged files are found and named; keys that are missing or wrong stop a landing before anything is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from opencld.errors import CannotRead, KeyUnusable, Misused, OpencldError, RegisterNotOurs, StoreDamaged
from opencld.settings import read_settings
from opencld.submissions.checking import check_store, unregistered_files
from opencld.submissions.home import Home, chosen_home, open_home
from opencld.submissions.keys import Key, new_key, read_key
from opencld.submissions.records import Submission, all_submissions
from opencld.submissions.register import open_register
from opencld.submissions.store import read_content
from tests.landing.homes import (
    ENCRYPTION_KEY,
    PSEUDONYM_KEY,
    a_return,
    an_arrival,
    expected_files,
    files_in,
    land,
    landing_in,
    whole_submissions,
    with_key,  # noqa: F401 - a fixture
)

Damage = Callable[[Path], object]


def with_another_byte(content: bytes, at: int) -> bytes:
    """Change one byte, whichever it is: of encrypted content it may be any."""
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


DAMAGES: dict[str, Damage] = {
    "absent": lambda path: path.unlink(),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-7]),
    "empty": lambda path: path.write_bytes(b""),
    "one byte changed": lambda path: path.write_bytes(with_another_byte(path.read_bytes(), at=90)),
    "more appended": lambda path: path.write_bytes(path.read_bytes() + b"more"),
}


def faults_of(folder: Path, key: Key | None = None) -> list[OpencldError]:
    """Return what the check of a home's store finds."""
    register = open_register(Home(folder).register)
    try:
        return [fault for checked in check_store(Home(folder), register, key) for fault in checked.faults]
    finally:
        register.close()


def content_of(folder: Path, one: Submission) -> Path:
    """Return the file of a submission's bytes."""
    return Home(folder).content_of(one.content_hash, one.encryption_key is not None)


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a return and two homes in which it has landed, plain and encrypted; each test damages its copy."""
    folder = tmp_path_factory.mktemp("landed")
    file = a_return(folder / "return.csv")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("OPENCLD_PSEUDONYM_KEY", PSEUDONYM_KEY)
        environment.delenv("OPENCLD_ENCRYPTION_KEY", raising=False)
        land(folder / "plain", file)
        environment.setenv("OPENCLD_ENCRYPTION_KEY", ENCRYPTION_KEY)
        land(folder / "encrypted", file)
    return folder


def first_submission(folder: Path) -> Submission:
    """Return the first submission of a home."""
    register = open_register(Home(folder).register)
    try:
        return all_submissions(register)[0]
    finally:
        register.close()


@pytest.mark.parametrize("how", ["plain", "encrypted"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_bytes_are_found_and_named(
    landed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str, how: str
) -> None:
    if how == "encrypted":
        monkeypatch.setenv("OPENCLD_ENCRYPTION_KEY", ENCRYPTION_KEY)
    copytree(landed / how, tmp_path / "home")
    path = content_of(tmp_path / "home", first_submission(tmp_path / "home"))
    path.chmod(0o600)
    DAMAGES[damage](path)
    (fault,) = faults_of(tmp_path / "home", Key(bytes.fromhex(ENCRYPTION_KEY)))
    assert isinstance(fault, StoreDamaged)
    assert str(path) in str(fault)
    # the same bytes are not landed on top of damaged ones
    left = files_in(tmp_path / "home")
    with pytest.raises(StoreDamaged):
        land(tmp_path / "home", landed / "return.csv", again=True, imported_at=None)
    assert files_in(tmp_path / "home") == left


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_events_are_found_and_named(landed: Path, tmp_path: Path, damage: str) -> None:
    copytree(landed / "plain", tmp_path / "home")
    path = Home(tmp_path / "home").events_of(1)
    DAMAGES[damage](path)
    (fault,) = faults_of(tmp_path / "home")
    assert isinstance(fault, StoreDamaged)
    assert str(path) in str(fault)


def test_a_file_that_no_submission_has_is_named_and_kept(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    land(home.folder, a_return(tmp_path / "return.csv"))
    home.events_of(7).write_bytes(b"of a submission that a restored register does not know")
    land(home.folder, a_return(tmp_path / "other.csv", people=4))
    register = open_register(home.register)
    assert unregistered_files(home, register) == ["pseudonymised/events/7.parquet"]
    register.close()


def test_submissions_are_encrypted_where_there_is_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENCLD_ENCRYPTION_KEY", ENCRYPTION_KEY)
    file, key = a_return(tmp_path / "return.csv"), Key(bytes.fromhex(ENCRYPTION_KEY))
    one = land(tmp_path / "home", file)
    assert one.encryption_key == key.fingerprint
    assert b"Holloway" not in content_of(tmp_path / "home", one).read_bytes()
    assert b"".join(read_content(Home(tmp_path / "home"), one.content, key)) == file.read_bytes()
    assert files_in(tmp_path / "home") == expected_files(whole_submissions(tmp_path / "home", key))
    with pytest.raises(KeyUnusable, match=r"is encrypted\. Set OPENCLD_ENCRYPTION_KEY"):
        list(read_content(Home(tmp_path / "home"), one.content, None))
    with pytest.raises(KeyUnusable, match="was encrypted with another key"):
        list(read_content(Home(tmp_path / "home"), one.content, Key(b"x" * 32)))


@pytest.mark.parametrize(
    ("variable", "setting", "message"),
    [
        ("OPENCLD_PSEUDONYM_KEY", "", "is not set, and landing needs a key.*cld key new --out FILE"),
        ("OPENCLD_PSEUDONYM_KEY", "secret", "neither a key of 64 hexadecimal digits nor a file"),
        ("OPENCLD_PSEUDONYM_KEY", "ab" * 32, "not the key for pseudonyms that earlier submissions"),
        ("OPENCLD_ENCRYPTION_KEY", "", "not set, but earlier submissions are encrypted"),
        ("OPENCLD_ENCRYPTION_KEY", "ab" * 32, "not the key for encryption that earlier submissions"),
    ],
)
def test_a_missing_or_wrong_key_stops_a_landing_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, setting: str, message: str
) -> None:
    monkeypatch.setenv("OPENCLD_ENCRYPTION_KEY", ENCRYPTION_KEY)
    land(tmp_path / "home", a_return(tmp_path / "return.csv"))
    before = {path: (tmp_path / "home" / path).read_bytes() for path in files_in(tmp_path / "home")}
    monkeypatch.setenv(variable, setting)
    with pytest.raises(KeyUnusable, match=message), landing_in(tmp_path / "home") as landing:
        landing.land(an_arrival(a_return(tmp_path / "other.csv")))
    assert {path: (tmp_path / "home" / path).read_bytes() for path in files_in(tmp_path / "home")} == before


def test_a_key_may_lie_in_a_file_and_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = new_key()
    (tmp_path / "key").write_text(written + "\n")
    key = read_key(str(tmp_path / "key"), "OPENCLD_PSEUDONYM_KEY")
    assert key == read_key(written, "OPENCLD_PSEUDONYM_KEY")
    monkeypatch.setenv("OPENCLD_PSEUDONYM_KEY", written)
    assert written not in repr(key) + repr(read_settings())
    (tmp_path / "key").write_text("not a key")
    with pytest.raises(KeyUnusable, match="does not hold a key"):
        read_key(str(tmp_path / "key"), "OPENCLD_PSEUDONYM_KEY")


def test_a_register_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    land(tmp_path / "home", a_return(tmp_path / "return.csv"))
    path = tmp_path / "home/register.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    before = path.read_bytes()
    with pytest.raises(RegisterNotOurs, match="written by a newer version of opencld"):
        land(tmp_path / "home", a_return(tmp_path / "other.csv"))
    assert path.read_bytes() == before


def test_a_register_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home/register.sqlite").write_bytes(b"This is no database, whatever its name says. " * 100)
    with pytest.raises(RegisterNotOurs, match="damaged or no register"):
        land(tmp_path / "home", a_return(tmp_path / "return.csv"))


def test_a_home_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="holds no register of submissions"):
        open_home(tmp_path)
    with pytest.raises(Misused, match="with --home, or set OPENCLD_HOME"):
        chosen_home(None, None)
