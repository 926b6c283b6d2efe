"""What tests of several parts share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from opencld import second_process
from tests.golden.golden_set import KEY, land_golden_set


@pytest.fixture
def any_return_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a second process started for any return, on any machine."""
    monkeypatch.setattr(second_process, "LARGE_BYTES", 1)
    monkeypatch.setattr(second_process, "processors", lambda: 2)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this test run, the same in all processes that it uses."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def golden_home(shared_folder: Path) -> Iterator[Path]:
    """The home in which the golden set has landed, from its manifest and with its own list of authorities, and its
    hospital spells. The first process that wants it lands it, for all of them."""
    folder, landed = shared_folder / "golden", shared_folder / "golden-landed"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("OPENCLD_PSEUDONYM_KEY", KEY)
        environment.delenv("OPENCLD_ENCRYPTION_KEY", raising=False)
        with FileLock(shared_folder / "golden.lock"):
            if not landed.exists():
                folder.mkdir()
                land_golden_set(folder)
                landed.touch()
        yield folder / "home"
