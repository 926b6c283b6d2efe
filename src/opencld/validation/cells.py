"""What each cell means: the text as submitted beside its value as a day, a number or a listed value.

A batch of text columns gains columns: `<field>.blank` for each field, and for those that are more than text
`<field>.value`, null where the cell is blank or cannot be read
(the value of a blank list cell is the blank value), and `<field>.improper`, true where the cell is filled but is not
a value of the field's data type as the specification writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import polars as pl

from opencld.specification import Field, Specification
from opencld.validation.readings import Readings

Texts = TypeVar("Texts", pl.Expr, pl.Series)
FULL_POSTCODE = r"^(?i:[a-z]{1,2}[0-9][a-z0-9]? [0-9][a-z]{2}|gir 0aa)$"
POSTCODE = rf"{FULL_POSTCODE}|^(?i:[a-z]{{1,2}}[0-9][a-z0-9]?)$|^Unknown$"
NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
WHOLE_NUMBER = r"^[0-9]{1,9}$"
DATE = r"^[0-9]{2}/[0-9]{2}/([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])$"
MOST_PAIRS = 1 << 24  # of texts, for which a table takes two megabytes
MOST_SPELLINGS = (
    10_000  # of one field in one batch: a column of free text is not worth reading value by value
)


def value(field: str) -> str:
    """Return the name of the column that holds what the field's cells mean."""
    return f"{field}.value"


def improper(field: str) -> str:
    """Return the name of the column that says which of the field's cells are no value of its data type."""
    return f"{field}.improper"


def blank(field: str) -> str:
    """Return the name of the column that says which of the field's cells are blank."""
    return f"{field}.blank"


def folded(field: str) -> str:
    """Return the name of the column that holds the field's texts `as_compared`."""
    return f"{field}.folded"


def compared(texts: Texts) -> Texts:
    """Return texts as the centre's database compares them: case and trailing spaces do not count."""
    return texts.str.strip_chars_end(" ").str.to_uppercase()


def text_in(field: str) -> pl.Expr:
    """Return the field's texts as Strings, in whichever form the batch has them."""
    return pl.col(field).cast(pl.String)


def as_compared(field: str) -> pl.Expr:
    """Return the field's texts as the centre's database compares them."""
    return compared(text_in(field))


COMPARED = ("la_person_unique_identifier", "event_reference")
"""Fields whose texts are compared with one another, without regard to case and trailing spaces."""


def texts_at(batch: pl.DataFrame, field: str, positions: pl.Series) -> pl.Series:
    """Return a column's values at these positions; texts as Strings, in whichever form the batch has them."""
    found = batch[field][positions]  # `gather` would plan a query, which takes longer than this
    return found.cast(pl.String) if isinstance(found.dtype, pl.Categorical) else found


