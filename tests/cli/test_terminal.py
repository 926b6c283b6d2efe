"""What people see on the terminal."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from opencld.cli.result import print_result
from opencld.cli.terminal import terminal
from opencld.validation import validate
from tests.returns.little_return import a_row, csv_of, saved


def test_texts_are_shown_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    terminal().print("Reference :key: 12", markup=True)
    assert capsys.readouterr().out == "Reference :key: 12\n"


def test_the_table_of_rules_cuts_nothing_off_on_a_narrow_terminal(tmp_path: Path) -> None:
    checked = validate(saved(tmp_path, csv_of([a_row(accommodation_status="Nowhere, as far as is known")])))
    shown = StringIO()
    print_result(Console(file=shown, width=80), checked, False, True, 0)
    checked.close()
    assert "Accommodation" in shown.getvalue()
    assert "…" not in shown.getvalue()
    assert max(map(len, shown.getvalue().splitlines())) <= 80
