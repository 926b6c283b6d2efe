"""The page of the lineage of a submission."""

from __future__ import annotations

from docs.generating.main_tables import tables_in_order
from docs.generating.markdown import anchor, notice, page, plain, table
from docs.generating.reference_tables import reference_links
from docs.generating.sql_tables import HOW_EXAMPLES_READ, order, sections

from opencld.lineage import HERE, fates
from opencld.sql import read_tables

WHAT_IS_GIVEN = """\
- `received`: a row per row received, with its number in the file and through all submissions
- `lineage_submission`: one row, the submission, and which other was taken for what it covers
- `fates`: the table above"""


def lineage_page() -> str:
    """Return the page with what may become of a row, and the tables that tell it."""
    own = list(read_tables(HERE).values())
    main = {one.name: f"main-tables.md#{anchor(one.title)}" for one in tables_in_order()}
    return page(
        "# Lineage",
        notice("[the SQL files, their examples and the list of fates](../../src/opencld/lineage)"),
        "`cld lineage SUBMISSION` says of every row received what became of it in a [main table](main-tables.md). The "
        "main table of that authority is made again, and each row is found in its steps; so the rules are those of the "
        "main table, and the counts add up to the rows received.",
        "## What may become of a row",
        table(
            ["Fate", "Why"],
            [(plain(fate), plain(reason)) for fate, reason in fates().select("fate", "reason").rows()],
        ),
        "## Order",
        "Beside what a main table is given:",
        WHAT_IS_GIVEN,
        order(own),
        HOW_EXAMPLES_READ.replace("REFERENCE", "reference-tables.md"),
        *sections(own, {**reference_links("reference-tables.md"), **main}, "../../"),
    )
