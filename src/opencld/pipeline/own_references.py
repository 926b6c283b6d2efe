"""Reference tables of one's own that come as files or zipped, laid out as the folder that `--reference` names.

What people call a file is only ever looked up among the names of reference tables. It is never a path, nor part of one.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from opencld.errors import Misused
from opencld.pipeline.figures import read_references
from opencld.returns.unpacking import is_zip, unpack_each
from opencld.specification import load_specification
from opencld.specification.reference_folder import with_reference


def lay_out_references(given: Sequence[tuple[Path, str]], folder: Path) -> Path:
    """Copy files, each with the name people gave it, into a folder of reference tables, and return the folder.

    A zip file gives the `.csv` files in it. Raises CannotRead, and Misused where a file is no reference table, comes
    twice, or is not as its table should be; see `references.replaced`. The folder may then hold some of them.
    """
    laying = _Laying(folder)
    for path, name in given:
        if is_zip(path, name):
            unpack_each(path, name, laying.place_in_zip)
        else:
            shutil.copyfile(path, laying.place(name))
    if not laying.placed:
        raise Misused(f"{given[0][1]} holds no .csv file. Give reference tables as .csv files, or zipped.")
    read_references(folder, with_reference(load_specification(), folder))
    return folder


@cache
def names_of_references() -> tuple[str, ...]:
    """Return the names of the reference tables, in the order of the alphabet."""
    return tuple(sorted(read_references(None).tables))


class _Laying:
    """Says where tables go. `placed` are those that have their place."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.placed = folder, set[str]()
        self._known = {f"{name}.csv".casefold(): name for name in names_of_references()}

    def place(self, name: str) -> Path:
        """Return the place of a table by the name of its file. Raises Misused."""
        own = re.split(r"[/\\]", name)[-1]
        table = self._known.get(own.casefold())
        if table is None:
            near = get_close_matches(own.casefold(), self._known, 1) or ["la_population.csv"]
            raise Misused(
                f"{own} has the name of no reference table. Rename it, or take it out. There are {len(self._known)}, "
                f"such as {near[0]}."
            )
        if table in self.placed:
            raise Misused(f"There are two files for {table}.csv. Give one of them.")
        self.placed.add(table)
        return self.folder / f"{table}.csv"

    def place_in_zip(self, member: str) -> Path | None:
        """Do the same for a file in a zip file; None for what is no table, and for what macOS adds."""
        is_table = member.lower().endswith(".csv") and not member.startswith("__MACOSX/")
        return self.place(member) if is_table else None
