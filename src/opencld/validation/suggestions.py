"""What a value should have been, of what class the change is, and whether it may be made without anyone looking.

A suggestion is safe where it keeps the meaning for certain; otherwise somebody has to decide. Its class says what kind
of change it is, the same for every field, so that people can take some classes and leave others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from opencld import nhs_number
from opencld.specification import Field
from opencld.validation.readings import Readings, fold


class Suggestion(NamedTuple):
    """The value to use, whether that is safe, and the class of the change; all blank where nothing can be said."""

    value: str
    is_safe: bool
    change: str


NONE = Suggestion("", False, "")
RELEASE_1, CASE, SPACES, PUNCTUATION = "release-1", "case", "spaces", "punctuation"
DECIMAL_POINT, CURRENCY, THOUSANDS, EXPONENT = "decimal-point", "currency", "thousands", "exponent"
DATE_FORM, DATE_TIME, DATE_ORDER = "date-form", "date-time", "date-order"
DATE_SERIAL, SHORT_YEAR = "date-serial", "short-year"
NEAREST, NAME, LEADING_ZERO, LOOK_ALIKE = "nearest", "name", "leading-zero", "look-alike"
SAFE_AS_A_RULE: Mapping[str, str] = {
    RELEASE_1: "a Release 1 value becomes its Release 2 successor",
    CASE: "capitals, perhaps spaces too",
    SPACES: "spaces only",
    PUNCTUATION: "punctuation, perhaps capitals and spaces too; `and` for `&`",
    DATE_FORM: "a date is written as dd/mm/yyyy",
    DATE_TIME: "a time behind a date is taken off",
    CURRENCY: "a currency sign is taken off an amount",
    THOUSANDS: "marks between thousands are taken out of an amount",
    DECIMAL_POINT: "`.0` is taken off a whole number or a code",
    "special-value": "a code of the NHS becomes the collection's own word",
}
NEVER_SAFE: Mapping[str, str] = {
    DATE_ORDER: "day and month change places, as no such month exists",
    DATE_SERIAL: "a spreadsheet's number of a day becomes the date",
    SHORT_YEAR: "a year of two digits gets its century",
    EXPONENT: "a number with an exponent is written in full",
    LEADING_ZERO: "a zero is put in front of nine digits",
    LOOK_ALIKE: "the letters O and I in a postcode become the figures 0 and 1",
    NAME: "the name of a local authority becomes its code",
    NEAREST: "the value on the list that looks most alike",
    "outcome": "an outcome that fits the event",
}
CLASSES: Mapping[str, str] = {**SAFE_AS_A_RULE, **NEVER_SAFE}
"""What each class of suggestions does. Some always need a decision, the others where a meaning is in doubt."""

FIRST_SERIAL_DAY = date(
    1899, 12, 30
)  # so that spreadsheets' day 60, the 29 February 1900 that never was, is passed
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def suggest(by: str, field: Field, text: str, readings: Readings) -> Suggestion:
    """Return the suggestion of the named kind for a text in a field."""
    return SUGGESTERS[by](field, text, readings)


def difference(text: str, value: str) -> str:
    """Return the class of a change in form: the greatest of the differences in spaces, capitals and punctuation.

    >>> difference("Yes ", "Yes"), difference(" YES", "Yes"), difference("White - Irish", "White: Irish")
    ('spaces', 'case', 'punctuation')
    """
    text, value = "".join(text.split()), "".join(value.split())
    if text == value:
        return SPACES
    return CASE if text.casefold() == value.casefold() else PUNCTUATION


def _list_value(field: Field, text: str, readings: Readings) -> Suggestion:
    reading = readings.read(field.name, text)
    if not reading.suggestion:
        return NONE
    change = RELEASE_1 if reading.kind == "release_1" else difference(text, reading.suggestion)
    return Suggestion(reading.suggestion, reading.is_safe, change)


def _nearest_list_value(field: Field, text: str, readings: Readings) -> Suggestion:
    nearest = readings.nearest_value(field.name, text)
    return Suggestion(nearest, False, NEAREST) if nearest else NONE


def _la_code(_field: Field, text: str, readings: Readings) -> Suggestion:
    authorities = readings.specification.local_authorities
    bare = re.sub(r"\.0$", "", text.strip())
    code = bare.upper()
    if code in authorities or re.fullmatch("[0-9]{3}", code):
        change = DECIMAL_POINT if bare != text.strip() else difference(text, code)
        return Suggestion(code, code in authorities, change)
    named = [authority.la_code for authority in authorities.values() if fold(authority.la_name) == fold(text)]
    return Suggestion(named[0], False, NAME) if named else NONE


def _date(_field: Field, text: str, _readings: Readings) -> Suggestion:
    text = text.strip()
    if re.fullmatch(r"[1-7][0-9]{4}(\.[0-9]+)?", text):
        return Suggestion(_written(FIRST_SERIAL_DAY + timedelta(days=int(float(text)))), False, DATE_SERIAL)
    alone = re.sub(r"[ T]+[0-9]{1,2}:[0-9]{2}.*$", "", text)
    for pattern, order, is_safe in DATE_FORMS:
        found = re.fullmatch(pattern, alone)
        if found:
            suggestion = _ordered(found.groups(), order, is_safe)
            had_time = alone != text and suggestion.change == DATE_FORM
            return suggestion._replace(change=DATE_TIME) if had_time else suggestion
    return NONE


def _ordered(parts: tuple[str, ...], order: str, is_safe: bool) -> Suggestion:
    named = dict(zip(order, parts, strict=True))
    month = named["m"]
    number = int(month) if month.isdigit() else _month(month)
    year = int(named["y"]) + (0 if len(named["y"]) == 4 else 2000 if int(named["y"]) <= 30 else 1900)
    day = _day(year, number, int(named["d"]))
    if day:
        return Suggestion(_written(day), is_safe, DATE_FORM if is_safe else SHORT_YEAR)
    # the other way round only where the first reading is no day at all, and then somebody has to look
    swapped = _day(year, int(named["d"]), number) if order == "dmy" else None
    return Suggestion(_written(swapped), False, DATE_ORDER) if swapped else NONE


DATE_FORMS: tuple[tuple[str, str, bool], ...] = (
    (r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", "ymd", True),
    (r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})", "dmy", True),
    (r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{2})", "dmy", False),
    (r"([0-9]{1,2})[-/ ]?([A-Za-z]{3,9})[-/, ]*([0-9]{4})", "dmy", True),
    (r"([0-9]{1,2})[-/ ]?([A-Za-z]{3,9})[-/, ]*([0-9]{2})", "dmy", False),
    (r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})", "ymd", True),
    (r"([0-9]{2})([0-9]{2})((?:19|20)[0-9]{2})", "dmy", True),
)


def _month(name: str) -> int:
    short = name[:3].lower()
    return MONTHS.index(short) + 1 if short in MONTHS else 0


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _written(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def _amount(_field: Field, text: str, _readings: Readings) -> Suggestion:
    bare = re.sub(r"^\s*([£$€]|GBP)?\s*|\s*([£$€]|GBP)?\s*$", "", text)
    change = SPACES if bare == text.strip() else CURRENCY
    if re.fullmatch(r"-?[0-9]{1,3}([, ][0-9]{3})+(\.[0-9]+)?", bare):
        bare = re.sub("[, ]", "", bare)
        change = THOUSANDS if change == SPACES else change
    if re.fullmatch(r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)", bare):
        whole, _, decimals = bare.partition(".")
        number = f"{whole or '0'}.{decimals}" if decimals else whole
        if change == SPACES and number != bare:
            change = DECIMAL_POINT
        # dollars and euros are not pounds, however they are written
        return Suggestion(number, not re.search("[$€]", text), change)
    if re.fullmatch(r"[+-]?[0-9.]+[eE][+-]?[0-9]{1,2}", bare) and bare.count(".") <= 1:
        return Suggestion(f"{float(bare):.2f}", False, EXPONENT)
    return NONE


def _whole_number(_field: Field, text: str, _readings: Readings) -> Suggestion:
    bare = re.sub(r"\.0*$", "", text.strip())
    change = SPACES if bare == text.strip() else DECIMAL_POINT
    return Suggestion(bare, True, change) if re.fullmatch("[0-9]{1,9}", bare) else NONE


def _nhs_number(_field: Field, text: str, _readings: Readings) -> Suggestion:
    bare = re.sub(r"\.0\s*$", "", text)
    digits = re.sub(r"[^0-9]", "", bare)
    if nhs_number.is_valid(digits):
        return Suggestion(digits, True, DECIMAL_POINT if bare != text else difference(text, digits))
    lost = len(digits) == 9 and nhs_number.is_valid(f"0{digits}")
    return Suggestion(f"0{digits}", False, LEADING_ZERO) if lost else NONE


def _postcode(_field: Field, text: str, _readings: Readings) -> Suggestion:
    compact = re.sub(r"[^A-Za-z0-9]", "", text).upper()
    if compact == "UNKNOWN":
        return Suggestion("Unknown", True, difference(text, "Unknown"))
    if compact == "ZZ993WZ":
        return Suggestion("Unknown", True, "special-value")
    if re.fullmatch(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}", compact):
        return Suggestion(_spaced(compact), True, difference(text, compact))
    if re.fullmatch(r"[A-Z]{1,2}[0-9][A-Z0-9]?", compact):
        return Suggestion(compact, True, difference(text, compact))
    # the letter O for the figure 0, and I for 1, in the second part
    mended = compact[:-3] + compact[-3:-2].translate({79: "0", 73: "1"}) + compact[-2:]
    if re.fullmatch(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}", mended):
        return Suggestion(_spaced(mended), False, LOOK_ALIKE)
    return NONE


def _spaced(compact: str) -> str:
    return f"{compact[:-3]} {compact[-3:]}"


SUGGESTERS: Mapping[str, Callable[[Field, str, Readings], Suggestion]] = {
    "list_value": _list_value,
    "nearest_list_value": _nearest_list_value,
    "la_code": _la_code,
    "date": _date,
    "amount": _amount,
    "whole_number": _whole_number,
    "nhs_number": _nhs_number,
    "postcode": _postcode,
}
