"""The tables that the method is told before it begins: the periods, the fields, the kinds and the ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from opencld.comparison.belonging import Period
from opencld.comparison.kinds import kinds, ways
from opencld.specification import Specification


@dataclass(frozen=True)
class StatedTable:
    """A table with its columns as SQL has them, and its rows."""

    name: str
    columns: str
    rows: Sequence[tuple[Any, ...]]


def stated_tables(
    periods: tuple[Period, Period], show_identifiers: bool, specification: Specification
) -> tuple[StatedTable, ...]:
    """Return `run`, with one row, `fields`, `kinds` and `ways`."""
    return (
        StatedTable(
            "run",
            "last_start DATE, last_end DATE, this_start DATE, this_end DATE, closing_day DATE, "
            "show_identifiers INTEGER",
            [(*periods[0], *periods[1], periods[1][0] - timedelta(days=1), int(show_identifiers))],
        ),
        _fields(specification),
        StatedTable(
            "kinds",
            "number INTEGER, kind VARCHAR, title VARCHAR",
            [(number, one.kind, one.title) for number, one in enumerate(kinds().values(), start=1)],
        ),
        StatedTable(
            "ways",
            "way VARCHAR, is_same_event INTEGER, is_certain INTEGER, takes_several INTEGER, must_overlap INTEGER, "
            "goes_by VARCHAR",
            [
                (
                    one.way,
                    *map(int, (one.is_same_event, one.is_certain, one.takes_several, one.must_overlap)),
                    one.goes_by,
                )
                for one in ways()
            ],
        ),
    )


def _fields(specification: Specification) -> StatedTable:
    """A description is hidden, for it may hold anything."""
    return StatedTable(
        "fields",
        "number INTEGER, name VARCHAR, header VARCHAR, module VARCHAR, is_hidden INTEGER, is_amount INTEGER",
        [
            (
                field.number,
                field.name,
                field.header,
                field.module,
                int(field.personal or field.data_type == "text"),
                int(field.data_type == "numeric"),
            )
            for field in specification.fields
        ],
    )
