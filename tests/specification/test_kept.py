"""A specification is kept as it was read, for as long as its files stay what they were."""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path

import pytest

from opencld.specification import Specification, read_specification
from opencld.specification.kept import read_kept
from tests.specification.specification_copies import a_copy_in


class Reading:
    """Reads a specification, and counts how often it does."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, folder: Path) -> Specification:
        self.times += 1
        return read_specification(folder)


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Reading:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    return Reading()


def kept_in(folder: Path) -> list[Path]:
    return list(folder.glob("__pycache__/*"))


def test_it_is_read_once(tmp_path: Path, reading: Reading) -> None:
    folder = a_copy_in(tmp_path)
    first, second = (read_kept(folder, reading) for _ in range(2))
    assert reading.times == 1
    assert all(getattr(first, one.name) == getattr(second, one.name) for one in fields(Specification))


@pytest.mark.parametrize("name", ["fields/release_2.csv", "rules/rules.yaml", "rules/across/alike.sql"])
def test_it_is_read_again_once_a_file_has_changed(tmp_path: Path, reading: Reading, name: str) -> None:
    folder = a_copy_in(tmp_path)
    read_kept(folder, reading)
    content = (folder / name).read_bytes()
    (folder / name).unlink()
    (folder / name).write_bytes(content)  # not even another content is needed
    read_kept(folder, reading)
    assert reading.times == 2


def test_it_is_read_again_once_a_file_is_added(tmp_path: Path, reading: Reading) -> None:
    folder = a_copy_in(tmp_path)
    before = read_kept(folder, reading)
    more = (folder / "rules/rules.yaml").read_text().split("\n\n")[0].replace("T1", "T9")
    (folder / "rules/more.yaml").write_text(more + "\n")
    assert {rule.code for rule in read_kept(folder, reading).rules} == {*before.rule, "T9"}


@pytest.mark.parametrize("content", [b"", b"nothing that was ever kept", b"\x80\x05N."])
def test_what_was_damaged_is_not_used(tmp_path: Path, reading: Reading, content: bytes) -> None:
    folder = a_copy_in(tmp_path)
    read_kept(folder, reading)
    (kept,) = kept_in(folder)
    kept.write_bytes(content)
    assert read_kept(folder, reading).rules
    assert reading.times == 2
    read_kept(folder, reading)
    assert reading.times == 2


def test_half_of_it_is_not_used(tmp_path: Path, reading: Reading) -> None:
    folder = a_copy_in(tmp_path)
    read_kept(folder, reading)
    (kept,) = kept_in(folder)
    kept.write_bytes(kept.read_bytes()[:-100])
    assert read_kept(folder, reading).rules
    assert reading.times == 2


def test_nothing_is_kept_where_python_keeps_nothing(
    tmp_path: Path, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = a_copy_in(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    read_kept(folder, reading)
    assert kept_in(folder) == []


def test_a_python_without_a_place_for_what_it_keeps_reads_it(
    tmp_path: Path, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = a_copy_in(tmp_path)
    monkeypatch.setattr(sys.implementation, "cache_tag", None)
    assert read_kept(folder, reading).rules
    assert kept_in(folder) == []


def test_where_nothing_can_be_kept_it_is_read(tmp_path: Path, reading: Reading) -> None:
    folder = a_copy_in(tmp_path)
    (folder / "__pycache__").write_text("a file where the folder should be")
    assert read_kept(folder, reading).rules


def test_files_that_do_not_fit_together_are_refused_each_time(tmp_path: Path, reading: Reading) -> None:
    folder = a_copy_in(tmp_path)
    (folder / "releases.csv").write_text("release,version,published,required_from\n")
    for _ in range(2):
        with pytest.raises(Exception, match="names no release"):
            read_kept(folder, reading)
    assert kept_in(folder) == []
