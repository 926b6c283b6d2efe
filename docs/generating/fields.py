"""The pages of fields, of defined lists and of local authorities."""

from __future__ import annotations

from collections.abc import Iterator

from docs.generating.markdown import anchor, link, notice, page, plain, table
from docs.generating.rules import rule_link

from opencld.specification import Field, Specification
from opencld.specification import pages as spec_pages
from opencld.specification.pages import words

DATA = "../../src/opencld/specification"


def field_heading(field: Field) -> str:
    """Return the heading under which the page has a field."""
    return f"{field.number}. {field.header}"


def fields_page(specification: Specification) -> str:
    """Return the page with every field, in the order of the columns."""
    release = specification.release
    return page(
        "# Fields",
        notice(f"[release_2.csv]({DATA}/fields/release_2.csv)"),
        f"The {len(specification.fields)} columns of a return under {release.version}, required for returns "
        f"received from {release.required_from:%d/%m/%Y}. Their defined lists are on [a page of their "
        'own](lists.md). `cld spec field "Event Outcome"` shows one field; `cld spec export dictionary` '
        "writes them all to a file.",
        table(["No.", "Field", "Module", "Mandatory"], (_line(field) for field in specification.fields)),
        *_modules(specification),
        "## Headers in another spelling",
        "Headers are recognised whatever their order, capitals, spaces and punctuation. These are "
        "recognised, too:",
        table(["Header", "Read as"], _variants(specification)),
        "## Columns that were dropped",
        "A return that still has one of these is refused when it is received on the day or later; before "
        "that, the column is read past with a note.",
        table(
            ["Column", "Refused from"],
            [(header, f"{day:%d/%m/%Y}") for header, day in specification.dropped_columns.items()],
        ),
    )


def _line(field: Field) -> tuple[str, ...]:
    target = f"#{anchor(field_heading(field))}"
    return str(field.number), link(field.header, target), field.module, plain(words.mandatory(field))


def _modules(specification: Specification) -> Iterator[str]:
    module = ""
    for field in specification.fields:
        if field.module != module:
            module = field.module
            yield f"## {module}"
        yield f"### {field_heading(field)}"
        yield plain(field.meaning)
        yield "\n".join(_facts(specification, field))


def _facts(specification: Specification, field: Field) -> Iterator[str]:
    for fact in spec_pages.field_facts(specification, field):
        yield f"- {fact.label}: " + (f"`{fact.text}`" if fact.is_code else plain(fact.text))
    if field.name in specification.defined_lists:
        yield f"- Values: {link('its defined list', f'lists.md#{anchor(list_heading(field))}')}"
    rules = spec_pages.rules_about(specification, field)
    if rules:
        yield f"- Rules: {', '.join(rule_link(rule) for rule in rules)}"


def _variants(specification: Specification) -> Iterator[tuple[str, str]]:
    for variant, name in specification.header_variants.items():
        yield variant, specification.field[name].header


def list_heading(field: Field) -> str:
    """Return the heading under which the page has a field's list."""
    return f"Defined list: {field.header}"


def lists_page(specification: Specification) -> str:
    """Return the page with every defined list: values, Release 1 spellings, groups, outcome orders."""
    fields = [field for field in specification.fields if field.name in specification.defined_lists]
    contents = [
        (
            link(field.header, f"#{anchor(list_heading(field))}"),
            str(len(specification.defined_lists[field.name])),
        )
        for field in fields
    ]
    return page(
        "# Defined lists",
        notice(f"[defined_lists]({DATA}/defined_lists) and [mappings]({DATA}/mappings)"),
        "Values must be submitted exactly as listed. A Release 1 spelling is an error in a return; where it "
        "is sure and keeps the meaning, the listed value is suggested as safe, and the other rules read the "
        "cell as that value. `cld spec list event_outcome` shows one list.",
        table(["List of", "Values"], contents),
        *(
            spec_pages.as_markdown(spec_pages.list_page(specification, field.name), 2).strip()
            for field in fields
        ),
    )


def authorities_page(specification: Specification) -> str:
    """Return the page with the local authorities and their codes."""
    title, _, rest = spec_pages.as_markdown(spec_pages.authorities_page(specification)).partition("\n\n")
    return page(
        title,
        notice(f"[local_authorities.csv]({DATA}/reference/local_authorities.csv)"),
        "`cld spec authorities` lists them, and `--region` those of one region.",
        rest.strip(),
    )
