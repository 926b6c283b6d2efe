"""The NHS number's own rules: ten digits, the last a check digit (modulus 11).

Source: NHS Data Dictionary, NHS NUMBER. Knows nothing of social care.
"""

from __future__ import annotations

KEYBOARD = "0123456789"
"""Typed for want of a number. It passes the check digit, yet no number of England or Wales begins with 0."""
WEIGHTS = (10, 9, 8, 7, 6, 5, 4, 3, 2)


def check_digit(first_nine: str) -> int | None:
    """Return the tenth digit that belongs to nine digits, or None where no number may have these nine.

    >>> check_digit("943476591")
    9
    """
    remainder = 11 - sum(int(digit) * weight for digit, weight in zip(first_nine, WEIGHTS, strict=True)) % 11
    return {11: 0, 10: None}.get(remainder, remainder)


def is_repeated_digit(number: str) -> bool:
    """Say whether all digits are the same: such numbers pass the check digit, yet are never anyone's.

    `0000000000` and `9999999999` are also what tracing answers for no match and several matches.
    """
    return len(set(number)) == 1


def is_valid(number: str) -> bool:
    """Say whether the text is a well-formed NHS number that a person could have.

    >>> is_valid("9434765919"), is_valid("943 476 5919"), is_valid("9999999999")
    (True, False, False)
    """
    return (
        len(number) == 10
        and number.isascii()
        and number.isdigit()
        and not is_repeated_digit(number)
        and number != KEYBOARD
        and check_digit(number[:9]) == int(number[9])
    )
