"""The data dictionary holds every field, list value and mapping, and is well-formed Markdown."""

from __future__ import annotations

import re

import pytest

from opencld.specification import load_specification
from opencld.specification.exports import data_dictionary


@pytest.fixture(scope="module")
def dictionary() -> str:
    return data_dictionary(load_specification())


def test_it_has_a_section_for_each_module_and_each_field(dictionary: str) -> None:
    fields = load_specification().fields
    modules = list(dict.fromkeys(field.module for field in fields))
    assert re.findall(r"^## (.*)$", dictionary, re.M) == [*modules, "From Release 1 to Release 2"]
    assert re.findall(r"^### (.*)$", dictionary, re.M) == [f"{f.number}. {f.header}" for f in fields]


def test_it_has_every_meaning(dictionary: str) -> None:
    assert all(field.meaning in dictionary for field in load_specification().fields)


def test_it_has_every_value_of_every_list(dictionary: str) -> None:
    for values in load_specification().defined_lists.values():
        for position, value in enumerate(values, start=1):
            assert f"| {position} | {value} |" in dictionary


def test_it_has_all_201_rows_of_the_mapping(dictionary: str) -> None:
    mapping = dictionary.split("## From Release 1 to Release 2")[1]
    rows = [line for line in mapping.splitlines() if re.search(r"\| (sure.*|inferred) \|$", line)]
    assert len(rows) == 201


def test_its_tables_have_as_many_cells_as_columns(dictionary: str) -> None:
    for part in dictionary.split("\n\n"):
        lines = part.strip().split("\n")
        if lines[0].startswith("| "):
            assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) == 1
