"""Finds personal data where it does not belong: in references, identifiers and descriptions.

Source: collection guidance, Protecting personal data. Each function returns an expression that is true where the
text holds the thing, and null where the thing itself is not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

import polars as pl

from opencld import nhs_number
from opencld.validation.cells import (
    COMPARED,
    FULL_POSTCODE,
    blank,
    each_pair_once,
    folded,
    positions_of,
    text_in,
    value,
)
from opencld.validation.looks import Look, look_by, look_for

NHS_NUMBER = re.compile(r"(?<![0-9A-Za-z])([0-9]{3})[ -]?([0-9]{3})[ -]?([0-9]{4})(?![0-9A-Za-z])")
DAY_FIRST = re.compile(r"(?<![0-9])([0-9]{1,2})[ ./-]([0-9]{1,2}|[A-Za-z]{3,9})[ ./-]([0-9]{4})(?![0-9])")
YEAR_FIRST = re.compile(r"(?<![0-9])([0-9]{4})[ ./-]([0-9]{1,2})[ ./-]([0-9]{1,2})(?![0-9])")
CONVERSATION_ONE = (
    r"(?i)\bconv(ersation)?s?\b[ :.#-]*(no\.?|number)?[ #]*(1|one)([ ,.;)]|$)|\b(1st|first) conversation\b"
)
NOT_CONVERSATION_ONE = r"(?i)\bnot (a )?conv|\b(1|one)[ -]*(:|to|/|-)[ -]*(1|one)\b"

# of an identifier that may hold a postcode or a day: as one pattern they are looked for as quickly as each of them
LETTERS = "[^0-9]{2}"
DAY = "[0-9]{8}|[0-9][ ./-]"
FIGURE = "[0-9]"


def compact(text: pl.Expr) -> pl.Expr:
    """Return a text in capitals without spaces and hyphens."""
    return text.str.to_uppercase().str.replace_many([" ", "-"], ["", ""])


def holds_postcode(field: str, postcode: str) -> pl.Expr:
    """The field holds the row's full postcode, with or without its space. A first part alone is not personal."""
    code = pl.col(postcode).str.to_uppercase()
    is_full = pl.col(postcode).str.contains(FULL_POSTCODE) & ~code.str.starts_with("ZZ99")
    if field in COMPARED:
        return is_full & compact(text_in(field)).str.contains(compact(code), literal=True)
    # in a sentence only whole words count: "Plan 1 9 alarms" holds no N1 9AL
    words = _words(text_in(field)).str.to_uppercase()
    return is_full & pl.any_horizontal([_holds_words(words, form) for form in (code, compact(code))])


def holds_date(field: str, day: str) -> pl.Expr:
    """The field holds the day as eight digits, or with separators between its parts, the month also by name."""

    def found(columns: pl.Series) -> pl.Series:
        pairs = columns.struct.unnest().iter_rows()
        held = [None if known is None else _holds_day(text, known) for text, known in pairs]
        return pl.Series(held, dtype=pl.Boolean)

    return pl.struct(text_in(field), value(day)).map_batches(found, return_dtype=pl.Boolean)


def _holds_day(text: str, day: date) -> bool:
    if str(day.year) not in text:
        return False
    # also within a longer number: that somebody's own eight digits stand there by chance is next to impossible
    if f"{day:%d%m%Y}" in text or f"{day:%Y%m%d}" in text:
        return True
    months = {f"{day:%m}", str(day.month), f"{day:%B}".lower(), f"{day:%b}".lower()}
    parts = [*DAY_FIRST.findall(text), *((d, m, y) for y, m, d in YEAR_FIRST.findall(text))]
    return any(int(d) == day.day and m.lower() in months and int(y) == day.year for d, m, y in parts)


def holds_nhs_number(field: str) -> pl.Expr:
    """The field holds a valid NHS number that no other digit touches."""

    def holds(text: str) -> bool:
        return any(nhs_number.is_valid("".join(parts)) for parts in NHS_NUMBER.findall(text))

    def found(texts: pl.Series) -> pl.Series:
        return pl.Series(map(holds, texts), dtype=pl.Boolean)

    return text_in(field).map_batches(found, return_dtype=pl.Boolean)


