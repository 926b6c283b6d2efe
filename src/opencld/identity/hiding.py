"""Finds identifiers that were typed where none belongs, so that they stay behind the door.

Values off a defined list pass the door as submitted, because whoever maps them must see them with their counts. But a
value may have slipped from its column, so a text is hidden where it equals or holds one of its row's own identifiers,
equals one of another row nearby, looks like an NHS number, a full postcode or a day, or is as long as only
descriptions are. Values of Release 1, and those that differ from a listed one in case or punctuation only, say nothing
about a person and are left alone.
"""

from __future__ import annotations

import polars as pl

IDENTIFIERS = (
    "nhs_number", "la_person_unique_identifier", "event_reference", "adult_1_linked_person_id",
    "adult_2_linked_person_id", "adult_3_linked_person_id", "postcode", "date_of_birth", "date_of_death",
)  # fmt: skip
NAMES = ("first_name", "last_name")
SHORTEST_HELD = 4
"""Shorter identifiers must be words of their own: `12` is held in too many harmless texts."""
LONGEST_VALUE = 150
"""Longer than any listed value of either release."""
LOOKS_PERSONAL = (
    r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}"
    r"|[0-9]{1,2}[ ./-]([0-9]{1,2}|[A-Z]{3,9})[ ./-]([0-9]{4}|[0-9]{2})"
    r"|[0-9]{4}[./-][0-9]{1,2}[./-][0-9]{1,2}|[0-9]{8}"
    r"|\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\b"
)


def holding_identifiers(texts: pl.Series, rows: pl.DataFrame, known: pl.Series) -> pl.Series:
    """Say which texts hold an identifier.

    `rows`: the rows that the texts are from, in their order, with all fields; `known`: see `known_identifiers`.
    """
    beside = rows.select(*IDENTIFIERS, *NAMES).with_columns(texts.str.to_uppercase().alias("text"))
    return beside.select(_holds_identifier(known)).to_series()


def known_identifiers(batch: pl.DataFrame) -> pl.Series:
    """Return the identifiers and names of all rows, as they are compared."""
    columns = [batch[name].unique().rename("known") for name in (*IDENTIFIERS, *NAMES)]
    known = pl.concat(columns).str.strip_chars_end(" ").str.to_uppercase()
    return known.filter(known != "")


def is_own_identifier(field: str) -> pl.Expr:
    """Whether a cell equals an identifier of its own row, whatever the case and spaces at the end."""
    text = _folded(field)
    return (text != "") & pl.any_horizontal([text == _folded(name) for name in (*IDENTIFIERS, *NAMES)])


def _holds_identifier(known: pl.Series) -> pl.Expr:
    text = pl.col("text")
    compact, words = _compact(text), _words(text)
    return pl.any_horizontal(
        text.str.contains(LOOKS_PERSONAL),
        text.str.len_chars() > LONGEST_VALUE,
        text.str.strip_chars_end(" ").is_in(known.implode()),
        *(_holds(compact, name) | _has_word(words, name) for name in IDENTIFIERS),
        *(_has_word(words, name) for name in NAMES),
    )


def _holds(compact: pl.Expr, name: str) -> pl.Expr:
    own = _compact(pl.col(name).str.to_uppercase())
    return (own.str.len_chars() >= SHORTEST_HELD) & compact.str.contains(own, literal=True)


def _has_word(words: pl.Expr, name: str) -> pl.Expr:
    own = _words(pl.col(name).str.to_uppercase())
    return (own != NO_WORDS) & words.str.contains(own, literal=True)


def _folded(name: str) -> pl.Expr:
    return pl.col(name).str.strip_chars_end(" ").str.to_uppercase()


def _compact(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(r"[ ./-]", "")


NO_WORDS = "  "


def _words(text: pl.Expr) -> pl.Expr:
    words = text.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars(" ")
    return pl.concat_str([pl.lit(" "), words, pl.lit(" ")])
