"""Finds personal data where it does not belong: in references, identifiers and descriptions.

Source: collection guidance, Protecting personal data. Each function returns an expression that is true where the
text holds the thing, and null where the thing itself is not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import polars as pl

from opencld import nhs_number
from opencld.validation.cells import COMPARED, FULL_POSTCODE, blank, folded, value

NHS_NUMBER = re.compile(r"(?<![0-9])([0-9]{3})[ -]?([0-9]{3})[ -]?([0-9]{4})(?![0-9])")
CONVERSATION_ONE = r"(?i)\bconv(ersation)?\.?\s*-?\s*(1|one)\b"


def compact(text: pl.Expr) -> pl.Expr:
    """Return a text in capitals without spaces and hyphens."""
    return text.str.to_uppercase().str.replace_many([" ", "-"], ["", ""])


def holds_postcode(field: str, postcode: str) -> pl.Expr:
    """The field holds the row's full postcode, with or without its space. A first part alone is not personal."""
    full = pl.col(postcode).str.contains(FULL_POSTCODE) & ~pl.col(
        postcode
    ).str.to_uppercase().str.starts_with("ZZ99")
    return full & compact(pl.col(field)).str.contains(compact(pl.col(postcode)), literal=True)


def _written(day: str, pattern: str) -> pl.Expr:
    return pl.col(value(day)).dt.strftime(pattern)


def holds_birth_date(field: str, day: str) -> pl.Expr:
    """The field holds the day as eight digits, day or year first."""
    text = pl.col(field).str.replace_many([" ", "-"], ["", ""])
    return pl.any_horizontal(
        [text.str.contains(_written(day, pattern), literal=True) for pattern in ("%d%m%Y", "%Y%m%d")]
    )


def holds_date(field: str, day: str) -> pl.Expr:
    """The field holds the day as eight digits, or with slashes, points, hyphens or spaces between its parts."""
    text = (
        pl.col(field)
        .str.replace_all(r"([0-9])[-/. ]([0-9])", "$1$2")
        .str.replace_all(r"([0-9])[-/. ]([0-9])", "$1$2")
    )
    return pl.any_horizontal(
        [text.str.contains(_written(day, pattern), literal=True) for pattern in ("%d%m%Y", "%Y%m%d")]
    )


def holds_nhs_number(field: str) -> pl.Expr:
    """The field holds a valid NHS number that no other digit touches."""

    def found(text: str) -> bool:
        return any(nhs_number.is_valid("".join(parts)) for parts in NHS_NUMBER.findall(text))

    return pl.col(field).map_elements(found, return_dtype=pl.Boolean)


def holds_full_name(field: str, first_name: str, last_name: str) -> pl.Expr:
    """The field holds first and last name side by side, in either order, as whole words."""
    text, first, last = (_words(pl.col(name)) for name in (field, first_name, last_name))
    named = (first != "") & (last != "")
    sides = [
        pl.concat_str([pl.lit(" "), a, pl.lit(" "), b, pl.lit(" ")])
        for a, b in ((first, last), (last, first))
    ]
    padded = pl.concat_str([pl.lit(" "), text, pl.lit(" ")])
    return named & pl.any_horizontal([padded.str.contains(side, literal=True) for side in sides])


def _words(text: pl.Expr) -> pl.Expr:
    return text.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars(" ")


def _mentions(field: str, part: pl.Expr) -> pl.Expr:
    capitals = pl.col(folded(field)) if field in COMPARED else pl.col(field).str.to_uppercase()
    return ~pl.col(blank(field)) & (part != "") & capitals.str.contains(part.str.to_uppercase(), literal=True)


# For each costly function, a quick look that is never false where the function is true.
HINTS: Mapping[str, Callable[..., pl.Expr]] = {
    "is_postcode": lambda field, code: (
        pl.col(field.name).str.to_uppercase().str.starts_with(str(code.value)[:2])
    ),
    "holds_postcode": lambda field, postcode: _mentions(field.name, pl.col(postcode.name).str.tail(2)),
    "holds_birth_date": lambda field, day: _mentions(field.name, pl.col(day.name).str.tail(2)),
    "holds_date": lambda field, day: _mentions(field.name, pl.col(day.name).str.tail(2)),
    "holds_nhs_number": lambda field: (
        (pl.col(field.name).str.len_bytes() >= 10) & pl.col(field.name).str.contains("[0-9]{3}")
    ),
    "holds_full_name": lambda field, _first, last: _mentions(field.name, pl.col(last.name).str.head(2)),
}


def names_conversation_one(field: str) -> pl.Expr:
    """The field names a conversation one of the three conversations model (collection guidance, Annex B)."""
    return pl.col(field).str.contains(CONVERSATION_ONE)
