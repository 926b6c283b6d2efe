"""The specification of the collection as data: fields, defined lists, rules, mappings and reference lists."""

from opencld.specification.fit import header_key
from opencld.specification.load import PACKAGED, load_specification, read_specification
from opencld.specification.model import (
    SEVERITIES,
    Field,
    MappedValue,
    Rule,
    Severity,
    Specification,
)

__all__ = [
    "PACKAGED",
    "SEVERITIES",
    "Field",
    "MappedValue",
    "Rule",
    "Severity",
    "Specification",
    "header_key",
    "load_specification",
    "read_specification",
]
