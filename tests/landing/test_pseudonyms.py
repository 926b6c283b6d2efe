"""Pseudonyms are the documented ones: keyed, canonical, each kind in a domain of its own."""

from __future__ import annotations

import hashlib
import hmac

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencld.identity.pseudonyms import Pseudonyms
from opencld.submissions.keys import Key

KEY = Key(bytes(range(32)))
PSEUDONYMS = Pseudonyms(KEY)
A_TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


def nhs(text: str | None) -> str | None:
    """Return the pseudonym of an NHS number."""
    (pseudonym,) = PSEUDONYMS.of_nhs_numbers(pl.Series([text], dtype=pl.String)).to_list()
    return pseudonym if pseudonym is None else str(pseudonym)


def person(text: str | None, la_code: str = "503") -> str | None:
    """Return the pseudonym of a local identifier."""
    (pseudonym,) = PSEUDONYMS.of_people(pl.Series([text], dtype=pl.String), la_code).to_list()
    return pseudonym if pseudonym is None else str(pseudonym)


@pytest.mark.parametrize(
    ("found", "what_goes_in"),
    [
        (nhs("9990000107"), b"nhs-number\0" + b"9990000107"),
        (nhs("999 000 0107"), b"nhs-number\0" + b"9990000107"),
        (nhs("not  known"), b"nhs-number\0" + b"NOTKNOWN"),
        (person("p1001"), b"la-person\0" + b"503\0" + b"P1001"),
        (person("9990000107"), b"la-person\0" + b"503\0" + b"9990000107"),
    ],
)
def test_a_pseudonym_is_half_an_hmac_of_the_documented_bytes(found: str, what_goes_in: bytes) -> None:
    assert found == hmac.new(KEY.secret, what_goes_in, hashlib.sha256).hexdigest()[:32]


def test_blank_stays_blank() -> None:
    assert (nhs(None), nhs(""), person(None), person("")) == (None,) * 4


@given(A_TEXT, st.integers(0, 3))
def test_case_and_spaces_at_the_end_of_a_local_identifier_do_not_count(text: str, spaces: int) -> None:
    if text.upper().upper() == text.upper():  # not so for a few letters that no identifier has
        assert person(text + " " * spaces) == person(text.upper())


@given(A_TEXT, A_TEXT)
def test_what_differs_otherwise_has_another_pseudonym(one: str, other: str) -> None:
    same = one.rstrip(" ").upper() == other.rstrip(" ").upper()
    assert (person(one) == person(other)) == same
    assert nhs(one) != person(one)


def test_people_of_two_authorities_are_not_the_same() -> None:
    assert person("P1001", "503") != person("P1001", "504")
    # neither can code and identifier be confused at their border
    assert person("3P1", "50") != person("P1", "503")


def test_another_key_gives_other_pseudonyms() -> None:
    other = Pseudonyms(Key(bytes(32)))
    assert other.of_nhs_numbers(pl.Series(["9990000107"])).item() != nhs("9990000107")
