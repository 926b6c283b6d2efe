"""Hospital spells: what a file of them must hold, and what of it passes the door: codes and dates alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from opencld.errors import CannotRead
from opencld.identity.pseudonyms import Pseudonyms

DAY = "%Y-%m-%d"
A_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
CODE = r"[0-9A-Z]{1,4}"


@dataclass(frozen=True)
class SpellColumn:
    """A column: its name, the type it is kept in, the shape its texts must have, that in words, and what it holds."""

    name: str
    type: type[pl.DataType]
    shape: str
    right: str
    meaning: str
    may_be_blank: bool = True


COLUMNS = (
    SpellColumn("nhs_number", pl.String, r".+", "an NHS number", "NHS number of the patient"),
    SpellColumn("spell_id", pl.String, r".+", "an identifier", "the same on all lines of a spell", False),
    SpellColumn("last_episode", pl.Int32, "[01]", "1 or 0", "1 on the line of the spell's last episode", False),
    SpellColumn("admission_date", pl.Date, A_DAY, "a day like 2025-03-31", "first day in hospital"),
    SpellColumn("discharge_date", pl.Date, A_DAY, "a day like 2025-03-31", "last day in hospital"),
    SpellColumn("birth_month", pl.Int32, "0?[1-9]|1[0-2]", "a month from 1 to 12", "month of birth"),
    SpellColumn("birth_year", pl.Int32, "(18|19|20)[0-9]{2}", "a year like 1940", "year of birth"),
    SpellColumn("sex", pl.String, "[0-9X]", "a code of one digit", "1 male, 2 female, 9 not specified, 0 not known"),
    SpellColumn("lsoa_2011", pl.String, "[A-Z][0-9]{8}", "a code like E01000001", "small area of residence"),
    SpellColumn("admission_method", pl.String, CODE, "a code of up to 4 letters and digits", "how the patient came"),
    SpellColumn("discharge_method", pl.String, CODE, "a code of up to 4 letters and digits", "how the stay ended"),
    SpellColumn("discharge_destination", pl.String, CODE, "a code of up to 4 letters and digits", "where to"),
    SpellColumn("management_type", pl.String, CODE, "a code of up to 4 letters and digits", "EM or NE: emergency"),
    SpellColumn("treatment_function", pl.String, CODE, "a code of up to 4 letters and digits", "specialty"),
)  # fmt: skip
"""The columns of a file of hospital spells. Codes are those of the NHS data dictionary. Source: ASCOF 2D methodology,
section 1."""


def read_hospital_spells(path: Path, name: str = "") -> pl.DataFrame:
    """Read a CSV file of hospital spells, gzipped or not, into the columns and types of `COLUMNS`, blank as null.

    Columns besides are left behind. `name` is what people call the file. Raises CannotRead where the file is none,
    lacks a column, has no rows, or holds values of another shape; the message names column and first line, never the
    value.
    """
    name = name or path.name
    texts = _read(path, name)
    lacking = [column.name for column in COLUMNS if column.name not in texts.columns]
    if lacking:
        raise CannotRead(
            f"{name} has no column {lacking[0]}. A file of hospital spells has the columns "
            f"{', '.join(column.name for column in COLUMNS)}."
        )
    if texts.is_empty():
        raise CannotRead(f"{name} holds no hospital spell, only a header. Name the file with the spells.")
    texts = texts.select(pl.col(column.name).str.strip_chars(" ").replace("", None) for column in COLUMNS)
    typed = texts.select(_typed(column) for column in COLUMNS)
    faults = [
        fault for column in COLUMNS if (fault := _fault(column, texts[column.name], typed[column.name]))
    ]
    if faults:
        raise CannotRead(f"{name} cannot be taken in. {' '.join(faults)} Correct the file.")
    return typed


def pseudonymised(spells: pl.DataFrame, pseudonyms: Pseudonyms) -> pl.DataFrame:
    """Return spells with pseudonyms in place of NHS numbers, the same as those of submissions, and of spell numbers."""
    return spells.with_columns(
        pseudonyms.of_nhs_numbers(spells["nhs_number"]).alias("nhs_number"),
        pseudonyms.of_hospital_spells(spells["spell_id"]).alias("spell_id"),
    )


def _read(path: Path, name: str) -> pl.DataFrame:
    try:
        return pl.read_csv(path, infer_schema=False)
    except FileNotFoundError:
        raise CannotRead(f"There is no file {path}. Check the spelling and the folder.") from None
    except OSError as error:
        raise CannotRead(f"{path} cannot be read: {error.strerror or 'it is no such file'}.") from None
    except pl.exceptions.PolarsError:
        # what polars says may show a value
        raise CannotRead(
            f"{name} is no CSV file in UTF-8 with as many values on each line as in its header. "
            "Export the hospital spells anew. Nothing of it was taken in."
        ) from None


def _typed(column: SpellColumn) -> pl.Expr:
    text = pl.col(column.name)
    text = pl.when(text.str.contains(f"^({column.shape})$")).then(text)
    if column.type is pl.Date:
        return text.str.to_date(DAY, strict=False).alias(column.name)
    return text.cast(column.type, strict=False).alias(column.name)


def _fault(column: SpellColumn, texts: pl.Series, typed: pl.Series) -> str | None:
    """Say how many values of a column are wrong, and where the first one is."""
    wrong = typed.is_null() & texts.is_not_null() if column.may_be_blank else typed.is_null()
    if not wrong.any():
        return None
    blank = "" if column.may_be_blank else " and may not be blank"
    rows = int(wrong.sum())
    more = f" (and {rows - 1:,} more)" if rows > 1 else ""
    return f"Line {wrong.arg_true()[0] + 2:,}{more}, {column.name}: it must be {column.right}{blank}."
