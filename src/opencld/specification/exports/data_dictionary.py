"""The specification as a data dictionary in Markdown."""

from __future__ import annotations

from opencld.specification.model import Specification
from opencld.specification.pages import Page, Table, as_markdown, field_facts, values_table, words


def data_dictionary(specification: Specification) -> str:
    """Return every field by module, with its defined list, and the mapping from Release 1 to Release 2."""
    release = specification.release
    start = Page(
        f"Data dictionary: Client Level Data, {release.version}",
        f"Required for returns from {release.required_from:%d/%m/%Y}. "
        "Made by `cld spec export dictionary` from the specification's data files.",
        tables=(Table("Fields", ("No.", "Field", "Module", "Mandatory"), _contents(specification)),),
    )
    modules = dict.fromkeys(field.module for field in specification.fields)
    parts = (
        as_markdown(start),
        *(_module(module, specification) for module in modules),
        _mapping(specification),
    )
    return "\n".join(parts)


def _contents(specification: Specification) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (str(field.number), field.header, field.module, words.mandatory(field))
        for field in specification.fields
    )


def _module(module: str, specification: Specification) -> str:
    pages = (
        Page(
            f"{field.number}. {field.header}",
            field.meaning,
            field_facts(specification, field),
            values_table(specification, field),
        )
        for field in specification.fields
        if field.module == module
    )
    return "\n".join((as_markdown(Page(module), 2), *(as_markdown(page, 3) for page in pages)))


def _mapping(specification: Specification) -> str:
    tables = []
    for field in specification.fields:
        rows = tuple(
            (
                mapped.release1_value or "(new in Release 2)",
                mapped.release2_value or "(no successor)",
                mapped.change,
                words.certainty(mapped),
            )
            for mapped in specification.release_1_values
            if mapped.field == field.name
        )
        if rows:
            tables.append(Table(field.header, ("Release 1", "Release 2", "Change", "Certainty"), rows))
    lead = (
        "A sure mapping was seen in both releases; an inferred one was worked out. Only a sure mapping that "
        "keeps the meaning is put in place without anyone looking."
    )
    return as_markdown(Page("From Release 1 to Release 2", lead, tables=tuple(tables)), 2)
