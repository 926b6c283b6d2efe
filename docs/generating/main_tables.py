"""The page of the main tables."""

from __future__ import annotations

from docs.generating.markdown import notice, page
from docs.generating.reference_tables import reference_links
from docs.generating.sql_tables import HOW_EXAMPLES_READ, order, quirks_table, sections

from opencld.main_tables import GIVEN, Kind, main_tables
from opencld.main_tables.quirks import quirks
from opencld.pipeline.figures import BESIDE_MAIN
from opencld.sql import SqlTable, in_order

PAGE = "reference/main-tables.md"
WHAT_IS_GIVEN = """\
- `run`: one row, with the `kind` of the table, the days it spans, and the day it is as of
- `reference_periods`: the twelve months of a single table, or the quarters of a joined one
- `submissions`: a row per accepted submission, with its stated and its derived period
- `events`: the rows of submissions, pseudonymised; beside each text column that is compared stands one of the
  same name and `_folded`, without case and without spaces at the end"""


def main_tables_page() -> str:
    """Return the page with every table on the way to a main table, in the order in which they are made."""
    links = reference_links("reference-tables.md")
    return page(
        "# Main tables",
        notice("[the SQL files, their examples and the list of quirks](../../src/opencld/main_tables)"),
        "From submissions to one row per event, as the published method has it. A **single** main table "
        "has the events of twelve months from one submission per local authority, with costs. A **joined** "
        "one spans years; for each quarter it takes the submission that covers it, and keeps the latest "
        "record of each event. `cld tables single` and `cld tables joined` make them. [Why it was built "
        "so](../explanation/equal-figures.md).",
        "## Order",
        "Each table is one SQL file, and reads only those before it. What a run is given:",
        WHAT_IS_GIVEN,
        order(tables_in_order()),
        HOW_EXAMPLES_READ.replace("REFERENCE", "reference-tables.md"),
        *sections(tables_in_order(), links, "../../"),
        "## Quirks",
        "What the published method does and a reader of its prose would not expect. The tables follow the "
        "method, so that figures are equal.",
        quirks_table(quirks()),
    )


def tables_in_order() -> list[SqlTable]:
    """Return the tables of both kinds in the order in which they are made: what both share, the single, the joined."""
    kinds: tuple[Kind, ...] = ("single", "joined")
    found: dict[str, SqlTable] = {}
    for kind in kinds:
        tables = main_tables(kind)
        given = {*GIVEN, *reference_links("")}
        for wanted in (["selected_submissions"], [f"main_{kind}", f"selected_{kind}", *BESIDE_MAIN]):
            found |= {one.name: one for one in in_order(tables, wanted, given)}
    own = [name for name in found if name.endswith(("_single", "_joined"))]
    return [found[name] for name in [*(name for name in found if name not in own), *own]]
