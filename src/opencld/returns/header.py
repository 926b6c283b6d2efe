"""The header: which column holds which field, whatever the order and however it is spelt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from opencld.returns.fault import Fault
from opencld.returns.records import BLANKS
from opencld.specification import Specification

# fewer known headers than this on a line, and it is no header
FEWEST_KNOWN = 2
MOST_NAMED_ONE_BY_ONE = 5


class Columns(NamedTuple):
    """What the header says. Places count from 0.

    `titles` are the header's texts as submitted, outer space removed. `positions` gives the place of each
    field present, `repeated` the fields of further columns, which are ignored, `unknown` and `dropped` the
    places of other named columns; `absent` are the fields without a column, in the specification's order.
    """

    titles: tuple[str, ...]
    positions: Mapping[str, int]
    absent: tuple[str, ...]
    repeated: Mapping[int, str]
    unknown: tuple[int, ...]
    dropped: tuple[int, ...]

    @property
    def present(self) -> tuple[str, ...]:
        """Names of the fields that have a column, in the order of the file."""
        return tuple(self.positions)

    @property
    def width(self) -> int:
        """How many columns the header has."""
        return len(self.titles)

    @property
    def needed(self) -> int:
        """How many values a row needs at least: up to the last column with a name."""
        return max(place + 1 for place, title in enumerate(self.titles) if title)

    @property
    def unnamed(self) -> tuple[int, ...]:
        """Places of columns without a name."""
        return tuple(place for place, title in enumerate(self.titles) if not title)


def simplified(header: str) -> str:
    """Reduce a header to what is compared: letters and digits without regard to case.

    >>> simplified(" LA_code "), simplified("Unit Cost (£)")
    ('lacode', 'unitcost')
    """
    return re.sub(r"[\W_]+", "", header.casefold())


def field_by_header(specification: Specification) -> dict[str, str]:
    """Map every simplified spelling of a header to its field; the specification's own spelling goes first."""
    spellings: dict[str, str] = {}
    for field in specification.fields:
        spellings |= {simplified(field.header): field.name, simplified(field.name): field.name}
    for variant, name in specification.header_variants.items():
        spellings.setdefault(simplified(variant), name)
    return spellings


def count_known(titles: Sequence[str], specification: Specification) -> int:
    """Count how many different fields a line names, were it a header."""
    spellings = field_by_header(specification)
    return len({spellings[key] for key in map(simplified, titles) if key in spellings})


def match_columns(titles: Sequence[str], specification: Specification) -> Columns:
    """Find the fields that the texts of a header line name."""
    spellings = field_by_header(specification)
    dropped_columns = {simplified(header) for header in specification.dropped_columns}
    positions: dict[str, int] = {}
    repeated: dict[int, str] = {}
    unknown, dropped = [], []
    titles = tuple(title.strip(BLANKS) for title in titles)
    for place, title in enumerate(titles):
        name = spellings.get(simplified(title))
        if name and name in positions:
            repeated[place] = name
        elif name:
            positions[name] = place
        elif simplified(title) in dropped_columns:
            dropped.append(place)
        elif title:
            unknown.append(place)
    absent = tuple(field.name for field in specification.fields if field.name not in positions)
    return Columns(titles, positions, absent, repeated, tuple(unknown), tuple(dropped))


def column_faults(columns: Columns, specification: Specification) -> Iterator[Fault]:
    """Tell what is wrong with the columns: those missing, in the specification's order, then others."""
    for name in columns.absent:
        field = specification.field[name]
        kind = "voluntary" if field.mandatory == "voluntary" else "mandatory"
        yield Fault(f"missing_{kind}_column", field=field.header)
    for place, name in columns.repeated.items():
        header = specification.field[name].header
        yield Fault(
            "repeated_column", field=header, value=columns.titles[place], detail={"column": place + 1}
        )
    for place in columns.unknown:
        yield Fault("unknown_column", field=columns.titles[place], detail={"column": place + 1})
    for place in columns.dropped:
        yield Fault("dropped_column", field=columns.titles[place], detail={"column": place + 1})


def column_notes(columns: Columns, specification: Specification) -> Iterator[str]:
    """Say in sentences what was made of the header."""
    renamed = {
        columns.titles[place]: specification.field[name].header
        for name, place in columns.positions.items()
        if columns.titles[place] != specification.field[name].header
    }
    if len(renamed) > MOST_NAMED_ONE_BY_ONE:
        title, header = next(iter(renamed.items()))
        yield f"{len(renamed)} columns are spelt otherwise, such as '{title}' for '{header}'."
    else:
        yield from (f"Column '{title}' was taken as '{header}'." for title, header in renamed.items())
    order = [field.name for field in specification.fields if field.name in columns.positions]
    if order != list(columns.present):
        yield "The columns stand in another order than in the specification and were matched by their names."
    if blank := len(columns.unnamed):
        yield (
            f"{blank} columns without a name were ignored."
            if blank > 1
            else "1 column without a name was ignored."
        )
