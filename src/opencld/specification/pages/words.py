"""How pages say in words what the specification holds as codes."""

from __future__ import annotations

from collections.abc import Mapping

from opencld.specification.model import DataType, Field, MappedValue, Severity, Specification

DATA_TYPES: Mapping[DataType, str] = {
    "la_code": "code of a local authority, as text",
    "date": "date, dd/mm/yyyy without a time",
    "nhs_number": "NHS number, ten digits without spaces",
    "alphanumeric": "letters and digits",
    "text": "text",
    "defined_list": "defined list",
    "postcode": "postcode",
    "integer": "whole number",
    "numeric": "amount, 0.00",
}
SEVERITIES: Mapping[Severity, str] = {
    "reject": "the portal would refuse the file",
    "error": "fails the specification",
    "warning": "unlikely, or against the guidance's advice",
    "note": "worth knowing",
}
ROWS = {
    "all": "every row",
    "events": "every row but those of unpaid carers known by association",
}


def data_type(field: Field, specification: Specification) -> str:
    """Return what a cell of the field holds, for example `defined list, 4 values`."""
    values = specification.defined_lists.get(field.name, ())
    return DATA_TYPES[field.data_type] + (f", {len(values)} values" if values else "")


def mandatory(field: Field) -> str:
    """Return whether the field must be filled and for whom, for example `conditional: Reviews`."""
    return f"{field.mandatory}: {field.mandatory_for}" if field.mandatory_for else field.mandatory


def certainty(mapped: MappedValue) -> str:
    """Return how sure it is that the Release 1 value means its Release 2 successor."""
    doubt = ", but the meaning may have changed" if mapped.needs_decision else ""
    return mapped.certainty + doubt


def count(number: int, thing: str) -> str:
    """Return the number with the thing in the singular or plural.

    >>> count(1, "rule"), count(0, "rule"), count(153, "local authority")
    ('1 rule', '0 rules', '153 local authorities')
    """
    plural = f"{thing[:-1]}ies" if thing.endswith("y") else f"{thing}s"
    return f"{number:,} {thing if number == 1 else plural}"
