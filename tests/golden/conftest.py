"""The golden set's figures, for all tests of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden.landed import Golden


@pytest.fixture(scope="session")
def golden(golden_home: Path, shared_folder: Path) -> Golden:
    return Golden(shared_folder / "figures", golden_home)
