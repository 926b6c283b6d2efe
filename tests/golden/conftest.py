"""The golden set's figures, for all tests of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden.landed import Golden, land_spells


@pytest.fixture(scope="session")
def golden(golden_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Golden:
    folder = tmp_path_factory.mktemp("figures")
    land_spells(golden_home, folder)
    return Golden(folder, golden_home)
