"""What each cell means: the text as submitted beside its value as a day, a number or a listed value.

A batch of text columns gains columns: `<field>.blank` for each field, and for those that are more than text
`<field>.value`, null where the cell is blank or cannot be read
(the value of a blank list cell is the blank value), and `<field>.improper`, true where the cell is filled but is not
a value of the field's data type as the specification writes it.
"""

from __future__ import annotations

from typing import TypeVar

import polars as pl

from opencld.nhs_number import WEIGHTS
from opencld.specification import Field, Specification
from opencld.validation.readings import Readings

Texts = TypeVar("Texts", pl.Expr, pl.Series)
FULL_POSTCODE = r"^(?i:[a-z]{1,2}[0-9][a-z0-9]? [0-9][a-z]{2}|gir 0aa)$"
POSTCODE = rf"{FULL_POSTCODE}|^(?i:[a-z]{{1,2}}[0-9][a-z0-9]?)$|^Unknown$"
NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
WHOLE_NUMBER = r"^[0-9]{1,9}$"
DATE = r"^[0-9]{2}/[0-9]{2}/([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])$"
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


def as_compared(field: str) -> pl.Expr:
    """Return the field's texts as the centre's database compares them."""
    return compared(pl.col(field))


def beside(batch: pl.DataFrame, *columns: pl.Expr) -> pl.DataFrame:
    """Return the batch with more columns. Unlike `with_columns`, it copies none of those that are there."""
    return batch.hstack(batch.lazy().select(columns).collect())


COMPARED = ("la_person_unique_identifier", "event_reference")
"""Fields whose texts are compared with one another, without regard to case and trailing spaces."""


def positions_of(flags: pl.Series) -> pl.Series:
    """Return where flags are true, in ascending order. `arg_true` would plan a query, which takes longer than this."""
    return pl.int_range(len(flags), dtype=pl.UInt32, eager=True).filter(flags)


SAME_ON_MOST_ROWS = ("la_code", "reporting_period_start_date", "reporting_period_end_date")
"""Fields that in most returns have one text only, which is then read once."""


class CellReader:
    """Adds value and improper columns to batches of text."""

    def __init__(self, specification: Specification, readings: Readings) -> None:
        self.fields = [
            field for field in specification.fields if field.data_type not in ("text", "alphanumeric")
        ]
        self.enums = {name: pl.Enum(["", *values]) for name, values in specification.defined_lists.items()}
        self.la_codes = list(specification.local_authorities)
        self.readings = readings
        self.values = {field.name: self._value(field).alias(value(field.name)) for field in self.fields}
        self.folded_columns = [as_compared(name).alias(folded(name)) for name in COMPARED]
        lists = specification.defined_lists
        self.blank_texts = [
            (pl.col(field.name) == "").alias(blank(field.name))
            for field in specification.fields
            if field.name not in lists
        ]
        # the blank value is first on every list, which is quicker to see than a blank text
        self.blank_values = [
            (pl.col(value(name)).to_physical() == 0).fill_null(False).alias(blank(name)) for name in lists
        ]
        self.improper_columns = [self._improper(field).alias(improper(field.name)) for field in self.fields]

    def read(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Return the batch with its values. `cells`: one String column a field, blank as "", plus `row`, `line`."""
        same = [name for name in SAME_ON_MOST_ROWS if cells[name].n_unique() == 1]
        once = cells.head(1).select(self.values[name] for name in same)
        values = (expression for name, expression in self.values.items() if name not in same)
        typed = beside(cells, *values, *self.folded_columns, *self.blank_texts)
        typed = typed.hstack([column.new_from_index(0, cells.height) for column in once])
        return self._read_spellings(beside(typed, *self.improper_columns, *self.blank_values))

    def _value(self, field: Field) -> pl.Expr:
        text = pl.col(field.name)
        match field.data_type:
            case "defined_list":
                return text.cast(self.enums[field.name], strict=False)
            case "date":
                day = text.str.to_date("%d/%m/%Y", strict=False)
                return pl.when(text.str.contains(DATE)).then(day)
            case "numeric":
                return pl.when(text.str.contains(NUMBER)).then(text.cast(pl.Float64, strict=False))
            case "integer":
                return pl.when(text.str.contains(WHOLE_NUMBER)).then(text.cast(pl.Int64, strict=False))
            case "nhs_number":
                return pl.when(_is_nhs_number(text)).then(text)
            case "postcode":
                return pl.when(text.str.contains(POSTCODE)).then(text)
        return pl.when(text.is_in(self.la_codes) | text.str.contains("^[0-9]{3}$")).then(text)

    def _improper(self, field: Field) -> pl.Expr:
        unread = pl.col(value(field.name)).is_null()
        return unread if field.data_type == "defined_list" else unread & ~pl.col(blank(field.name))

    def _read_spellings(self, typed: pl.DataFrame) -> pl.DataFrame:
        """Give list cells in another spelling the value they surely mean, so that other rules can go on."""
        misspelt = [name for name in self.enums if typed[improper(name)].any()]
        meant = {value(name): self._meant(typed, name) for name in misspelt}
        # put together anew, for `with_columns` would copy every text
        return pl.DataFrame([meant.get(column.name, column) for column in typed])

    def _meant(self, typed: pl.DataFrame, name: str) -> pl.Series:
        values = typed[value(name)]
        positions = positions_of(typed[improper(name)])
        spellings = typed[name][positions]
        if spellings.n_unique() > MOST_SPELLINGS:
            return values
        meant = {spelling: self.readings.read(name, spelling).surely for spelling in set(spellings)}
        meanings = pl.Series([meant[spelling] for spelling in spellings], dtype=self.enums[name])
        return values.scatter(positions, meanings)


def _is_nhs_number(text: pl.Expr) -> pl.Expr:
    """Ten digits, neither all the same nor 0123456789, the last one their check digit (`opencld.nhs_number`)."""
    ten_digits = text.str.contains("^[0-9]{10}$")
    number = text.cast(pl.Int64, strict=False)
    digits = [number // 10 ** (9 - place) % 10 for place in range(10)]
    weighted = pl.sum_horizontal([digit * weight for digit, weight in zip(digits, WEIGHTS, strict=False)])
    # the check digit is 11 less the remainder, 11 counting as 0; 10 has no digit, so it can never be equal
    holds: pl.Expr = (11 - weighted % 11) % 11 == digits[9]
    return ten_digits & holds & (number % 1_111_111_111 != 0) & (number != 123_456_789)
