"""Example rows as small tables that show only the cells that matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docs.generating.markdown import notice, page, plain, table

from opencld.specification import PACKAGED, Specification
from opencld.specification.rule_files import example_rows

MOST_COLUMNS = 6
STARTS_FROM = "Starts from"
BASE_ROWS = example_rows(PACKAGED / "rules")


@dataclass(frozen=True)
class ShownRow:
    """A row of an example. `cells` has what it changes, and under `a` the row it starts from.

    `finding` is Markdown: what is found on the row, blank for nothing.
    """

    number: str
    cells: Mapping[str, object]
    finding: str

    @property
    def kind(self) -> str:
        """The row it starts from, in words."""
        return str(self.cells["a"]).replace("_", " ")

    def text(self, field: str) -> str:
        """What stands in a cell, as Markdown."""
        text = str(self.cells.get(field, BASE_ROWS[str(self.cells["a"])].get(field, "")))
        if not text:
            return "*blank*"
        return plain(text) if text == text.strip() else f'"{text}"'


def rows_table(
    specification: Specification,
    rows: Sequence[ShownRow],
    always: Sequence[str] = (),
    *,
    numbered: bool = True,
    with_findings: bool = True,
    most_columns: int = MOST_COLUMNS,
) -> str:
    """Return the rows as a table: the cells that some row changes, and those of the fields in `always`.

    Where these are more than `most_columns`, one column tells the cells that each row changes.
    """
    shown = [
        field.name
        for field in specification.fields
        if field.name in always or any(field.name in row.cells for row in rows)
    ]
    headers = {name: specification.field[name].header for name in shown}
    if len(shown) > most_columns:
        columns, cells = ["Cells that matter"], [[_cells_in_words(row, headers, always)] for row in rows]
    else:
        columns, cells = list(headers.values()), [[row.text(name) for name in shown] for row in rows]
    return table(
        [*(["Row"] if numbered else []), STARTS_FROM, *columns, *(["Finding"] if with_findings else [])],
        [
            [*([row.number] if numbered else []), row.kind, *own, *([row.finding] if with_findings else [])]
            for row, own in zip(rows, cells, strict=True)
        ],
    )


def _cells_in_words(row: ShownRow, headers: Mapping[str, str], always: Sequence[str]) -> str:
    named = [name for name in headers if name in row.cells or name in always]
    return "\n".join(f"{headers[name]}: {row.text(name)}" for name in named)


def example_rows_page(specification: Specification) -> str:
    """Return the page with the rows that examples start from."""
    first, *others = BASE_ROWS
    blocks = [
        f"## {_title(first)}",
        table(["Field", "Value"], _cells(specification, BASE_ROWS[first], {})),
    ]
    for name in others:
        cells = _cells(specification, BASE_ROWS[name], BASE_ROWS[first])
        blocks += [f"## {_title(name)}", f"As a {first}, but:", table(["Field", "Value"], cells)]
    return page(
        "# Rows that examples start from",
        notice("[examples.yaml](../../src/opencld/specification/rules/examples.yaml)"),
        "The examples in [the rules](rules.md) and [the worked examples](../worked-examples.md) each change "
        "a few cells of one of these complete rows. Taken as they are they break no rule. Everyone in them "
        "is invented: the NHS numbers are of the series that is never issued, and no postcode area is "
        "called QQ. The reporting period is 1 April 2025 to 31 March 2026, and the day of receipt 20 April "
        "2026.",
        *blocks,
    )


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _cells(
    specification: Specification, row: Mapping[str, str], other: Mapping[str, str]
) -> list[tuple[str, str]]:
    return [
        (field.header, plain(row.get(field.name, "")) or "*blank*")
        for field in specification.fields
        if row.get(field.name, "") != other.get(field.name, "")
    ]
