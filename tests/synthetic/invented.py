"""Invents little returns for tests and reads them back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

import opencld
from opencld.synthetic import Made, Plan, invent_returns

MARCH_2026 = date(2026, 3, 31)
LINCOLNSHIRE, RUTLAND, CITY_OF_LONDON, ISLES_OF_SCILLY = "503", "510", "714", "906"


def a_plan(*la_codes: str, **changes: Any) -> Plan:
    """A plan for Rutland's quarter to March 2026 at a tenth of its size, unless changed."""
    usual: dict[str, Any] = {"quarters": (MARCH_2026,), "scale": 0.1, "seed": 1}
    return Plan(la_codes=la_codes or (RUTLAND,), **{**usual, **changes})


def invented(folder: Path, plan: Plan) -> Made:
    """Invent the returns of a plan in a folder."""
    return invent_returns(plan, folder)


def submissions(folder: Path) -> list[dict[str, str]]:
    """The lines of the list of submissions."""
    return table(folder / "submissions.csv")


def table(path: Path) -> list[dict[str, str]]:
    """The lines of a table."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def the_return(folder: Path) -> pl.DataFrame:
    """The rows of the folder's only return."""
    [path] = folder.glob("*_20*.csv")
    return pl.read_csv(path, infer_schema=False)


def checked(folder: Path) -> Iterator[tuple[dict[str, str], pl.DataFrame]]:
    """Yield each submission of a folder with its findings, judged as received when it says."""
    for submission in submissions(folder):
        received = date.fromisoformat(submission["imported_at"][:10])
        validation = opencld.validate(folder / submission["file"], received, with_field_results=False)
        yield submission, validation.findings
        validation.close()
