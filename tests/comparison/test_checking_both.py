"""Two returns are checked at the same time, with one progress, and one fault ends both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from opencld.comparison.checking_both import check_both
from opencld.errors import CannotRead
from opencld.validation import Validation, validate
from opencld.validation.one_pass import Progress
from tests.returns.little_return import csv_of, saved, some_rows

LONG_ENOUGH = 30  # seconds


class Told:
    """What was said of progress."""

    def __init__(self) -> None:
        self.doing: list[str] = []
        self.said: list[tuple[int, int | None]] = []

    @contextmanager
    def progress_of(self, doing: str) -> Iterator[Progress]:
        self.doing.append(doing)
        yield lambda done, size: self.said.append((done, size))


def a_validation(tmp_path: Path, rows: int) -> Validation:
    folder = tmp_path / str(rows)
    folder.mkdir()
    return validate(saved(folder, csv_of(some_rows(rows))))


def test_results_come_in_the_order_of_the_checks_whichever_ends_first(tmp_path: Path) -> None:
    first_result, second_result = a_validation(tmp_path, 1), a_validation(tmp_path, 2)
    second_is_done = Event()

    def first(_progress: Progress) -> Validation:
        assert second_is_done.wait(LONG_ENOUGH)
        return first_result

    def second(_progress: Progress) -> Validation:
        second_is_done.set()
        return second_result

    assert check_both([first, second], "", Told().progress_of) == [first_result, second_result]


def test_progress_is_that_of_both_once_both_have_said_how_much_there_is(tmp_path: Path) -> None:
    told, result, first_has_said = Told(), a_validation(tmp_path, 1), Event()

    def first(progress: Progress) -> Validation:
        progress(10, 100)
        first_has_said.set()
        return result

    def second(progress: Progress) -> Validation:
        assert first_has_said.wait(LONG_ENOUGH)
        progress(30, 300)
        return result

    check_both([first, second], "Checking a and b", told.progress_of)
    assert told.doing == ["Checking a and b"]
    assert told.said == [(10, None), (40, 400)]


def test_a_fault_of_one_ends_the_other_and_is_told() -> None:
    has_failed = Event()

    def at_fault(_progress: Progress) -> Validation:
        has_failed.set()
        raise CannotRead("This one cannot be read.")

    def endless(progress: Progress) -> Validation:
        assert has_failed.wait(LONG_ENOUGH)
        while True:
            progress(1, 2)

    with pytest.raises(CannotRead, match="cannot be read"):
        check_both([endless, at_fault], "", Told().progress_of)
