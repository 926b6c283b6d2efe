"""One visitor for the tests of a module, since starting a process takes longer than what it is to do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.portal.visiting import EXAMPLE, Visitor, a_visitor


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """Somebody who has opened the link."""
    with a_visitor(tmp_path_factory.mktemp("session")) as one:
        yield one


@pytest.fixture(scope="module")
def result(visitor: Visitor) -> str:
    """The place of the result of the example return, which has faults of most kinds."""
    return visitor.check(EXAMPLE)
