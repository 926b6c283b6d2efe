"""Makes the tables of a method one after the other, and lets go of each when no other needs it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

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

    Tables that nothing wanted reads any longer are dropped on the way. Raises MethodFaulty; see `in_order`.
    """
    ordered = in_order(tables, wanted, set(given))
    for place, table in enumerate(ordered):
        progress(place, len(ordered), table)
        engine.make(table)
        needed = {name for later in ordered[place + 1 :] for name in later.reads}
        for made in ordered[: place + 1]:
            if made.name not in needed and made.name not in wanted:
                engine.drop(made.name)
    return ordered
