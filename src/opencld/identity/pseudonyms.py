"""Pseudonyms: what stands for a person in place of their identifiers, the same each time under one key.

A pseudonym is the first 128 bits of an HMAC-SHA256 under the key, as 32 hexadecimal digits. What goes in begins with
the name of its domain, so that equal texts of different kinds have different pseudonyms:

    nhs-number, a zero byte, the NHS number
    la-person, a zero byte, the LA code, a zero byte, the local identifier
    hidden, a zero byte, the text
    hospital-spell, a zero byte, the identifier of the spell

all in UTF-8. An NHS number goes in as ten digits: spaces, and hyphens between digits, are no part of it. One that is
none goes in as the capitals of what was submitted, without spaces, so that it is still there and equal to itself. A
local identifier goes in as capitals without spaces at the end, which is how the centre's database compares it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import polars as pl

from opencld.submissions.keys import Key
from opencld.validation.cells import compared

BYTES = 16
BLOCK_BYTES = 64  # of SHA-256
INNER, OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))


class Pseudonyms:
    """Makes pseudonyms under one key. Blank (null or "") stays null."""

    def __init__(self, key: Key) -> None:
        padded = key.secret.ljust(BLOCK_BYTES, b"\0")
        # HMAC (RFC 2104) begins both of its hashes with the key, which this does once, not once for each text
        self._inner, self._outer = (hashlib.sha256(padded.translate(pad)) for pad in (INNER, OUTER))

    def of_nhs_numbers(self, numbers: pl.Series) -> pl.Series:
        """Return the pseudonyms of NHS numbers as submitted."""
        return self._each(numbers, canonical_nhs_numbers, "nhs-number")

    def of_people(self, identifiers: pl.Series, la_code: str) -> pl.Series:
        """Return the pseudonyms of an authority's local identifiers."""
        return self._each(identifiers, canonical_identifiers, "la-person", la_code)

    def of_hospital_spells(self, identifiers: pl.Series) -> pl.Series:
        """Return the pseudonyms of what hospitals call their spells."""
        return self._each(identifiers, canonical_identifiers, "hospital-spell")

    def of_hidden(self, texts: pl.Series) -> pl.Series:
        """Return what stands for texts that hold an identifier where none belongs."""
        return "[hidden " + self._each(texts, canonical_identifiers, "hidden") + "]"

    def _each(self, texts: pl.Series, canonical: Callable[[pl.Series], pl.Series], *domain: str) -> pl.Series:
        distinct = texts.drop_nulls().unique()
        distinct = distinct.filter(distinct != "")
        made = self._made(canonical(distinct), b"".join(part.encode() + b"\0" for part in domain))
        return texts.replace_strict(distinct, pl.Series(made, dtype=pl.String), default=None)

    def _made(self, texts: pl.Series, start: bytes) -> list[str]:
        inner_of_domain = self._inner.copy()
        inner_of_domain.update(start)
        made = []
        for text in texts.cast(pl.Binary):
            inner, outer = inner_of_domain.copy(), self._outer.copy()
            inner.update(text)
            outer.update(inner.digest())
            made.append(outer.digest()[:BYTES].hex())
        return made


def canonical_nhs_numbers(numbers: pl.Series) -> pl.Series:
    """Return NHS numbers as they go into their pseudonyms.

    >>> canonical_nhs_numbers(pl.Series(["999 000 0018", " 999-000-0018", "none  yet"])).to_list()
    ['9990000018', '9990000018', 'NONEYET']
    """
    compact = numbers.str.replace_all(r"\s", "").str.to_uppercase()
    digits = compact.str.replace_all("-", "", literal=True)
    return digits.zip_with(digits.str.contains("^[0-9]{10}$"), compact)


def canonical_identifiers(identifiers: pl.Series) -> pl.Series:
    """Return local identifiers as they go into their pseudonyms.

    >>> canonical_identifiers(pl.Series(["ab 1  "])).to_list()
    ['AB 1']
    """
    return compared(identifiers)
