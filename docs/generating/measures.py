"""The pages of the measures, and the page that lists them."""

from __future__ import annotations

from collections.abc import Mapping

from docs.generating.main_tables import tables_in_order as main_tables_in_order
from docs.generating.markdown import anchor, link, notice, page, plain, table
from docs.generating.reference_tables import reference_links
from docs.generating.sql_tables import HOW_EXAMPLES_READ, order, quirks_table, sections

from opencld.main_tables import GIVEN
from opencld.measures import Measure, measure_tables, measures
from opencld.measures.shown import RESULT_COLUMNS, RESULTS
from opencld.sql import SqlTable, in_order


def measure_pages() -> Mapping[str, str]:
    """Return the text of each measure's page, and of the list of measures, by path under `docs/`."""
    return {"reference/measures.md": _list_page()} | {
        f"reference/measures/{one.name}.md": _page(one) for one in measures().values()
    }


def _list_page() -> str:
    return page(
        "# Measures",
        notice("[the list of measures](../../src/opencld/measures/measures.yaml)"),
        "Figures made from a [main table](main-tables.md), each by the published method. `cld measure "
        "NAME` makes them; `cld measure --list` lists them.",
        table(
            ["Name", "Title", "Made from", "Tables"],
            [
                (
                    link(f"`{one.name}`", f"measures/{one.name}.md"),
                    plain(one.title),
                    f"`main_{one.main}`",
                    ", ".join(f"`{name}`" for name in one.tables),
                )
                for one in measures().values()
            ],
        ),
        "## One shape for all",
        f"Each measure also makes `{RESULTS}`: its figures in the same columns as those of every other, so that "
        "several can be laid together. Which columns of its own tables they come from is said in [figures.yaml]"
        "(../../src/opencld/measures/figures.yaml), by which `cld preview` and `cld compare --measures` go as well.",
        table(["Column", "Holds"], [(f"`{name}`", holds) for name, holds in RESULT_COLUMNS.items()]),
    )


def _page(measure: Measure) -> str:
    own = own_tables(measure)
    return page(
        f"# {plain(measure.title)}",
        notice("[the SQL files, their examples and the list of quirks](../../../src/opencld/measures)"),
        f"`cld measure {measure.name}` makes these tables: {', '.join(f'`{name}`' for name in measure.tables)}. "
        f"They come from the {measure.main} [main table](../main-tables.md)."
        + _details(measure)
        + _needs(measure),
        *_cases(measure),
        "## Order",
        order(own),
        HOW_EXAMPLES_READ.replace("REFERENCE", "../reference-tables.md"),
        *sections(own, _links(measure), "../../../"),
        "## Quirks",
        "What the published method does and a reader of its prose would not expect. The figures follow the "
        "method.",
        quirks_table(measure.quirks),
    )


def _details(measure: Measure) -> str:
    if measure.name == "person-details":
        return " Every other measure reads them."
    end = "joined table" if measure.details_of == "joined" else "period"
    return f" [Person details](person-details.md) are those of the twelve months that end with the {end}."


def _needs(measure: Measure) -> str:
    if "hospital_spells" not in measure.needs:
        return ""
    return (
        " It needs hospital spells beside submissions: `cld land-spells` takes them in, `--spells NAME` names them "
        "([how](../../how-to/measure.md))."
    )


def _cases(measure: Measure) -> list[str]:
    """Return what is said of who is counted; nothing for a measure that counts neither people nor episodes."""
    if not measure.cases:
        return []
    left_out, *cases = (f"`{name}`" for name in measure.cases)
    return [
        f"With `--cases` it makes as well {' and '.join(cases)}, which say of everybody considered whether they are "
        f"counted and, if not, the first step that leaves them out; and {left_out}, which counts them by step. The "
        "cases add up to the figures."
    ]


def own_tables(measure: Measure) -> list[SqlTable]:
    """Return the tables that a measure makes and none before it does, in the order in which they are made."""
    found: dict[str, str] = {}
    given = {*GIVEN, *reference_links(""), *(one.name for one in main_tables_in_order())}
    made: dict[str, SqlTable] = {}
    for one in measures().values():
        for each in in_order(measure_tables(), [*one.tables, *one.cases], {*given, *one.needs}):
            found.setdefault(each.name, one.name)
            made[each.name] = each
    return [made[name] for name, owner in found.items() if owner == measure.name]


def _links(measure: Measure) -> Mapping[str, str]:
    others = {
        each.name: f"{one.name}.md#{anchor(each.title)}"
        for one in measures().values()
        if one.name != measure.name
        for each in own_tables(one)
    }
    main = {one.name: f"../main-tables.md#{anchor(one.title)}" for one in main_tables_in_order()}
    return {**reference_links("../reference-tables.md"), **main, **others}