def holds_full_name(field: str, first_name: str, last_name: str) -> pl.Expr:
    """The field holds first and last name side by side, in either order, as whole words."""
    text, first, last = (_words(text_in(name)) for name in (field, first_name, last_name))
    named = (first != "") & (last != "")
    sides = [pl.concat_str([a, pl.lit(" "), b]) for a, b in ((first, last), (last, first))]
    return named & pl.any_horizontal([_holds_words(text, side) for side in sides])


def _holds_words(text: pl.Expr, words: pl.Expr) -> pl.Expr:
    padded = [pl.concat_str([pl.lit(" "), part, pl.lit(" ")]) for part in (text, words)]
    return padded[0].str.contains(padded[1], literal=True)


def _words(text: pl.Expr) -> pl.Expr:
    return text.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars(" ")


def _mentions(field: str, part: pl.Expr) -> Look:
    capitals = pl.col(folded(field)) if field in COMPARED else text_in(field).str.to_uppercase()
    return look_by((part != "") & capitals.str.contains(part.str.to_uppercase(), literal=True))


def _may_mention(field: str, name: str) -> Look:
    """The field holds the first two letters of a name. Where one is no plain letter, as in O'Brien, who may be written
    O Brien, it may well do so."""
    holds = text_in(field).str.to_lowercase().str.contains(pl.col(name).str.to_lowercase(), literal=True)
    may_hold = (holds | ~pl.col(name).str.contains("^[A-Za-z]{2}")) & (pl.col(name) != "")

    def see(rows: pl.DataFrame) -> pl.Series:
        return each_pair_once(pl.DataFrame([rows[field], rows[name].str.head(2)]), may_hold)

    return Look((field, name), see)


def _tells(field: str) -> pl.Expr:
    """Identifiers are always filled, so only their shape tells them apart; many descriptions are blank."""
    return pl.col(field).str.contains(f"{LETTERS}|{DAY}") if field in COMPARED else ~pl.col(blank(field))


def _starts_with(field: str, letter: str) -> pl.Expr:
    text = pl.col(field).str
    return text.starts_with(letter.upper()) | text.starts_with(letter.lower())


Hints = tuple[pl.Expr, tuple[Look, ...]]
"""A quick look that is part of the one pass over all rows, and further ones at the rows where that one sees a sign."""

# For each costly function looks that are never false where the function is true, the quickest first.
HINTS: Mapping[str, Callable[..., Hints]] = {
    "is_postcode": lambda field, code: (_starts_with(field.name, str(code.value)[0]), ()),
    "holds_postcode": lambda field, postcode: (
        _tells(field.name),
        (
            look_for(field.name, LETTERS if field.name in COMPARED else FIGURE),
            _mentions(field.name, pl.col(postcode.name).str.tail(2 if field.name in COMPARED else 3)),
        ),
    ),
    "holds_date": lambda field, day: (
        _tells(field.name),
        (
            look_for(field.name, DAY if field.name in COMPARED else FIGURE),
            _mentions(field.name, pl.col(day.name).str.tail(4)),
        ),
    ),
    "holds_nhs_number": lambda field: (~pl.col(blank(field.name)), (look_for(field.name, f"{FIGURE}{{3}}"),)),
    "holds_full_name": lambda field, first, last: (
        ~pl.col(blank(field.name)),
        (_may_mention(field.name, last.name), _may_mention(field.name, first.name)),
    ),
}


def names_conversation_one(texts: pl.Series) -> pl.Series:
    """Say which descriptions name a conversation one of the three conversations model.

    Source: collection guidance, Annex B. "Conversation 1:1" and "not conversation 1" name none.
    """
    hinted = positions_of(texts.str.contains("(?i)conv"))
    near = texts[hinted]
    named = hinted.filter(near.str.contains(CONVERSATION_ONE) & ~near.str.contains(NOT_CONVERSATION_ONE))
    return pl.Series([False], dtype=pl.Boolean).new_from_index(0, len(texts)).scatter(named, True)
