"""Kinds of difference, and ways of telling that two lines are one event: the CSV files beside this module."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

HERE = Path(__file__).parent
Urgency = Literal["act", "look", "know"]
URGENCIES: dict[Urgency, str] = {
    "act": "Needs something done",
    "look": "Worth a look",
    "know": "As returns change from quarter to quarter",
}


@dataclass(frozen=True)
class Kind:
    """A kind of difference: what it is called, what is counted of it, how pressing it is, what it means, what to do."""

    kind: str
    title: str
    counts: Literal["events", "people"]
    urgency: Urgency
    meaning: str
    act: str


@dataclass(frozen=True)
class Way:
    """A way of telling that two lines are one event.

    `is_same_event`: the centre would say so too. `is_certain`: where only one line of each return can be meant.
    `takes_several`: where several can be meant, they are taken in order. `must_overlap`: only lines that were there at
    one time are taken. `goes_by` says by what.
    """

    way: str
    is_same_event: bool
    is_certain: bool
    takes_several: bool
    must_overlap: bool
    goes_by: str


@cache
def kinds() -> dict[str, Kind]:
    """Return the kinds by name, the most pressing first."""
    return {row["kind"]: Kind(**row) for row in _rows("kinds.csv")}  # type: ignore[arg-type]


@cache
def ways() -> tuple[Way, ...]:
    """Return the ways in the order in which they are tried."""
    return tuple(
        Way(
            way=row["way"],
            is_same_event=row["is_same_event"] == "1",
            is_certain=row["is_certain"] == "1",
            takes_several=row["takes_several"] == "1",
            must_overlap=row["must_overlap"] == "1",
            goes_by=row["goes_by"],
        )
        for row in _rows("ways.csv")
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))
