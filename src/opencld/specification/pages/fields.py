"""Pages about fields."""

from __future__ import annotations

from opencld.specification.lookup import find_field
from opencld.specification.model import Field, Rule, Specification
from opencld.specification.pages import words
from opencld.specification.pages.lists import dropped_table, values_table
from opencld.specification.pages.page import Fact, Page, Table, facts


def fields_page(specification: Specification) -> Page:
    """Return a page that lists the fields in the order of the columns, a table for each module."""
    columns = ("No.", "Field", "Type", "Mandatory")
    modules = dict.fromkeys(field.module for field in specification.fields)
    return Page(
        f"The {len(specification.fields)} fields of {specification.release.version}",
        tables=tuple(
            Table(module, columns, tuple(_line(f) for f in specification.fields if f.module == module))
            for module in modules
        ),
        remarks=('`cld spec field "Event Outcome"` shows one of them.',),
    )


def field_page(specification: Specification, asked: str) -> Page:
    """Return a page with everything about the field of this header, name, number or header variant.

    Raises Misused where there is no such field.
    """
    field = find_field(specification, asked)
    tables = [*values_table(specification, field), *dropped_table(specification, field)]
    rules = rules_about(specification, field)
    if rules:
        lines = tuple((rule.code, rule.severity, rule.title) for rule in rules)
        tables.append(Table("Rules that look at it", ("Code", "Severity", "Title"), lines))
    remarks = ["`cld spec rule CODE` shows a rule."] if rules else []
    if field.name in specification.defined_lists:
        remarks.append(f"`cld spec list {field.name}` shows more of its list.")
    return Page(
        field.header, field.meaning, field_facts(specification, field), tuple(tables), remarks=tuple(remarks)
    )


def field_facts(specification: Specification, field: Field) -> tuple[Fact, ...]:
    """Return what the specification holds about a field, apart from its meaning, list and rules."""
    variants = (variant for variant, name in specification.header_variants.items() if name == field.name)
    return facts(
        ("Column", f"{field.number} of {len(specification.fields)}"),
        ("Name", field.name),
        ("Module", field.module),
        ("Type", words.data_type(field, specification)),
        ("Mandatory", words.mandatory(field)),
        ("Mandatory where", field.mandatory_when.source if field.mandatory_when else ""),
        ("Applies where", field.applies_when.source if field.applies_when else ""),
        ("Also read as", "; ".join(variants)),
        ("Masked", "in findings, unless identifiers are asked for" if field.personal else ""),
        ("Guidance", f"section {field.guidance_section}"),
        ("Note", field.note),
        code=("Name", "Mandatory where", "Applies where"),
    )


def rules_about(specification: Specification, field: Field) -> tuple[Rule, ...]:
    """Return the rules that make findings about a field or whose conditions speak of it."""

    def looks_at(rule: Rule) -> bool:
        conditions = (*rule.when.values(), *rule.must.values())
        return field.name in rule.fields or any(field.name in condition.names() for condition in conditions)

    return tuple(rule for rule in specification.rules if looks_at(rule))


def _line(field: Field) -> tuple[str, ...]:
    data_type = field.data_type.replace("_", " ")
    return str(field.number), field.header, data_type, words.mandatory(field)
