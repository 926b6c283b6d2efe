"""The Table Schema is loaded by frictionless, accepts right tables and names what is wrong in others."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from frictionless import Resource, Schema

from opencld.specification import PACKAGED, load_specification
from opencld.specification.exports import table_schema
from opencld.specification.rule_files import example_rows

HEADERS = [field.header for field in load_specification().fields]


@pytest.fixture
def schema() -> Schema:
    return Schema.from_descriptor(table_schema(load_specification()))


def a_row(kind: str = "request", **changes: str) -> dict[str, str]:
    """One of the rows that break no rule, with changes, by header."""
    row = {**example_rows(PACKAGED / "rules")[kind], **changes}
    return {field.header: row.get(field.name, "") for field in load_specification().fields}


def errors(schema: Schema, folder: Path, *rows: dict[str, str], headers: list[str] = HEADERS) -> list[Any]:
    with (folder / "return.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, headers, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    report = Resource(path="return.csv", basepath=str(folder), schema=schema).validate()
    found: list[Any] = report.flatten(["type", "fieldName"])
    return found


def test_it_has_the_headers_in_order(schema: Schema) -> None:
    assert schema.field_names == HEADERS


def test_dates_numbers_and_lists_have_their_types(schema: Schema) -> None:
    def kind(header: str) -> tuple[str, str | None]:
        field = schema.get_field(header)
        return field.type, field.format

    assert kind("Event Start Date") == ("date", "%d/%m/%Y")
    assert kind("Unit Cost")[0] == "number"
    assert kind("No. of adults being cared for")[0] == "integer"
    assert kind("NHS Number")[0] == "string"
    assert schema.get_field("Gender").constraints["enum"] == ["Female", "Male", "Other", "Unknown"]


def test_every_list_is_an_enumeration(schema: Schema) -> None:
    assert sum("enum" in field.constraints for field in schema.fields) == 26


def test_a_field_that_may_be_blank_on_some_row_is_not_required(schema: Schema) -> None:
    specification = load_specification()
    required = {field.name for field in specification.fields if schema.get_field(field.header).required}
    assert {"la_code", "first_name", "client_type", "postcode"} <= required
    assert all(specification.field[name].mandatory == "mandatory" for name in required)
    assert not required & {"nhs_number", "date_of_birth", "date_of_death", "event_type", "event_start_date"}


def test_rows_that_break_no_rule_are_valid(schema: Schema, tmp_path: Path) -> None:
    assert errors(schema, tmp_path, *(a_row(kind) for kind in example_rows(PACKAGED / "rules"))) == []


def test_columns_may_stand_in_another_order(schema: Schema, tmp_path: Path) -> None:
    assert errors(schema, tmp_path, a_row(), headers=HEADERS[::-1]) == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"gender": "F"}, ["constraint-error", "Gender"]),
        ({"client_type": "Service User"}, ["constraint-error", "Client Type"]),
        ({"postcode": ""}, ["constraint-error", "Postcode"]),
        ({"event_start_date": "2025-07-01"}, ["type-error", "Event Start Date"]),
        ({"unit_cost": "£23.50"}, ["type-error", "Unit Cost"]),
        ({"no_of_adults_being_cared_for": "1.5"}, ["type-error", "No. of adults being cared for"]),
    ],
)
def test_a_cell_that_is_wrong_is_named(
    schema: Schema, tmp_path: Path, changes: dict[str, str], error: list[str]
) -> None:
    assert errors(schema, tmp_path, a_row(), a_row(**changes)) == [error]


def test_a_column_that_is_missing_is_named(schema: Schema, tmp_path: Path) -> None:
    assert ["missing-label", "Gender"] in errors(
        schema, tmp_path, a_row(), headers=[header for header in HEADERS if header != "Gender"]
    )
