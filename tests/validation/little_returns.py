"""Builds little returns from the rules' own example rows, and checks them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from opencld import Validation, validate
from opencld.specification import PACKAGED, load_specification
from opencld.specification.rule_files import example_rows
from opencld.validation.cell_rules import CellRules
from opencld.validation.cells import CellReader
from opencld.validation.readings import Readings
from opencld.validation.row_rules import Known, RowRules, with_known
from opencld.validation.wording import Wording

SPECIFICATION = load_specification()
FIELDS = [field.name for field in SPECIFICATION.fields]
HEADERS = [field.header for field in SPECIFICATION.fields]
EXAMPLE_ROWS = example_rows(PACKAGED / "rules")
AS_OF = date(2026, 4, 20)
KNOWN = Known(date(2025, 4, 1), date(2026, 3, 31), AS_OF)
# what an example says besides the cells it changes
ABOUT_THE_EXAMPLE = {"a", "each", "field", "suggestion", "safe", "also"}


def a_row(example: Mapping[str, Any]) -> dict[str, str]:
    """Return all 48 cells of an example: the row it starts from, with the cells it changes."""
    changed = {name: text for name, text in example.items() if name not in ABOUT_THE_EXAMPLE}
    assert set(changed) <= set(FIELDS), f"the example changes cells that do not exist: {changed}"
    return {name: str({**EXAMPLE_ROWS[example["a"]], **changed}.get(name, "")) for name in FIELDS}


def an_event(a: str = "service", **cells: str) -> dict[str, str]:
    """Return a row that breaks no rule, with some cells changed."""
    return a_row({"a": a, **cells})


def several(example: Mapping[str, Any], first: int) -> list[dict[str, str]]:
    """Return the example's row, or as many distinct people's as its `each` says."""
    if "each" not in example:
        return [a_row(example)]
    return [
        a_row(example)
        | {
            "la_person_unique_identifier": f"E{first}-{n}",
            "event_reference": f"E{first}-{n}",
            "nhs_number": "",
        }
        for n in range(int(example["each"]))
    ]


def write_return(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """Write rows as the CSV file that an authority would send."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        writer.writerows([row[name] for name in FIELDS] for row in rows)
    return path


def check(path: Path, rows: Iterable[Mapping[str, str]], **options: Any) -> Validation:
    """Write rows to a file and check it as received on 20 April 2026."""
    return validate(write_return(path, rows), **{"as_of": AS_OF, **options})


def findings_on(row: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what the rules within a row find on one row, without a file around it."""
    return findings_on_each([row])[0]


def findings_on_each(
    rows: Sequence[Mapping[str, str]], show_identifiers: bool = False
) -> list[list[dict[str, Any]]]:
    """Return what the rules within a row find on each of some rows, which have nothing to do with each other."""
    readings = Readings(SPECIFICATION)
    cells = pl.DataFrame(
        [
            {
                "row": number,
                "line": number + 1,
                **{name: row[name] if row[name].strip() else "" for name in FIELDS},
            }
            for number, row in enumerate(rows, start=1)
        ]
    )
    batch = with_known(CellReader(SPECIFICATION, readings).read(cells), KNOWN)
    wording = Wording(SPECIFICATION, readings, show_identifiers)
    for found, positions in (
        *CellRules(SPECIFICATION, readings).find(batch),
        *RowRules(SPECIFICATION).find(batch),
    ):
        wording.gather(found, wording.needed_of(found, batch, positions))
    findings = wording.findings().to_dicts()
    return [[one for one in findings if one["row"] == number] for number in range(1, len(rows) + 1)]
