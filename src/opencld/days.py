"""A day as people write it."""

from __future__ import annotations

from datetime import date, datetime

from opencld.errors import Misused

FORMS = ("%Y-%m-%d", "%d/%m/%Y")


def read_day(text: str) -> date:
    """Return the day that 2026-04-20 or 20/04/2026 means. Raises Misused, with the two forms, for anything else.

    >>> read_day("20/04/2026")
    datetime.date(2026, 4, 20)
    """
    for form in FORMS:
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    raise Misused(f"{text!r} is not a day. Write it like 2026-04-20 or 20/04/2026.")
