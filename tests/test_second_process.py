"""The second process: it does its work, or it is gone, and either is known at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from opencld import second_process
from opencld.second_process import Gone, SecondProcess

WORK = f"{__name__}:begin"


def begin(first: int) -> Callable[[object], object]:
    """Get ready to add to a number, and to do worse things."""

    def do(piece: object) -> object:
        if piece == "print":
            sys.stdout.write("something that a library prints")
            return "printed"
        if piece == "end":
            os._exit(3)
        assert isinstance(piece, int), "something else cannot be added"
        return first + piece

    return do


@pytest.fixture
def second() -> Iterator[SecondProcess]:
    process = SecondProcess(WORK, 40)
    yield process
    process.close()
    assert process.has_ended


def test_it_does_piece_after_piece(second: SecondProcess) -> None:
    assert [second.do(2), second.do("print"), second.do(3)] == [42, "printed", 43]


def test_work_that_fails_is_gone_and_the_next_may_succeed(second: SecondProcess) -> None:
    with pytest.raises(Gone):
        second.do("a text")
    assert second.do(2) == 42


def test_a_process_that_ends_is_gone(second: SecondProcess) -> None:
    for _ in range(2):
        with pytest.raises(Gone):
            second.do("end")


def test_a_process_without_work_ends_when_dismissed(second: SecondProcess) -> None:
    second.dismiss()
    with pytest.raises(Gone):
        second.do(1)


def test_it_is_gone_where_python_cannot_be_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for executable in ("", str(tmp_path / "no python")):
        monkeypatch.setattr(sys, "executable", executable)
        with pytest.raises(Gone):
            SecondProcess(WORK, 1)


def test_it_is_gone_where_it_ends_before_it_has_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    for program in ("raise SystemExit(1)", "import sys; sys.stdin.close()"):
        monkeypatch.setattr(second_process, "PROGRAM", program)
        monkeypatch.setattr(sys, "path", [*sys.path, "x" * 100_000])
        with pytest.raises(Gone):
            SecondProcess(WORK, 1)


def test_the_folder_it_is_started_in_is_not_searched_for_modules(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pickle.py").write_text("raise SystemExit('not the library')")
    monkeypatch.chdir(tmp_path)
    process = SecondProcess(WORK, 1)
    assert process.do(1) == 2
    process.close()


def test_a_prepared_process_is_taken_once_and_only_for_what_it_has_begun() -> None:
    second_process.prepare(WORK, 1)
    other, first, late = (second_process.take(WORK, number) for number in (2, 1, 1))
    assert len({other, first, late}) == 3
    for number, process in ((2, other), (1, first), (1, late)):
        assert process.do(1) == 1 + number
        process.close()
    assert not second_process._waiting


def test_whoever_prepares_one_leaves_it_half_the_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    [(name, half)] = second_process.HALF_THE_PROCESSORS.items()
    monkeypatch.setenv(name, "whatever it was")
    monkeypatch.delenv(name)
    second_process.prepare(WORK, 1)
    second_process.take(WORK, 1).close()
    assert os.environ[name] == half
    monkeypatch.setenv(name, "3")
    second_process.prepare(WORK, 1)
    second_process.take(WORK, 1).close()
    assert os.environ[name] == "3", "whoever has set it themselves is left alone"
