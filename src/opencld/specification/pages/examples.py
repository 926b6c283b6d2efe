"""The examples of a rule in words. They change complete rows, which go by a name such as `request`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from opencld.specification.model import Specification

Example = Mapping[str, object]


def rows_in_words(example: Example, specification: Specification) -> str:
    """Return an example's rows, one on a line, for example `request with First Name blank`."""
    if "rows" not in example:
        return _row(example, specification)
    rows = cast(list[Example], example["rows"])
    return "\n".join(f"{number}. {_row(row, specification)}" for number, row in enumerate(rows, start=1))


def finding_in_words(example: Example, specification: Specification) -> str:
    """Return what is found in an example that breaks its rule: the place, and the suggestion if there is one."""
    place = _place(example, specification)
    if "suggestion" not in example:
        return place
    safe = " (safe)" if example.get("safe") == "true" else ""
    return f"{place}\nsuggests {example['suggestion']}{safe}"


def _place(example: Example, specification: Specification) -> str:
    if example.get("file") == "true":
        return "on the file"
    field = specification.field.get(str(example.get("field")))
    rows = ", ".join(cast(list[str], example.get("finds", [])))
    return (
        ", ".join(filter(None, [f"row {rows}" if rows else "", field.header if field else ""]))
        or "on the row"
    )


def _row(row: Example, specification: Specification) -> str:
    changes = [
        f"{field.header} {row[field.name]}" if row[field.name] else f"{field.header} blank"
        for field in specification.fields
        if field.name in row
    ]
    name = str(row.get("a", "")).replace("_", " ")
    times = f"{row['each']} times " if "each" in row else ""
    return f"{times}{name}" + (f" with {', '.join(changes)}" if changes else "")
