"""Release 2 as packaged. Source of every number: the collection guidance of May 2025."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from opencld.specification import Specification, load_specification


@pytest.fixture(scope="module")
def release_2() -> Specification:
    return load_specification()


def test_it_is_release_2_and_required_from_october_2025(release_2: Specification) -> None:
    assert release_2.release.version == "Release 2 (May 2025)"
    assert release_2.release.required_from == date(2025, 10, 1)
    assert [release.release for release in release_2.releases] == [1, 2]


def test_there_are_48_fields_in_order(release_2: Specification) -> None:
    assert [field.number for field in release_2.fields] == list(range(1, 49))
    assert release_2.fields[0].header == "LA Code"
    assert release_2.fields[47].header == "Planned units per week"


def test_34_fields_are_mandatory_17_of_them_starred(release_2: Specification) -> None:
    due = [field for field in release_2.fields if field.mandatory != "voluntary"]
    starred = [f for f in due if f.mandatory == "conditional" or f.note.startswith("Starred")]
    assert (len(due), len(starred)) == (34, 17)


def test_primary_support_reason_is_starred_yet_due_on_all_records(release_2: Specification) -> None:
    reason = release_2.field["primary_support_reason"]
    assert reason.mandatory == "mandatory"
    assert reason.note.startswith("Starred")


def test_conditional_fields_alone_have_a_condition(release_2: Specification) -> None:
    assert {f.name for f in release_2.fields if f.mandatory_when} == {
        f.name for f in release_2.fields if f.mandatory == "conditional"
    }


def test_there_are_26_lists_with_197_values(release_2: Specification) -> None:
    assert len(release_2.defined_lists) == 26
    assert sum(map(len, release_2.defined_lists.values())) == 197


def test_there_are_201_rows_from_release_1_to_2(release_2: Specification) -> None:
    changes = Counter(mapped.change for mapped in release_2.release_1_values)
    assert changes.total() == 201
    assert (changes["dropped"], changes["new"], changes["merged"]) == (6, 4, 4)


def test_only_sure_values_with_the_same_meaning_are_put_in_place_safely(release_2: Specification) -> None:
    def is_safe(field: str, value: str) -> bool:
        return release_2.release_1_value[field, value].is_safe

    assert is_safe("client_type", "Service User")
    assert not is_safe("service_component", "Community Supported Living")
    assert not is_safe("review_reason", "Planned")
    assert not is_safe("event_outcome", "Progress to financial assessment")


def test_a_value_that_kept_its_spelling_is_no_release_1_value(release_2: Specification) -> None:
    assert ("gender", "Female") not in release_2.release_1_value


def test_there_are_153_authorities_in_nine_regions(release_2: Specification) -> None:
    authorities = release_2.local_authorities
    assert len(authorities) == 153
    assert len({authority.region for authority in authorities.values()}) == 9


def test_four_authorities_have_codes_that_are_not_numbers(release_2: Specification) -> None:
    named = {a.la_name for code, a in release_2.local_authorities.items() if not code.isdecimal()}
    assert named == {
        "North Northamptonshire",
        "West Northamptonshire",
        "Cumberland",
        "Westmorland and Furness",
    }


def test_the_guidance_s_outcome_order_is_the_order_of_the_list(release_2: Specification) -> None:
    assert release_2.outcome_orders["guidance_precedence"] == release_2.defined_lists["event_outcome"]
    assert len(release_2.defined_lists["event_outcome"]) == 16


def test_the_published_outcome_order_has_a_place_for_unmapped_values(release_2: Specification) -> None:
    order = release_2.outcome_orders["published_rank"]
    assert len(order) == 17
    assert order[2] == "Release 1 specification only: Not mapped"


def test_the_two_outcome_orders_differ_on_signposting_and_referral(release_2: Specification) -> None:
    signposting = "NFA: Information and advice or signposting"
    referral = "NFA: Referral to other service within the local authority"
    guidance, published = (release_2.outcome_orders[n] for n in ("guidance_precedence", "published_rank"))
    assert guidance.index(referral) < guidance.index(signposting)
    assert published.index(signposting) < published.index(referral)


def test_the_matrix_ticks_as_many_outcomes_as_the_guidance(release_2: Specification) -> None:
    ticks = {event_type: len(outcomes) for event_type, outcomes in release_2.typical_outcomes.items()}
    assert ticks == {"Request": 14, "Assessment": 15, "Service": 10, "Review": 11}


def test_reablement_is_an_outcome_of_requests_and_assessments_only(release_2: Specification) -> None:
    outcome = "Progress to reablement/ST-Max"
    assert {t for t, outcomes in release_2.typical_outcomes.items() if outcome in outcomes} == {
        "Request",
        "Assessment",
    }


def test_long_term_support_is_four_service_types(release_2: Specification) -> None:
    assert len(release_2.groupings["service type group"].groups["Long term support"]) == 4


def test_every_rule_says_what_is_wrong_what_to_do_and_why(release_2: Specification) -> None:
    assert release_2.rules
    assert all(rule.message and rule.act and rule.why for rule in release_2.rules)


def test_it_is_read_once(release_2: Specification) -> None:
    assert load_specification() is release_2
