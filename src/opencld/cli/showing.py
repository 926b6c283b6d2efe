"""Shows rows on the terminal as a table, or as CSV or JSON for other programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date, datetime

import click

FORMATS = ("table", "csv", "json")
Value = str | int | bool | date | datetime | None

FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="Show it as a table, or as CSV or JSON for other programs.",
)


def show_rows(columns: Sequence[str], rows: Sequence[Sequence[Value]], form: str) -> None:
    """Print rows under their columns."""
    match form:
        case "csv":
            written = io.StringIO()
            writer = csv.writer(written, lineterminator="\n")
            writer.writerow([column.lower().replace(" ", "_") for column in columns])
            writer.writerows([_plain(value) for value in row] for row in rows)
            click.echo(written.getvalue(), nl=False)
        case "json":
            names = [column.lower().replace(" ", "_") for column in columns]
            listed = [dict(zip(names, map(_json, row), strict=True)) for row in rows]
            click.echo(json.dumps(listed, indent=2, ensure_ascii=False))
        case _:
            _print_table(columns, rows)


def _print_table(columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    from rich.markup import escape
    from rich.table import Table

    from opencld.cli.terminal import terminal

    console = terminal(160)
    table = Table(header_style="bold")
    for place, column in enumerate(columns):
        is_number = any(isinstance(row[place], int) for row in rows)
        table.add_column(column, justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(escape(_shown(value)) for value in row))
    console.print(table)


def _shown(value: Value) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else _plain(value)


def _plain(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "milliseconds")
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _json(value: Value) -> str | int | bool | None:
    return _plain(value) if isinstance(value, date | datetime) else value
