"""What people see on the terminal."""

from __future__ import annotations

import pytest

from opencld.cli.terminal import terminal


def test_texts_are_shown_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    terminal().print("Reference :key: 12", markup=True)
    assert capsys.readouterr().out == "Reference :key: 12\n"
