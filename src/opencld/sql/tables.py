"""A table as its SQL file tells it: title, grain, source, query, and the tables it reads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from opencld.errors import MethodFaulty

HEADER = re.compile(r"\A(?P<header>(?:--[^\n]*\n)+)\s*(?P<query>.*?)\s*;?\s*\Z", re.DOTALL)
NO_WORDS = re.compile(r"--[^\n]*|'[^']*'")
READ = re.compile(r"\b(?:FROM|JOIN)\s+([a-z]\w*)")
STEP = re.compile(r"\b([a-z]\w*)\s+AS\s+\(\s*SELECT")
ENTRIES = re.compile(r"^(Title|Grain|Source): +", re.MULTILINE)


@dataclass(frozen=True)
class SqlTable:
    """One table of the method. `query` is a single SELECT in the portable subset of DuckDB's SQL.

    `title`, `grain` (what one row is) and `source` (the method's own section) come from the file's header.
    """

    name: str
    title: str
    grain: str
    source: str
    query: str

    @cached_property
    def times_read(self) -> Mapping[str, int]:
        """Names of the tables that the query reads, its own steps aside, and in how many places it does.

        They are found by the words before them, which the portable subset allows and takes a hundredth of the time of a
        parser; a test holds them against one.
        """
        words = NO_WORDS.sub("", self.query)
        steps = set(STEP.findall(words))
        return Counter(name for name in READ.findall(words) if name not in steps)

    @cached_property
    def reads(self) -> frozenset[str]:
        """Names of the tables that the query reads, its own steps aside."""
        return frozenset(self.times_read)


def read_table(path: Path) -> SqlTable:
    """Read one SQL file. Raises MethodFaulty where its header lacks a title, grain or source."""
    text = path.read_text(encoding="utf-8")
    match = HEADER.match(text)
    lines = match["header"].splitlines() if match else []
    _, *parts = ENTRIES.split("\n".join(line.removeprefix("--").strip() for line in lines))
    entries = {name: " ".join(words.split()) for name, words in zip(parts[::2], parts[1::2], strict=True)}
    if not match or set(entries) != {"Title", "Grain", "Source"}:
        raise MethodFaulty(f"{path.name} must begin with comments that give its Title, Grain and Source.")
    return SqlTable(path.stem, entries["Title"], entries["Grain"], entries["Source"], match["query"])


def read_tables(*folders: Path) -> Mapping[str, SqlTable]:
    """Read the SQL files of some folders, by table name. Raises MethodFaulty where two have one name."""
    tables: dict[str, SqlTable] = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.sql"))):
        if path.stem in tables:
            raise MethodFaulty(f"There are two files called {path.name}. A table has one.")
        tables[path.stem] = read_table(path)
    return tables


def in_order(tables: Mapping[str, SqlTable], wanted: Iterable[str], given: Collection[str]) -> list[SqlTable]:
    """Return the tables that are needed for those wanted, each after all it reads.

    `given` are the tables there already. Raises MethodFaulty for a table that nobody makes, or that needs itself.
    """
    ordered: dict[str, SqlTable] = {}
    for name in wanted:
        for table in _needed(tables, name, given, ()):
            ordered.setdefault(table.name, table)
    return list(ordered.values())


def _needed(
    tables: Mapping[str, SqlTable], name: str, given: Collection[str], above: tuple[str, ...]
) -> Iterator[SqlTable]:
    if name in given:
        return
    if name in above:
        raise MethodFaulty(f"The table {name} needs itself, by way of {' and '.join(above)}.")
    if name not in tables:
        raise MethodFaulty(f"The table {above[-1] if above else '?'} reads {name}, which no file makes.")
    for read in sorted(tables[name].reads):
        yield from _needed(tables, read, given, (*above, name))
    yield tables[name]
