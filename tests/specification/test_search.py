"""A search finds whatever holds all the words, the likeliest first."""

from __future__ import annotations

import pytest

from opencld.errors import Misused
from opencld.specification import load_specification
from opencld.specification.search import Hit, search


def found(*words: str) -> tuple[Hit, ...]:
    return search(load_specification(), words)


def names(hits: tuple[Hit, ...], kind: str) -> list[str]:
    return [hit.name for hit in hits if hit.kind == kind]


def test_a_name_that_is_the_words_comes_first() -> None:
    hits = found("event", "outcome")
    assert (hits[0].kind, hits[0].name) == ("field", "Event Outcome")


def test_a_name_that_holds_the_words_comes_before_a_text_that_does() -> None:
    fields = names(found("dementia"), "field")
    assert fields[0] == "Dementia"
    assert [hit.rank for hit in found("unpaid")] == sorted(hit.rank for hit in found("unpaid"))


@pytest.mark.parametrize("words", [("NFA: Deceased",), ("deceased", "nfa"), ("DECEASED",)])
def test_case_order_and_punctuation_do_not_matter(words: tuple[str, ...]) -> None:
    assert "NFA: Deceased" in names(found(*words), "value")


def test_all_the_words_must_be_there() -> None:
    assert found("deceased", "reablement") == ()


def test_a_value_is_found_by_its_release_1_spelling() -> None:
    assert "Continuation of support or services" in names(found("no change in package"), "value")


def test_the_name_of_a_list_helps_to_find_a_value_but_does_not_find_all_of_them() -> None:
    assert names(found("gender", "female"), "value") == ["Female"]
    assert names(found("gender"), "value") == []


def test_a_field_is_found_by_a_header_variant() -> None:
    assert "Autism Spectrum Disorder (ASD)" in names(found("asd"), "field")


def test_a_rule_is_found_by_its_code_and_by_its_title() -> None:
    rule = load_specification().rules[-1]
    assert names(found(rule.code.lower()), "rule") == [rule.code]
    assert rule.code in names(found(rule.title), "rule")


@pytest.mark.parametrize("word", ["Lincolnshire", "503", "E10000019"])
def test_an_authority_is_found_by_name_and_by_code(word: str) -> None:
    assert "Lincolnshire" in names(found(word), "authority")


@pytest.mark.parametrize("words", [(), ("",), (" - ",)])
def test_a_search_for_nothing_is_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(Misused, match="Give at least one word"):
        found(*words)
