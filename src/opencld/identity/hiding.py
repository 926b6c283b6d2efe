"""Finds identifiers that were typed where none belongs, so that they stay behind the door.

Values off a defined list pass the door as submitted, because whoever maps them must see them with their counts. But a
value may have slipped from its column, so a text is hidden where it equals or holds one of its row's own identifiers,
equals one of another row nearby, looks like an NHS number, a full postcode or a day, or is as long as only
descriptions are. Values of Release 1, and those that differ from a listed one in case or punctuation only, say nothing
about a person and are left alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from opencld.validation.cells import COMPARED, as_compared, compared, folded, improper, positions_of, texts_at

IDENTIFIERS = (
    "nhs_number", "la_person_unique_identifier", "event_reference", "adult_1_linked_person_id",
    "adult_2_linked_person_id", "adult_3_linked_person_id", "postcode", "date_of_birth", "date_of_death",
)  # fmt: skip
NAMES = ("first_name", "last_name")
LOOKING_PERSONAL_WHERE_PROPER = ("nhs_number", "date_of_birth", "date_of_death")
"""Identifiers that are known by their looks wherever they were typed, so that only odd ones need be looked up."""
NONE = pl.Series([], dtype=pl.UInt32)
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


@dataclass(frozen=True)
class Doubtful:
    """Texts of a field, each once, that may be or hold an identifier.

    Proper codes are hidden only where they equal an identifier of their own row; other texts also where they hold one,
    or look like one. `positions`, where given, are those of the batch at which the texts may be.
    """

    field: str
    texts: pl.Series
    positions: pl.Series | None = None
    are_codes: bool = False


def cells_to_hide(batch: pl.DataFrame, doubtful: Iterable[Doubtful]) -> dict[str, pl.Series]:
    """Return, by field, the positions in the batch of cells that hold an identifier.

    All fields are judged together, as preparing to judge takes longer than judging.
    """
    doubtful = [one for one in doubtful if len(one.texts)]
    if not doubtful:
        return {}
    known = identifiers_among(batch, pl.concat([one.texts.rename("") for one in doubtful]))
    cells = pl.concat([_cells(batch, one, known) for one in doubtful])
    equal = pl.any_horizontal([as_compared("text") == as_compared(name) for name in (*IDENTIFIERS, *NAMES)])
    hides = pl.when("is_code").then(equal).otherwise(_holds_identifier(known))
    # planned as a whole, so that what several identifiers are looked for in is made once
    hidden = cells.lazy().filter(hides).collect()
    return {
        str(key[0]): frame["position"] for key, frame in hidden.partition_by("field", as_dict=True).items()
    }


def identifiers_among(batch: pl.DataFrame, texts: pl.Series) -> pl.Series:
    """Return those of the texts, as they are compared, that are an identifier or name on any row of the batch, but for
    proper ones that are known by their looks."""
    wanted = compared(texts).implode()
    columns = [_compared_texts(batch, name).rename("known") for name in (*IDENTIFIERS, *NAMES)]
    known = pl.concat([column.filter(column.is_in(wanted)) for column in columns])
    return known.filter(known != "").unique()


def _compared_texts(batch: pl.DataFrame, name: str) -> pl.Series:
    if name in COMPARED:
        return batch[folded(name)]
    if name in LOOKING_PERSONAL_WHERE_PROPER:
        return compared(batch[name].filter(batch[improper(name)]))
    return compared(batch[name].unique())


def _cells(batch: pl.DataFrame, doubtful: Doubtful, known: pl.Series) -> pl.DataFrame:
    texts = doubtful.texts
    if doubtful.are_codes:
        # a code that nobody nearby has for an identifier is nobody's own
        texts = texts.filter(texts.str.to_uppercase().is_in(known.implode()))
    if not len(texts):
        positions = NONE
    elif doubtful.positions is None:
        positions = positions_of(batch[doubtful.field].is_in(texts.implode()))
    else:
        there = texts_at(batch, doubtful.field, doubtful.positions)
        positions = doubtful.positions.filter(there.is_in(texts.implode()))
    own = [batch[name][positions] for name in (*IDENTIFIERS, *NAMES)]
    text = texts_at(batch, doubtful.field, positions).str.to_uppercase().alias("text")
    return pl.DataFrame([positions.alias("position"), text, *own]).with_columns(
        pl.lit(doubtful.field).alias("field"), pl.lit(doubtful.are_codes).alias("is_code")
    )


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


def _compact(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(r"[ ./-]", "")


NO_WORDS = "  "


def _words(text: pl.Expr) -> pl.Expr:
    words = text.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars(" ")
    return pl.concat_str([pl.lit(" "), words, pl.lit(" ")])
