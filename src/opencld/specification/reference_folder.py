"""Reference lists from a folder of one's own: a file there replaces the whole packaged list of its meaning."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from opencld.errors import Misused
from opencld.specification.model import LocalAuthority, Specification

AUTHORITIES = "la_lookup.csv"
COLUMNS = ("la_code", "la_name", "la_area_code", "region")


def with_reference(specification: Specification, folder: Path | None) -> Specification:
    """Return the specification with the local authorities that `la_lookup.csv` in the folder lists, if it is there.

    Raises Misused where there is no such folder, or the file is not as it should be.
    """
    if folder is None:
        return specification
    if not folder.is_dir():
        raise Misused(
            f"--reference names {folder}, which is not a folder. Name one that holds {AUTHORITIES}."
        )
    path = folder / AUTHORITIES
    return replace(specification, local_authorities=_authorities(path)) if path.is_file() else specification


def _authorities(path: Path) -> dict[str, LocalAuthority]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Misused(f"{path.name} is not a CSV file in UTF-8: {error}.") from None
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing or not rows:
        what = f"has no column {missing[0]}" if missing else "names no authority"
        raise Misused(f"{path.name} {what}. Its columns are {', '.join(COLUMNS)}.")
    authorities = [LocalAuthority(*(row[column] or "" for column in COLUMNS)) for row in rows]
    if len({one.la_code for one in authorities}) < len(authorities):
        raise Misused(f"{path.name} has an la_code on two lines. Each authority has one line.")
    return {one.la_code: one for one in authorities}
