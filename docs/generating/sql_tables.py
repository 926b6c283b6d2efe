"""A table of the method as a section of a page: what one row is, where it comes from, its SQL, its examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from docs.generating.markdown import anchor, link, plain, table

from opencld import lineage, main_tables, measures
from opencld.main_tables.quirks import Quirk
from opencld.sql import SqlTable
from opencld.sql.examples import Example, read_examples

SOURCE = Path(main_tables.HERE).parent
FOLDERS = (main_tables.HERE, measures.HERE, lineage.HERE)
HOW_EXAMPLES_READ = (
    "The examples are run by the tests, on each engine. A cell left blank is unknown, and so is a column "
    "that an example leaves out. A [reference table](REFERENCE) that it leaves out is the packaged one. Of "
    "the table that comes of it, an example shows the columns it is about."
)


def order(tables: Sequence[SqlTable]) -> str:
    """Return the tables as a numbered list, in the order in which they are made, each with what a row is."""
    return "\n".join(
        f"{number}. {link(plain(one.title), '#' + anchor(one.title))}: {plain(one.grain)}"
        for number, one in enumerate(tables, start=1)
    )


def sections(tables: Iterable[SqlTable], pages: Mapping[str, str], up: str) -> Iterator[str]:
    """Yield the blocks of all tables. `pages` has the page of a table that is documented elsewhere, by its name; `up`
    leads from this page to the root of the repository."""
    for one in tables:
        yield f"## {plain(one.title)}"
        yield f"`{one.name}`: {plain(one.grain)}."
        yield f"*Source: {plain(one.source).removesuffix('.')}.* The file: {_file_link(one, up)}."
        yield f"Reads {_list(_named(name, pages) for name in sorted(one.reads))}."
        yield f"```sql\n{one.query}\n```"
        for example in _examples()[one.name]:
            yield from _example(example)


def quirks_table(quirks: Collection[Quirk]) -> str:
    """Return quirks as a table."""
    return table(
        ["What the published method does", "What a reader would expect"],
        [(plain(quirk.what), plain(quirk.expected)) for quirk in quirks],
    )


def _file_link(one: SqlTable, up: str) -> str:
    (path,) = (path for folder in FOLDERS for path in folder.glob(f"**/{one.name}.sql"))
    return link(f"`{path.name}`", f"{up}src/opencld/{path.relative_to(SOURCE).as_posix()}")


def _named(name: str, pages: Mapping[str, str]) -> str:
    return link(f"`{name}`", pages[name]) if name in pages else f"`{name}`"


def _list(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


@cache
def _examples() -> Mapping[str, list[Example]]:
    found: dict[str, list[Example]] = defaultdict(list)
    for path in (path for folder in FOLDERS for path in sorted(folder.glob("**/examples.yaml"))):
        for example in read_examples(path):
            found[example.table].append(example)
    return found


def _example(example: Example) -> Iterator[str]:
    yield f"### {plain(example.name)}"
    for name, rows in example.given.items():
        yield f"Given `{name}`:"
        yield _cells(list(rows[0]), rows)
    if example.expect:
        yield f"Then `{example.table}` is:"
        yield _cells(example.expected_columns, example.expect)
    else:
        yield f"Then `{example.table}` has no row."
    yield f"*{plain(example.source[0].upper() + example.source[1:])}.*"


def _cells(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    return table([f"`{name}`" for name in columns], ([plain(row[name]) for name in columns] for row in rows))
