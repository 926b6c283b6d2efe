"""Pseudonyms: what stands for a person in place of their identifiers, the same each time under one key.

A pseudonym is the first 128 bits of an HMAC-SHA256 under the key, as 32 hexadecimal digits. What goes in begins with
the name of its domain, so that equal texts of different kinds have different pseudonyms:

    nhs-number, a zero byte, the NHS number
    la-person, a zero byte, the LA code, a zero byte, the local identifier
    hidden, a zero byte, the text

all in UTF-8. An NHS number goes in as ten digits: spaces, and hyphens between digits, are no part of it. One that is
none goes in as the capitals of what was submitted, without spaces, so that it is still there and equal to itself. A
local identifier goes in as capitals without spaces at the end, which is how the centre's database compares it.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable

import polars as pl

from opencld.submissions.keys import Key

BYTES = 16
TEN_DIGITS = re.compile(r"[0-9]{10}")


class Pseudonyms:
    """Makes pseudonyms under one key. Blank (null or "") stays null."""

    def __init__(self, key: Key) -> None:
        self._secret = key.secret

    def of_nhs_numbers(self, numbers: pl.Series) -> pl.Series:
        """Return the pseudonyms of NHS numbers as submitted."""
        return self._each(numbers, lambda number: self._of("nhs-number", canonical_nhs_number(number)))

    def of_people(self, identifiers: pl.Series, la_code: str) -> pl.Series:
        """Return the pseudonyms of an authority's local identifiers."""
        return self._each(
            identifiers, lambda identifier: self._of("la-person", la_code, canonical_identifier(identifier))
        )

    def of_hidden(self, text: str) -> str:
        """Return what stands for a text that holds an identifier where none belongs."""
        return f"[hidden {self._of('hidden', canonical_identifier(text))}]"

    def _of(self, *parts: str) -> str:
        return hmac.digest(self._secret, "\0".join(parts).encode(), "sha256")[:BYTES].hex()

    def _each(self, texts: pl.Series, pseudonym: Callable[[str], str]) -> pl.Series:
        distinct = texts.drop_nulls().unique()
        distinct = distinct.filter(distinct != "")
        made = pl.Series([pseudonym(text) for text in distinct], dtype=pl.String)
        return texts.replace_strict(distinct, made, default=None, return_dtype=pl.String)


def canonical_nhs_number(number: str) -> str:
    """Return an NHS number as it goes into its pseudonym.

    >>> canonical_nhs_number("999 000 0018"), canonical_nhs_number(" 999-000-0018"), canonical_nhs_number("none  yet")
    ('9990000018', '9990000018', 'NONEYET')
    """
    compact = "".join(number.split()).upper()
    digits = compact.replace("-", "")
    return digits if TEN_DIGITS.fullmatch(digits) else compact


def canonical_identifier(identifier: str) -> str:
    """Return a local identifier as it goes into its pseudonym.

    >>> canonical_identifier("ab 1  ")
    'AB 1'
    """
    return identifier.rstrip(" ").upper()
