"""Fields, lists and rules are found by what people call them, and near misses are named."""

from __future__ import annotations

import pytest

from opencld.errors import Misused
from opencld.specification import Specification, load_specification
from opencld.specification.lookup import authorities_of, find_field, find_list, find_rule


@pytest.fixture
def release_2() -> Specification:
    return load_specification()


@pytest.mark.parametrize(
    "asked", ["Unit Cost", "unit_cost", "UNIT COST", "46", "Unit Cost (£)", "Unit Costs", " unit-cost "]
)
def test_a_field_is_found_by_header_name_number_or_variant(release_2: Specification, asked: str) -> None:
    assert find_field(release_2, asked).name == "unit_cost"


def test_every_field_is_found_by_its_header_and_by_its_number(release_2: Specification) -> None:
    for field in release_2.fields:
        assert find_field(release_2, field.header) == field
        assert find_field(release_2, str(field.number)) == field


@pytest.mark.parametrize(
    ("asked", "suggested"),
    [
        ("Evnt Outcome", "Event Outcome"),
        ("funding", "Client Funding Status"),
        ("impairment", "Visual Impairment"),
    ],
)
def test_a_field_that_is_not_there_gets_a_suggestion(
    release_2: Specification, asked: str, suggested: str
) -> None:
    with pytest.raises(Misused, match=f"There is no field `{asked}`. Did you mean .*{suggested}"):
        find_field(release_2, asked)


@pytest.mark.parametrize("asked", ["zzzzz", "", "£", "0", "49"])
def test_a_field_like_no_other_gets_no_suggestion(release_2: Specification, asked: str) -> None:
    with pytest.raises(Misused, match=r"There is no field `.*`. `cld spec fields` lists them all."):
        find_field(release_2, asked)


def test_a_list_is_found_by_its_field(release_2: Specification) -> None:
    assert find_list(release_2, "route of access").name == "request_route_of_access"


def test_a_field_without_a_list_is_said_to_have_none(release_2: Specification) -> None:
    with pytest.raises(Misused, match="Date of Birth has no defined list"):
        find_list(release_2, "date_of_birth")


def test_a_list_that_is_not_there_gets_suggestions_of_lists_only(release_2: Specification) -> None:
    with pytest.raises(Misused, match=r"no defined list `event`. Did you mean Event Type or Event Outcome\?"):
        find_list(release_2, "event")


def test_a_rule_is_found_in_small_letters_too(release_2: Specification) -> None:
    rule = release_2.rules[0]
    assert find_rule(release_2, f" {rule.code.lower()} ") == rule


def test_a_rule_that_is_not_there_gets_suggestions_of_its_kind(release_2: Specification) -> None:
    code = release_2.rules[-1].code
    with pytest.raises(Misused, match=f"There is no rule `{code[:2]}`. Did you mean {code[:2]}"):
        find_rule(release_2, code[:2])


def test_authorities_of_a_region_are_found_in_any_case(release_2: Specification) -> None:
    assert {a.region for a in authorities_of(release_2, "east midlands")} == {"East Midlands"}
    assert len(authorities_of(release_2, None)) == 153


def test_a_region_that_is_not_there_is_answered_with_the_nine(release_2: Specification) -> None:
    with pytest.raises(Misused, match=r"no region `Wessex`\. The regions are East Midlands, .*Yorkshire"):
        authorities_of(release_2, "Wessex")
