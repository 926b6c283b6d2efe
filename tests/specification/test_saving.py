"""An export is written whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from opencld.errors import CannotWrite, Misused
from opencld.saving import save
from opencld.specification import load_specification
from opencld.specification.exports import EXPORTS, export


def test_what_is_saved_is_there_and_nothing_beside_it(tmp_path: Path) -> None:
    save(b"whole", tmp_path / "a.md")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.md": b"whole"}


def test_a_file_that_exists_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"old")
    with pytest.raises(CannotWrite, match=r"a\.md exists already"):
        save(b"new", path)
    assert path.read_bytes() == b"old"


def test_a_file_that_exists_is_overwritten_on_demand(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"old")
    save(b"new", path, overwrite=True)
    assert path.read_bytes() == b"new"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "a.md", tmp_path / "b.md"
    target.write_bytes(b"old")
    try:
        link.symlink_to(target)
    except OSError:  # Windows lets only some people make links
        return
    save(b"new", link, overwrite=True)
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_folder_is_not_overwritten(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="is not a file that can be overwritten"):
        save(b"new", tmp_path, overwrite=True)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match=r"There is no folder .*missing"):
        save(b"new", tmp_path / "missing" / "a.md")


def test_a_name_that_the_disk_refuses_is_said_to_be_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="cannot be written: "):
        save(b"new", tmp_path / ("a" * 300 + ".md"))
    assert list(tmp_path.iterdir()) == []


def test_a_crash_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk_is_full(descriptor: int) -> None:  # noqa: ARG001 - os.fsync's signature
        raise OSError(28, "No space left on device")

    path = tmp_path / "a.md"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", disk_is_full)
    with pytest.raises(CannotWrite, match="No space left on device"):
        save(b"new", path, overwrite=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.md": b"old"}


@pytest.mark.parametrize("kind", EXPORTS)
def test_every_export_has_bytes(kind: str) -> None:
    assert export(load_specification(), kind)


def test_the_table_schema_is_exported_as_json() -> None:
    assert len(json.loads(export(load_specification(), "table-schema"))["fields"]) == 48


def test_an_export_that_is_not_there_is_refused() -> None:
    with pytest.raises(Misused, match="There are table-schema, dictionary, template"):
        export(load_specification(), "xml")
