"""The examples of a rule in words. They change complete rows, which go by a name such as `request`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from opencld.specification.model import Rule, Specification

Example = Mapping[str, object]


def rows_in_words(example: Example, specification: Specification) -> str:
    """Return an example's rows, one on a line, for example `request with First Name blank, Gender "F"`."""
    if "rows" not in example:
        return _row(example, specification)
    lines, first = [], 1
    for row in cast(list[Example], example["rows"]):
        last = first + int(str(row.get("each", 1))) - 1
        numbers = str(first) if first == last else f"{first} to {last}"
        lines.append(f"{numbers}. {_row(row, specification)}")
        first = last + 1
    return "\n".join(lines)


def finding_in_words(example: Example, rule: Rule, specification: Specification) -> str:
    """Return what is found in an example that breaks the rule: the place, and the suggestion if any."""
    place = _place(example, rule, specification)
    if "suggestion" not in example:
        return place
    safe = " (safe)" if example.get("safe") == "true" else ""
    return f"{place}\nsuggests {example['suggestion']}{safe}"


def _place(example: Example, rule: Rule, specification: Specification) -> str:
    if example.get("file") == "true":
        return "on the file"
    names = (str(example["field"]),) if "field" in example else rule.fields if rule.kind == "row" else ()
    headers = [specification.field[name].header for name in names]
    few = "; ".join(headers) if len(headers) < 4 else f"{len(headers)} fields"
    rows = ", ".join(cast(list[str], example.get("finds", [])))
    return ": ".join(filter(None, [f"row {rows}" if rows else "", few])) or "on the row"


def _row(row: Example, specification: Specification) -> str:
    changes = [
        f'{field.header} "{row[field.name]}"' if row[field.name] else f"{field.header} blank"
        for field in specification.fields
        if field.name in row
    ]
    name = str(row.get("a", "")).replace("_", " ")
    return name + (f" with {', '.join(changes)}" if changes else "")
