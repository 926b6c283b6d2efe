"""The page of reference tables."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import polars as pl
from docs.generating.markdown import notice, page, plain, table

from opencld.main_tables.references import References
from opencld.pipeline.figures import read_references
from opencld.specification import Specification

MAPPINGS = "Mappings"
ABOUT = {
    "event_outcome_rank": (
        "The rank of each event outcome, 1 the best. Of records of one event that end on one day the one "
        "of the best outcome is kept; ASCOF 2A judges by it.",
        "the order of outcomes in the specification, as the published method has it",
    ),
    "la_lookup": (
        "The local authorities, each with the code of its area and its region. Figures have a row for each.",
        "the list of local authorities in the specification",
    ),
    "settled_accommodation": (
        "Which accommodation status counts as a person's own home, or with family: 1, or 0. It has the two "
        "statuses that person details presume, too.",
        "the groupings of the specification",
    ),
    "excluded_imports": (
        "Moments of imports that are known to be bad. Submissions of these moments are never chosen.",
        "a packaged file; each row says why",
    ),
    "cell_results": (
        "What the number kept of each cell stands for: the status of its field on the row, and its validity.",
        "the check of returns",
    ),
    "fields": ("The fields, each with its module (data quality).", "the specification"),
    "cost_frequencies": (
        "How often a week a cost falls due, as `times` in so many `weeks`. A frequency that is not listed is by unit, "
        "and planned units tell.",
        "a packaged file, from the method",
    ),
    "hospital_exclusions": (
        "Codes of the NHS data dictionary that take a stay in hospital out of ASCOF 2D.",
        "a packaged file, from the method",
    ),
    "carer_support_ranks": (
        "The support of an unpaid carer by rank (ASCOF 3D).",
        "a packaged file, from the method",
    ),
    "la_population": (
        "Population by area and age band (ASCOF 2B and 2C).",
        "a packaged file; each row says where its figure is from",
    ),
    "lsoa_lookup": (
        "The local authority in which each lower layer super output area of 2011 lies, by which ASCOF 2D knows where a "
        "patient lives. It is packaged empty.",
        "a file of your own",
    ),
    "reablement_outcomes": (
        "What came of reablement, and in which part of ASCOF 2A it counts.",
        "a packaged file, from the method",
    ),
    "self_directed_ranks": (
        "The rank of each type of long term support with its delivery mechanism (ASCOF 3D). A blank "
        "mechanism stands for none, or one that does not count with the type.",
        "a packaged file, from the method",
    ),
    "service_type_ranks": (
        "The rank of each service type, by which ASCOF 2A tells what followed, and by which accommodation "
        "is presumed.",
        "a packaged file, from the method",
    ),
}
"""What each table that is no mapping is for, and where it comes from."""


@cache
def _references() -> References:
    return read_references(None)


def reference_links(to: str) -> Mapping[str, str]:
    """Return where each reference table is documented, by the name under which SQL reads it. `to` is the page."""
    tables = _references().tables
    return {
        name: f"{to}#{name if name in tables else MAPPINGS.lower()}"
        for name, _table in _references().for_sql()
    }


def reference_tables_page(specification: Specification) -> str:
    """Return the page with every reference table: what it is for, its columns, where it comes from."""
    tables = _references().tables
    mappings = [name for name in tables if name in specification.defined_lists]
    return page(
        "# Reference tables",
        notice("[the reference tables](../../src/opencld/main_tables/references.py)"),
        "What the SQL looks things up in. `cld tables reference --out DIR` writes them as CSV files. To "
        "use one of your own, change its file, keep it alone in a folder, and name the folder with "
        "`--reference`; it takes the place of the packaged table of its name, whole. A column named "
        "`basis`, `reason` or `source` says where a row comes from; yours need not have it.",
        f"## {MAPPINGS}",
        "One for each field with a defined list: the value as submitted, the Release 2 value it stands "
        "for, and for three fields the group of that value. SQL reads them as `NAME_mapping`, by "
        "`raw_value_folded`, which is `raw_value` without case and without spaces at the end. They have "
        "the values of the defined list, and those of Release 1 of which it is sure what became of them. A "
        "value on no line stays unknown; `unmapped_values` lists it.",
        table(
            ["Name", "Field", "Values as submitted", "Groups"],
            [_mapping_row(specification, name, tables[name]) for name in mappings],
        ),
        *(
            block
            for name, one in tables.items()
            if name not in mappings
            for block in (
                f"## {name}",
                plain(ABOUT[name][0]),
                f"Columns: {', '.join(f'`{column}`' for column in one.columns)}. {_rows(one)} "
                f"Where from: {plain(ABOUT[name][1])}.",
            )
        ),
    )


def _mapping_row(specification: Specification, name: str, one: pl.DataFrame) -> tuple[str, ...]:
    groups = one["group_value"].drop_nulls().unique(maintain_order=True).len()
    return (f"`{name}`", specification.field[name].header, str(one.height), str(groups) if groups else "")


def _rows(one: pl.DataFrame) -> str:
    return {0: "No row.", 1: "1 row."}.get(one.height, f"{one.height} rows.")
