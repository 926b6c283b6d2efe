"""The specification in formats that other programs read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from opencld.errors import Misused
from opencld.specification.exports.data_dictionary import data_dictionary
from opencld.specification.exports.table_schema import table_schema
from opencld.specification.exports.template import template
from opencld.specification.model import Specification

__all__ = ["EXPORTS", "data_dictionary", "export", "table_schema", "template"]


def _table_schema_json(specification: Specification) -> bytes:
    return (json.dumps(table_schema(specification), ensure_ascii=False, indent=2) + "\n").encode()


EXPORTS: Mapping[str, tuple[Callable[[Specification], bytes], str]] = {
    "table-schema": (_table_schema_json, ".json"),
    "dictionary": (lambda specification: data_dictionary(specification).encode(), ".md"),
    "template": (template, ".xlsx"),
}
"""The formats: what makes the bytes of each, and how its files are usually called."""


def export(specification: Specification, kind: str) -> bytes:
    """Return the specification as JSON or Markdown in UTF-8, or as a workbook. Raises Misused if unknown."""
    if kind not in EXPORTS:
        raise Misused(f"There is no export `{kind}`. There are {', '.join(EXPORTS)}.")
    make, _ = EXPORTS[kind]
    return make(specification)
