"""What tests of several parts share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.golden.golden_set import KEY, land_golden_set


@pytest.fixture(scope="session")
def golden_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home in which the golden set has landed, from its manifest and with its own list of authorities."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("OPENCLD_PSEUDONYM_KEY", KEY)
        environment.delenv("OPENCLD_ENCRYPTION_KEY", raising=False)
        yield land_golden_set(tmp_path_factory.mktemp("golden"))
