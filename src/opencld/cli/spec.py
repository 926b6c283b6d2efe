"""`cld spec`: look up the specification, search it, export it."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opencld.cli.days import DAY
from opencld.errors import Misused
from opencld.saving import save
from opencld.specification import load_specification, pages
from opencld.specification.exports import EXPORTS, export

if TYPE_CHECKING:
    from rich.console import Console

READABLE = 24  # characters that a column of wrapped text needs


@click.group(invoke_without_command=True)
@click.pass_context
def spec(context: click.Context) -> None:
    """Look up fields, defined lists and rules, or export the specification.

    Alone, it says what the specification is and how to ask.
    """
    if context.invoked_subcommand is None:
        show(pages.overview_page(load_specification()))


@spec.command("fields")
def show_fields() -> None:
    """List the fields in the order of the columns."""
    show(pages.fields_page(load_specification()))


@spec.command("field")
@click.argument("field", nargs=-1, required=True)
def show_field(field: tuple[str, ...]) -> None:
    """Show one FIELD, by header, name or number.

    Its type, when it is mandatory, meaning, guidance section, list, and the rules that look at it.
    """
    show(pages.field_page(load_specification(), " ".join(field)))


@spec.command("lists")
def show_lists() -> None:
    """List the defined lists."""
    show(pages.lists_page(load_specification()))


@spec.command("list")
@click.argument("field", nargs=-1, required=True)
def show_list(field: tuple[str, ...]) -> None:
    """Show the defined list of one FIELD.

    Its values in order with their Release 1 spellings and groups; for outcomes also the order of precedence.
    """
    show(pages.list_page(load_specification(), " ".join(field)))


@spec.command("rules")
def show_rules() -> None:
    """List the rules that `cld validate` checks."""
    show(pages.rules_page(load_specification()))


@spec.command("rule")
@click.argument("code")
def show_rule(code: str) -> None:
    """Show the rule with this CODE.

    What it finds, why, what to do, and rows that pass and fail.
    """
    show(pages.rule_page(load_specification(), code))


@spec.command("search")
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
def show_search(words: tuple[str, ...]) -> None:
    """Find whatever holds every WORD.

    Fields, values of defined lists, rules and local authorities, the likeliest first.
    """
    show(pages.search_page(load_specification(), words))


@spec.command("authorities")
@click.option("--region", help="Only those of this region, for example `East Midlands`.")
def show_authorities(region: str | None) -> None:
    """List the local authorities with their codes."""
    show(pages.authorities_page(load_specification(), region))


@spec.command("periods")
@click.option(
    "--as-of",
    type=DAY,
    metavar="DATE",
    help="The day to look from, 2026-04-20 or 20/04/2026. Default: today.",
)
def show_periods(as_of: date | None) -> None:
    """List reporting periods and when to submit them."""
    show(pages.periods_page(load_specification(), as_of or date.today()))


@spec.command("export")
@click.argument("kind", type=click.Choice(list(EXPORTS)))
@click.option(
    "-o", "--output", required=True, metavar="PATH", help="The file to write; - for standard output."
)
@click.option("--force", is_flag=True, help="Overwrite the file if it exists.")
def export_specification(kind: str, output: str, force: bool) -> None:
    """Write it for other programs to read.

    As a Table Schema (JSON), a data dictionary (Markdown) or a template for returns (Excel).
    """
    _, ending = EXPORTS[kind]
    if kind == "template" and not output.lower().endswith(ending):
        raise Misused(f"A template is an Excel workbook. Give -o the path of a file that ends in {ending}.")
    content = export(load_specification(), kind)
    if output == "-":
        click.echo(content, nl=False)
        return
    save(content, Path(output), overwrite=force)
    click.echo(f"Wrote {output}.", err=not sys.stdout.isatty())


def show(page: pages.Page) -> None:
    """Print a page: fitted to the terminal, or in plain lines where the output goes elsewhere."""
    if sys.stdout.isatty():
        _show_on_terminal(page)
    else:
        click.echo(pages.as_lines(page))


def _show_on_terminal(page: pages.Page) -> None:
    from rich.syntax import Syntax
    from rich.text import Text

    from opencld.cli.terminal import terminal

    console = terminal()
    console.print(Text(page.title, "bold"), *([Text(page.lead)] if page.lead else []), sep="\n")
    if page.facts:
        _print_facts(console, page.facts)
    for table in page.tables:
        alike = [other for other in page.tables if other.columns == table.columns]
        _print_table(console, table, _column_widths(alike, console.width))
    if page.query:
        console.print(Text("\nQuery", "bold"))
        console.print(Syntax(page.query.strip(), "sql", background_color="default", word_wrap=True))
    if page.remarks:
        console.print(Text("\n" + "\n".join(page.remarks), "dim"))


def _print_facts(console: Console, facts: tuple[pages.Fact, ...]) -> None:
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for fact in facts:
        grid.add_row(Text(fact.label, "dim"), Text(fact.text, "cyan" if fact.is_code else ""))
    console.print(Text(), grid)


def _column_widths(tables: list[pages.Table], room: int) -> list[int | None]:
    """Widths of columns that are short enough not to be wrapped; None for those that share what is left."""
    columns = list(zip(*(row for table in tables for row in table.rows), strict=True))
    heads = [max(map(len, head.split())) for head in tables[0].columns]
    longest = [
        max(head, *(len(line) for cell in cells for line in cell.split("\n")))
        for head, cells in zip(heads, columns, strict=True)
    ]
    widths: list[int | None] = [None] * len(longest)
    room -= 3 * (len(longest) - 1) + 1
    for column in sorted(range(len(longest)), key=lambda column: longest[column]):
        others = [width for width, fixed in zip(longest, widths, strict=True) if fixed is None]
        others.remove(longest[column])
        if longest[column] + sum(min(width, READABLE) for width in others) > room:
            break
        widths[column] = longest[column]
        room -= longest[column]
    return widths


def _print_table(console: Console, table: pages.Table, widths: list[int | None]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    # rows that begin with several lines are told apart by a blank line
    leading = int(any("\n" in row[0] for row in table.rows))
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, leading=leading)
    for column, width in zip(table.columns, widths, strict=True):
        grid.add_column(column, width=width, overflow="fold")
    for row in table.rows:
        grid.add_row(*map(Text, row))
    console.print(Text(f"\n{table.title}" if table.title else "", "bold"), grid, sep="\n")
