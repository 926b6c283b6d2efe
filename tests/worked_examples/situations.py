"""Reads the worked examples: situations from the guidance, each with the findings that its rows make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
DAY_OF_RECEIPT = "2026-04-20"


@dataclass(frozen=True)
class Expected:
    """A finding that should be made. `row` is None for one on the file, `field` blank for a whole row."""

    row: int | None
    rule: str
    field: str


@dataclass(frozen=True)
class Situation:
    """A little return. `rows` change cells of the rules' own example rows.

    `show` names fields that the documentation shows although no row changes them. `period_matters` is off
    where the file is too little for the centre to derive the period that it states.
    """

    name: str
    source: str
    because: str
    rows: tuple[Mapping[str, str], ...]
    expect: tuple[Expected, ...]
    as_of: date
    period_matters: bool
    show: tuple[str, ...]


@dataclass(frozen=True)
class Topic:
    """Situations on one subject, in a file of their own."""

    title: str
    situations: tuple[Situation, ...]


def read_topics() -> tuple[Topic, ...]:
    """Read every file of situations, in the order of their names."""
    return tuple(_topic(path) for path in sorted(HERE.glob("*.yaml")))


def all_situations() -> Iterator[Situation]:
    """Yield the situations of every topic."""
    for topic in read_topics():
        yield from topic.situations


def _topic(path: Path) -> Topic:
    # every value is text: 2025-07-01 and 9990000107 are what stands in the cell
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return Topic(content["title"], tuple(_situation(piece) for piece in content["situations"]))


def _situation(piece: Mapping[str, Any]) -> Situation:
    known = {"name", "source", "because", "as_of", "period_matters", "rows", "show", "expect"}
    assert set(piece) <= known, f"{piece['name']}: {set(piece) - known} is nothing that a situation has"
    return Situation(
        name=piece["name"],
        source=piece["source"],
        because=piece["because"],
        rows=tuple(piece["rows"]),
        expect=tuple(_expected(finding) for finding in piece["expect"]),
        as_of=date.fromisoformat(piece.get("as_of", DAY_OF_RECEIPT)),
        period_matters=piece.get("period_matters") == "true",
        show=tuple(piece.get("show", ())),
    )


def _expected(finding: Mapping[str, str]) -> Expected:
    row = int(finding["row"]) if "row" in finding else None
    return Expected(row, finding["rule"], finding.get("field", ""))
