"""Makes the tables of a method one after the other, and lets go of each when no other needs it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from opencld.sql.engine import Engine
from opencld.sql.tables import SqlTable, in_order

Progress = Callable[[int, int, SqlTable], None]
"""Called before each table with how many are made, how many there are to make, and the table that comes next."""


def build(
    engine: Engine,
    tables: Mapping[str, SqlTable],
    wanted: Collection[str],
    given: Iterable[str],
    progress: Progress = lambda _done, _all, _table: None,
) -> list[SqlTable]:
    """Make the tables wanted, and what they need, on an engine that has those given. Returns all that were made.

    A table that is read in one place only is defined there and not made, since writing it down takes longer than
    reading it. Tables that nothing wanted reads any longer are dropped on the way. Raises MethodFaulty; see `in_order`.
    """
    ordered = in_order(tables, wanted, set(given))
    defined = _read_once(ordered) - set(wanted)
    last_places = _last_places(ordered, defined)
    for place, table in enumerate(ordered):
        progress(place, len(ordered), table)
        if table.name in defined:
            engine.define(table)
        else:
            engine.make(table)
        for made in ordered[:place]:
            if last_places.get(made.name) == place and made.name not in wanted:
                engine.drop(made.name)
    return ordered


def _read_once(ordered: Sequence[SqlTable]) -> set[str]:
    times = sum((Counter(table.times_read) for table in ordered), Counter[str]())
    return {table.name for table in ordered if times[table.name] == 1}


def _last_places(ordered: Sequence[SqlTable], defined: Collection[str]) -> Mapping[str, int]:
    """Where each table is read for the last time; what a defined table reads is read only with it."""
    last_places: dict[str, int] = {}
    for place, table in reversed(list(enumerate(ordered))):
        read_at = last_places[table.name] if table.name in defined else place
        for name in table.reads:
            last_places[name] = max(read_at, last_places.get(name, 0))
    return last_places
