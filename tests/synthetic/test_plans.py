"""A plan that makes no sense is refused with what is right, and leaves nothing behind."""

from __future__ import annotations

import errno
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from opencld.errors import CannotWrite, Misused
from opencld.synthetic import Plan, quarters_up_to, writing
from tests.synthetic.invented import MARCH_2026, a_plan, invented, submissions


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (a_plan("999"), "`999` is not the code of a local authority. `cld spec authorities` lists the 153"),
        (a_plan("Rutland"), "`Rutland` is not the code"),
        (Plan((), (MARCH_2026,)), "No local authority was named"),
        (a_plan(quarters=()), "No quarter was named"),
        (a_plan(quarters=(date(2026, 3, 30),)), "2026-03-30 is not the end of a reporting period"),
        (a_plan(quarters=(date(2026, 4, 30),)), "Give the last day of March, June, September or December"),
        (a_plan(quarters=(date(2019, 3, 31),)), "2019-03-31 is out of range"),
        (a_plan(quarters=(date(2036, 3, 31),)), "2036-03-31 is out of range"),
        (a_plan(scale=0), "The scale is 0. Give a number above 0 and at most 1"),
        (a_plan(scale=-1), "The scale is -1."),
        (a_plan(scale=1.5), "The scale is 1.5."),
        (a_plan(scale=float("nan")), "The scale is nan."),
        (a_plan(seed=-1), "The seed is -1."),
        (a_plan(faults=0.5), "The share of faults is 0.5."),
        (a_plan(faults=0.1, release=1), "Faults are planted against Release 2"),
        (a_plan(faults=0.1, file_format="parquet"), "Faults are planted in CSV files"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(tmp_path: Path, plan: Plan, said: str) -> None:
    with pytest.raises(Misused, match=re.escape(said)):
        invented(tmp_path / "returns", plan)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_exists_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep me")
    with pytest.raises(CannotWrite, match=r"exists already\. Name a folder that does not, or remove it"):
        invented(tmp_path, a_plan())
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_folder_that_exists_is_refused_too(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="exists already"):
        invented(tmp_path, a_plan())


def test_a_folder_in_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="There is no folder"):
        invented(tmp_path / "absent" / "returns", a_plan())
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_is_named_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing.ReturnFile, "write", full)
    with pytest.raises(CannotWrite, match="returns cannot be written: No space left on device"):
        invented(tmp_path / "returns", a_plan())
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_where_the_work_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(writing.ReturnFile, "write", stop)
    with pytest.raises(KeyboardInterrupt):
        invented(tmp_path / "returns", a_plan())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("last", "rounds", "quarters"),
    [
        (MARCH_2026, 1, ["2026-03-31"]),
        (MARCH_2026, 3, ["2025-09-30", "2025-12-31", "2026-03-31"]),
        (date(2025, 12, 31), 2, ["2025-09-30", "2025-12-31"]),
    ],
)
def test_rounds_count_back_from_the_last_quarter(last: date, rounds: int, quarters: Sequence[str]) -> None:
    assert [str(day) for day in quarters_up_to(last, rounds)] == quarters


def test_the_list_of_submissions_numbers_records_in_the_order_of_receipt(tmp_path: Path) -> None:
    plan = a_plan("510", "906", quarters=quarters_up_to(MARCH_2026, 2))
    made = invented(tmp_path / "returns", plan)
    listed = submissions(tmp_path / "returns")
    assert [line["file"] for line in sorted(listed, key=lambda line: line["file"])] == [
        "510_rutland_2025-12-31.csv",
        "510_rutland_2026-03-31.csv",
        "906_isles-of-scilly_2025-12-31.csv",
        "906_isles-of-scilly_2026-03-31.csv",
    ]
    assert [line["imported_at"] for line in listed] == sorted(line["imported_at"] for line in listed)
    first = 1
    for line in listed:
        assert int(line["first_record_id"]) == first
        assert len((tmp_path / "returns" / line["file"]).read_bytes().splitlines()) == int(line["rows"]) + 1
        first += int(line["rows"])
    assert made.rows == first - 1
    assert made.returns == 4
