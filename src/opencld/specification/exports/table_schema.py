"""The specification as a Table Schema, which tools such as frictionless check a CSV against."""

from __future__ import annotations

from typing import Any

from opencld.specification.expressions import Call, Name
from opencld.specification.model import DataType, Field, Specification
from opencld.specification.pages import words

PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
TYPES: dict[DataType, dict[str, str]] = {
    "date": {"type": "date", "format": "%d/%m/%Y"},
    "integer": {"type": "integer"},
    "numeric": {"type": "number"},
}


def table_schema(specification: Specification) -> dict[str, Any]:
    """Return the specification as a Table Schema descriptor, ready for JSON.

    The schema says what holds for a cell by itself. Conditions across cells and rows are left to the rules,
    so a field that is mandatory on some rows only is not required here. Columns may stand in any order.
    Source: Data Package 2.0, Table Schema.
    """
    release = specification.release
    return {
        "$schema": PROFILE,
        "name": f"asc-cld-release-{release.release}",
        "title": f"Adult social care Client Level Data, {release.version}",
        "description": "What holds for each cell of a return by itself; `cld validate` checks the rest.",
        "fields": [_field(field, specification) for field in specification.fields],
        "fieldsMatch": "equal",
        "missingValues": [""],
    }


def never_blank(field: Field, specification: Specification) -> bool:
    """Return whether a blank cell is an error on every row whatsoever.

    Some mandatory fields may rightly be blank (a date of death), and those on events are blank on rows
    without an event. So a field counts if it is mandatory and an error rule on all rows wants it filled then.
    """
    mandatory, filled = (Call(function, (Name(field.name),)) for function in ("mandatory", "filled"))
    return field.mandatory == "mandatory" and any(
        field.name in rule.must
        and rule.must[field.name].node == filled
        and field.name in rule.when
        and rule.when[field.name].node == mandatory
        for rule in specification.rules
        if (rule.rows, rule.severity) == ("all", "error")
    )


def _field(field: Field, specification: Specification) -> dict[str, Any]:
    return {
        "name": field.header,
        "title": field.header,
        "description": f"{field.meaning} {words.mandatory(field).capitalize()}.",
        **TYPES.get(field.data_type, {"type": "string"}),
        **_constraints(field, specification),
    }


def _constraints(field: Field, specification: Specification) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if never_blank(field, specification):
        constraints["required"] = True
    if field.name in specification.defined_lists:
        constraints["enum"] = list(specification.defined_lists[field.name])
    return {"constraints": constraints} if constraints else {}
