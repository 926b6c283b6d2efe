"""The page of the portable subset of SQL, and of the named functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from docs.generating.markdown import notice, page, plain, table

import opencld
from opencld.sql.portable import FORBIDDEN, FUNCTIONS, NAMED_FUNCTIONS, TYPES

SQL = Path(opencld.__file__).parent / "sql"
# the syntax tree has these for CASE and the like, and a second name for make_date
CALLED = FUNCTIONS - {"case", "cast", "and", "or", "if", "date_from_parts"}
AS_WRITTEN = {"TIMESTAMPNTZ": "TIMESTAMP"}
MEANINGS: Mapping[str, tuple[str, str]] = {
    "days_between(first_day, second_day)": (
        "days from the first to the second",
        "parts of a day, order of arguments",
    ),
    "add_days(day, days)": ("a day so many days later", "the type of what comes out"),
    "add_months(day, months)": (
        "a day so many months later; the last day of a month that is too short",
        "what becomes of the 31st",
    ),
    "month_start(day)": ("the first of its month", "the type of what comes out"),
    "month_end(day)": ("the last of its month", "the name"),
    "quarter_start(day)": ("the first of its quarter", "the name, and the type of what comes out"),
    "whole_years(first_day, second_day)": (
        "years of 365.25 days, rounded down, as the published method counts age",
        "some count birthdays, some turns of the year",
    ),
    "divide(dividend, divisor)": (
        "the quotient as a floating number; NULL for a divisor of 0",
        "whole numbers, and 0",
    ),
    "round_half_away(number, places)": ("rounded, halves away from 0", "some round halves to even"),
    "truncate_at(number, places)": (
        "cut off, towards 0, as exact decimals are when divided",
        "the name, and the places",
    ),
}
"""Each named function with what it returns, and what engines do differently."""


def portable_sql_page() -> str:
    """Return the page with what our SQL may hold, and with the named functions as each engine has them."""
    return page(
        "# Portable SQL",
        notice("[what the tests enforce](../../src/opencld/sql/portable.py)"),
        "The method is written once, in the part of DuckDB's SQL that every engine understands in the same "
        "way, and is put in another engine's words by a program (sqlglot). A test reads each file's syntax "
        "tree and refuses anything that is not on this page. So a function is used because it is known to "
        "mean the same, not because it exists.",
        "## A file",
        "One file is one table, named after it. It begins with comments that give the title, the grain "
        "(what one row is) and the source (the section of the method). Then comes one query: named steps, "
        "and a last SELECT that lists its columns. Days and periods come from the table `run`, never from "
        "text that somebody edits.",
        "## Not allowed",
        table(
            ["Not this", "But"],
            [_instead(text) for text in FORBIDDEN.values()]
            + [
                ("GROUP BY ALL, EXCLUDE, REPLACE, or a * in the last SELECT", "name the columns"),
                ("USING", "say ON what"),
                ("right, full, semi, anti and as-of joins", "inner, left and cross joins"),
                ("an order in a window without NULLS FIRST or NULLS LAST", "say which"),
                ("row numbers, or first, next and last values, without an order", "an order"),
            ],
        ),
        "## Allowed functions",
        "Besides `CASE`, `CAST`, `AND` and `OR`: " + ", ".join(f"`{name}`" for name in sorted(CALLED)) + ".",
        f"Casts may be to {', '.join(f'`{AS_WRITTEN.get(name, name)}`' for name in sorted(TYPES))}.",
        "## Named functions",
        "What engines do differently has a name of ours, and is defined once for each engine. The tests "
        "compare each with plain Python, on both engines.",
        table(
            ["Function", "Returns", "What differs without it"],
            [
                (f"`{call}`", plain(returns), plain(differs))
                for call, (returns, differs) in _sorted_meanings()
            ],
        ),
        "### On DuckDB",
        f"```sql\n{_definitions('duckdb.sql')}\n```",
        "### On Spark",
        f"```sql\n{_definitions('spark.sql')}\n```",
    )


def _sorted_meanings() -> list[tuple[str, tuple[str, str]]]:
    described = {call.partition("(")[0] for call in MEANINGS}
    if described != NAMED_FUNCTIONS:
        raise KeyError(f"described are {sorted(described)}, named are {sorted(NAMED_FUNCTIONS)}")
    return list(MEANINGS.items())


def _instead(text: str) -> tuple[str, str]:
    what, _, instead = text.partition("; ")
    return plain(what), plain(instead)


def _definitions(name: str) -> str:
    text = (SQL / name).read_text(encoding="utf-8")
    # what the file says of itself is for who reads the file
    return re.sub(r"\A(--.*\n)+\n", "", text).strip()
