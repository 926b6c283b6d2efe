"""What a value should have been, and whether it may be put in its place without anyone looking.

A suggestion is safe where it keeps the meaning for certain; otherwise somebody has to decide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from opencld import nhs_number
from opencld.specification import Field
from opencld.validation.readings import Readings, fold

Suggestion = tuple[str, bool]
NONE: Suggestion = ("", False)

FIRST_SERIAL_DAY = date(
    1899, 12, 30
)  # so that spreadsheets' day 60, the 29 February 1900 that never was, is passed
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def suggest(by: str, field: Field, text: str, readings: Readings) -> Suggestion:
    """Return the suggestion of the named kind for a text in a field: the value, and whether it is safe."""
    return SUGGESTERS[by](field, text, readings)


def _list_value(field: Field, text: str, readings: Readings) -> Suggestion:
    reading = readings.read(field.name, text)
    return (reading.suggestion, reading.is_safe)


def _nearest_list_value(field: Field, text: str, readings: Readings) -> Suggestion:
    return (readings.nearest_value(field.name, text), False)


def _la_code(_field: Field, text: str, readings: Readings) -> Suggestion:
    authorities = readings.specification.local_authorities
    code = re.sub(r"\.0$", "", text.strip()).upper()
    if code in authorities or re.fullmatch("[0-9]{3}", code):
        return (code, code in authorities)
    named = [authority.la_code for authority in authorities.values() if fold(authority.la_name) == fold(text)]
    return (named[0], False) if named else NONE


def _date(_field: Field, text: str, _readings: Readings) -> Suggestion:
    text = text.strip()
    if re.fullmatch(r"[1-7][0-9]{4}(\.[0-9]+)?", text):
        return (_written(FIRST_SERIAL_DAY + timedelta(days=int(float(text)))), False)
    text = re.sub(r"[ T]+[0-9]{1,2}:[0-9]{2}.*$", "", text)
    for pattern, order, is_safe in DATE_FORMS:
        found = re.fullmatch(pattern, text)
        if found:
            return _ordered(found.groups(), order, is_safe)
    return NONE


def _ordered(parts: tuple[str, ...], order: str, is_safe: bool) -> Suggestion:
    named = dict(zip(order, parts, strict=True))
    month = named["m"]
    number = int(month) if month.isdigit() else _month(month)
    year = int(named["y"]) + (0 if len(named["y"]) == 4 else 2000 if int(named["y"]) <= 30 else 1900)
    day = _day(year, number, int(named["d"]))
    if day:
        return (_written(day), is_safe)
    # the other way round only where the first reading is no day at all, and then somebody has to look
    swapped = _day(year, int(named["d"]), number) if order == "dmy" else None
    return (_written(swapped), False) if swapped else NONE


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
    if re.fullmatch(r"-?[0-9]{1,3}([, ][0-9]{3})+(\.[0-9]+)?", bare):
        bare = re.sub("[, ]", "", bare)
    if re.fullmatch(r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)", bare):
        whole, _, decimals = bare.partition(".")
        number = f"{whole or '0'}.{decimals}" if decimals else whole
        # dollars and euros are not pounds, however they are written
        return (number, not re.search("[$€]", text))
    if re.fullmatch(r"[+-]?[0-9.]+[eE][+-]?[0-9]{1,2}", bare) and bare.count(".") <= 1:
        return (f"{float(bare):.2f}", False)
    return NONE


def _whole_number(_field: Field, text: str, _readings: Readings) -> Suggestion:
    bare = re.sub(r"\.0*$", "", text.strip())
    return (bare, True) if re.fullmatch("[0-9]{1,9}", bare) else NONE


def _nhs_number(_field: Field, text: str, _readings: Readings) -> Suggestion:
    digits = re.sub(r"[^0-9]", "", re.sub(r"\.0\s*$", "", text))
    if nhs_number.is_valid(digits):
        return (digits, True)
    return (f"0{digits}", False) if len(digits) == 9 and nhs_number.is_valid(f"0{digits}") else NONE


def _postcode(_field: Field, text: str, _readings: Readings) -> Suggestion:
    compact = re.sub(r"[^A-Za-z0-9]", "", text).upper()
    if compact in ("UNKNOWN", "ZZ993WZ"):
        return ("Unknown", True)
    if re.fullmatch(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}", compact):
        return (f"{compact[:-3]} {compact[-3:]}", True)
    if re.fullmatch(r"[A-Z]{1,2}[0-9][A-Z0-9]?", compact):
        return (compact, True)
    # the letter O for the figure 0, and I for 1, in the second part
    mended = compact[:-3] + compact[-3:-2].translate({79: "0", 73: "1"}) + compact[-2:]
    if re.fullmatch(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}", mended):
        return (f"{mended[:-3]} {mended[-3:]}", False)
    return NONE


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
