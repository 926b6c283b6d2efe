"""The pages of the register and of pseudonymised events, from the definitions that the program goes by."""

from __future__ import annotations

from collections.abc import Iterator

from docs.generating.markdown import notice, page, plain, table
from sqlalchemy import Column
from sqlalchemy.dialects import sqlite

from opencld.identity.event_columns import FIXED, event_columns, folded
from opencld.specification import Specification
from opencld.submissions.tables import METADATA
from opencld.validation.cell_results import STATUS_COUNTS, result
from opencld.validation.field_results import STATUSES, VALIDITIES

SQL_TYPES = {
    "Int64": "BIGINT",
    "Int32": "INTEGER",
    "UInt8": "UTINYINT",
    "String": "VARCHAR",
    "Categorical": "VARCHAR",
    "Date": "DATE",
    "Decimal(precision=18, scale=2)": "DECIMAL(18,2)",
}


def register_page() -> str:
    """Return the page with every table and column of the register."""
    return page(
        "# The register",
        notice("[tables.py](../../src/opencld/submissions/tables.py)"),
        "`HOME/register.sqlite` says what was landed, when and for whom, and what came of it. Read it with any "
        "program for SQLite; write to it with `cld` only. A newer version of opencld brings it up to date when it "
        "opens it, and an older one then refuses it. No value from a person's row is in it.",
        *(block for one in METADATA.sorted_tables for block in _table(one.name)),
    )


def _table(name: str) -> Iterator[str]:
    described = METADATA.tables[name]
    yield f"## {name}"
    yield plain(described.comment or "")
    yield table(["Column", "Type", "What it holds"], map(_row, described.columns))


def _row(column: Column[object]) -> tuple[str, str, str]:
    kind = column.type.compile(dialect=sqlite.dialect())
    return f"`{column.name}`", kind, plain(column.comment or "")


def events_page(specification: Specification) -> str:
    """Return the page with every column of the files of pseudonymised events."""
    columns = {column.name: column for column in event_columns(specification)}
    fixed = [
        (f"`{name}`", SQL_TYPES[str(columns[name].type)], plain(columns[name].meaning)) for name, *_ in FIXED
    ]
    lists = [
        (f"`{name}`, `{folded(name)}`", specification.field[name].header)
        for name in specification.defined_lists
    ]
    results = [(f"`{result(field.name)}`", field.header) for field in specification.fields]
    return page(
        "# Pseudonymised events",
        notice("[event_columns.py](../../src/opencld/identity/event_columns.py)"),
        "`HOME/pseudonymised/events/NUMBER.parquet` has the events of the submission of that number: one row per row "
        "of the return that could be read, in the order of the file. A file counts only where the register has a "
        "submission of its number. Blank is null everywhere.",
        table(["Column", "Type", "What it holds"], fixed),
        "## Defined lists",
        "Each has two columns of VARCHAR: the text as submitted, and the same in capitals without spaces at the end, "
        "which is how the centre's database compares. A text that holds an identifier is replaced by `[hidden …]`, the "
        "same for equal texts: see [the two areas](../explanation/two-areas.md#identifiers-where-none-belong).",
        table(["Columns", "Field"], lists),
        "## Results of cells",
        f"UTINYINT: {STATUS_COUNTS} times the number of the field's status, plus the number of the cell's validity.",
        table(["Number", "Status"], [(str(n), text) for n, text in enumerate(STATUSES)]),
        table(["Number", "Validity"], [(str(n), text) for n, text in enumerate(VALIDITIES)]),
        table(["Column", "Field"], results),
    )