def each_text_once(texts: pl.Series, find: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Return what is found in each of a column's texts, having looked at each once where few come over and over."""
    if not isinstance(texts.dtype, pl.Categorical):
        return find(texts)
    return find(_texts_listed(texts))[texts.to_physical()]


def each_pair_once(pairs: pl.DataFrame, find: pl.Expr) -> pl.Series:
    """Return what an expression finds in the pairs of two columns of text, having looked at each pair once where the
    first column has few texts."""
    first, second = pairs.get_columns()
    if not isinstance(first.dtype, pl.Categorical):
        return pairs.select_seq(find).to_series()
    second = _as_categories(second)
    firsts, seconds = _texts_listed(first), _texts_listed(second)
    if len(firsts) * len(seconds) > MOST_PAIRS:
        return pairs.select_seq(find).to_series()
    place = first.to_physical().cast(pl.UInt32) * len(seconds) + second.to_physical().cast(pl.UInt32)
    each = place.unique()
    found = (
        pl.DataFrame([firsts[each // len(seconds)], seconds[each % len(seconds)]])
        .select_seq(find)
        .to_series()
    )
    # a table of all pairs, most of which do not occur, in which those that do are looked up by their places
    table = pl.Series([False]).new_from_index(0, len(firsts) * len(seconds)).scatter(each.filter(found), True)
    return table[place]


def positions_of(flags: pl.Series) -> pl.Series:
    """Return where flags are true, in ascending order. `arg_true` would plan a query, which takes longer than this."""
    return pl.int_range(len(flags), dtype=pl.UInt32, eager=True).filter(flags)


PERIOD = ("reporting_period_start_date", "reporting_period_end_date")
SAME_ON_MOST_ROWS = ("la_code", *PERIOD)
"""Fields that in most returns have one text only, which is then read once."""
FEW_ON_MANY_ROWS = ("event_start_date", "event_end_date")
"""Fields that in large returns have few texts, each of which is then read once."""
SAMPLED = 16  # one row in so many shows whether a column has few texts


class CellReader:
    """Adds value and improper columns to batches of text."""

    def __init__(self, specification: Specification, readings: Readings) -> None:
        self.fields = [
            field
            for field in specification.fields
            if field.data_type not in ("text", "alphanumeric", "defined_list")
        ]
        self.enums = {name: pl.Enum(["", *values]) for name, values in specification.defined_lists.items()}
        self.listed = {name: frozenset(["", *values]) for name, values in specification.defined_lists.items()}
        self.la_codes = list(specification.local_authorities)
        self.readings = readings
        self.values = {field.name: self._value(field).alias(value(field.name)) for field in self.fields}
        self.period = [self.values[name] for name in PERIOD]
        """The values of the reporting period's two fields."""
        self.blank_texts = [
            (pl.col(field.name) == "").alias(blank(field.name))
            for field in specification.fields
            if field.name not in specification.defined_lists
        ]
        self.improper_columns = [self._improper(field).alias(improper(field.name)) for field in self.fields]

    def read(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Return the batch with its values. `cells`: one column of text a field, blank as "", plus `row`, `line`."""
        same = [name for name in SAME_ON_MOST_ROWS if all_the_same(cells[name])]
        once = cells.head(1).select(self.values[name] for name in same)
        few = [name for name in FEW_ON_MANY_ROWS if _has_few_texts(cells[name])]
        # set side by side, for `with_columns` would copy every text; and in turn, for to plan how to share out what is
        # so quickly told would take longer
        typed = cells.hstack(cells.select_seq(self.blank_texts))
        others = [name for name in self.values if name not in (*same, *few)]
        mostly_blank = [name for name in others if typed[blank(name)].sum() * 2 > cells.height]
        values = [self.values[name] for name in others if name not in mostly_blank]
        typed = typed.hstack(
            [
                *typed.lazy().select(values).collect(),
                *(column.new_from_index(0, cells.height) for column in once),
                *(self._each_text_once(cells[name]) for name in few),
                *(self._filled_alone(cells[name], typed[blank(name)]) for name in mostly_blank),
                *(_folded(cells[name]) for name in COMPARED),
            ]
        )
        return typed.hstack(typed.select_seq(self.improper_columns)).hstack(self._listed(cells))

    def _filled_alone(self, texts: pl.Series, is_blank: pl.Series) -> pl.Series:
        """Return a column's values, having read none of its blank cells."""
        is_filled = ~is_blank
        values = texts.filter(is_filled).to_frame().select_seq(self.values[texts.name]).to_series()
        unknown = pl.Series(values.name, [None], dtype=values.dtype).new_from_index(0, len(texts))
        return unknown.scatter(positions_of(is_filled), values)

    def _each_text_once(self, texts: pl.Series) -> pl.Series:
        """Return a column's values, having read each of its texts once."""
        value_of = self.values[texts.name]
        listed = _as_categories(texts)
        return each_text_once(listed, lambda each: each.to_frame().select_seq(value_of).to_series())

    def _value(self, field: Field) -> pl.Expr:
        text = pl.col(field.name)
        match field.data_type:
            case "date":
                day = text.str.to_date("%d/%m/%Y", strict=False, cache=False)
                return pl.when(text.str.contains(DATE)).then(day)
            case "numeric":
                return pl.when(text.str.contains(NUMBER)).then(text.cast(pl.Float64, strict=False))
            case "integer":
                return pl.when(text.str.contains(WHOLE_NUMBER)).then(text.cast(pl.Int64, strict=False))
            case "nhs_number":
                return pl.when(_is_nhs_number(text)).then(text.cast(pl.Int64, strict=False))
            case "postcode":
                return pl.when(text.str.contains(POSTCODE)).then(text)
        return pl.when(text.is_in(self.la_codes) | text.str.contains("^[0-9]{3}$")).then(text)

    def _improper(self, field: Field) -> pl.Expr:
        return pl.col(value(field.name)).is_null() & ~pl.col(blank(field.name))

    def _listed(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Return value, improper and blank of all lists' cells, having looked at each spelling only once.

        Another spelling has the value it surely means, so that other rules can go on.
        """
        lists = pl.DataFrame([_as_categories(cells[name]) for name in self.enums])
        codes = lists.select_seq(pl.all().to_physical())
        return pl.DataFrame([column for texts in lists for column in self._of_list(texts, codes[texts.name])])

    def _of_list(self, texts: pl.Series, codes: pl.Series) -> Iterator[pl.Series]:
        name, kind = texts.name, texts.dtype
        assert isinstance(kind, pl.Categorical)
        spellings = kind.categories.to_series().to_list()
        meanings = pl.Series(self._meanings(name, spellings), dtype=self.enums[name])
        others = pl.Series([text not in self.listed[name] for text in spellings], dtype=pl.UInt8)
        # by index and by number, which takes a fraction of the time of a query, or of looking flags up
        yield meanings[codes].alias(value(name))
        yield (others[codes] != 0).alias(improper(name))
        # where no spelling is blank, the place behind the last, which no cell has
        place = spellings.index("") if "" in spellings else len(spellings)
        yield (codes == place).alias(blank(name))

    def _meanings(self, name: str, spellings: list[str]) -> list[str | None]:
        """Return the listed value that each spelling is, or surely means."""
        others = {text for text in spellings if text not in self.listed[name]}
        worth_reading = others if len(others) <= MOST_SPELLINGS else ()
        meant = {text: self.readings.read(name, text).surely for text in worth_reading}
        return [meant.get(text) if text in others else text for text in spellings]


def all_the_same(texts: pl.Series) -> bool:
    """Say whether there is one text, on however many rows, which shows much sooner than texts are counted or read."""
    return bool(len(texts) and (texts == texts.first()).all())


def _has_few_texts(texts: pl.Series) -> bool:
    some = texts.gather_every(SAMPLED)
    return some.n_unique() * 3 < len(some)


def _folded(texts: pl.Series) -> pl.Series:
    """Return texts as they are compared. Most columns of identifiers are so written already: a look at all of them as
    one text tells, and takes a fraction of the time that folding each takes."""
    together = texts.str.join("\n").item()
    if together.isascii() and " " not in together and together == together.upper():
        return texts.alias(folded(texts.name))
    return compared(texts).alias(folded(texts.name))


def _texts_listed(texts: pl.Series) -> pl.Series:
    assert isinstance(texts.dtype, pl.Categorical)
    return texts.dtype.categories.to_series().alias(texts.name)


def _as_categories(texts: pl.Series) -> pl.Series:
    is_categorical = isinstance(texts.dtype, pl.Categorical)
    return texts if is_categorical else texts.cast(pl.Categorical(pl.Categories.random()))


def _is_nhs_number(text: pl.Expr) -> pl.Expr:
    """Ten digits, neither all the same nor 0123456789, the last one their check digit (`opencld.nhs_number`)."""
    number = text.cast(pl.Int64, strict=False)
    # of ten bytes that are a number, a sign would leave too few digits
    ten_digits = (text.str.len_bytes() == 10) & ((number >= 10**9) | text.str.starts_with("0"))
    # The digits times 10, 9, 8 to 1 must add up to a multiple of 11. What the number is without its last so many digits
    # holds each of those before them ten times the more the further in front they are; it counts, by 11, so often:
    rests = [number // 10**cut * ((1 + 2 * cut) % 11) for cut in range(10) if cut != 5]
    return (
        ten_digits
        & (pl.sum_horizontal(rests) % 11 == 0)
        & (number % 1_111_111_111 != 0)
        & (number != 123_456_789)
    )
