"""Pages about defined lists."""

from __future__ import annotations

from opencld.specification.lookup import find_list
from opencld.specification.model import Field, MappedValue, Specification
from opencld.specification.pages import words
from opencld.specification.pages.page import Page, Table, facts

OUTCOME = "event_outcome"


def lists_page(specification: Specification) -> Page:
    """Return a page that lists the defined lists in the order of their fields."""
    changed = [mapped.field for mapped in specification.release_1_value.values()]
    rows = tuple(
        (
            field.header,
            field.name,
            str(len(specification.defined_lists[field.name])),
            str(changed.count(field.name)),
        )
        for field in specification.fields
        if field.name in specification.defined_lists
    )
    columns = ("List of", "Name", "Values", "Changed since Release 1")
    return Page(
        f"The {len(rows)} defined lists of {specification.release.version}",
        tables=(Table("", columns, rows),),
        remarks=(
            "`cld spec list event_outcome` shows one of them. Values must be submitted exactly as listed.",
        ),
    )


def list_page(specification: Specification, asked: str) -> Page:
    """Return a page about this field's list: values in order, Release 1 spellings, groups, outcome orders.

    Raises Misused where there is no such field, or where it takes no list.
    """
    field = find_list(specification, asked)
    values = specification.defined_lists[field.name]
    outcome = field.name == OUTCOME
    return Page(
        f"Defined list: {field.header}",
        field.meaning,
        facts(
            ("Field", field.name),
            ("Values", str(len(values))),
            ("Guidance", f"section {field.guidance_section}"),
            code=("Field",),
        ),
        (
            *values_table(specification, field),
            *dropped_table(specification, field),
            *([_outcome_table(specification)] if outcome else []),
            *_group_tables(specification, field),
        ),
        remarks=_outcome_remarks(specification) if outcome else (),
    )


def values_table(specification: Specification, field: Field) -> tuple[Table, ...]:
    """Return the table of a list's values in order with their Release 1 spellings; none for other fields."""
    values = specification.defined_lists.get(field.name)
    if values is None:
        return ()
    rows = tuple(
        (str(position), value, _spellings(specification, field, value))
        for position, value in enumerate(values, start=1)
    )
    return (Table("Values", ("No.", "Value", "In Release 1"), rows),)


def dropped_table(specification: Specification, field: Field) -> tuple[Table, ...]:
    """Return the table of the values of a field's Release 1 list that have no successor, if there are any."""
    rows = tuple(
        (mapped.release1_value, words.certainty(mapped))
        for mapped in specification.release_1_values
        if mapped.field == field.name and not mapped.release2_value
    )
    return (Table("Release 1 values without a successor", ("Value", "Certainty"), rows),) if rows else ()


def _spellings(specification: Specification, field: Field, value: str) -> str:
    mapped = [m for m in specification.release_1_values if (m.field, m.release2_value) == (field.name, value)]
    return "\n".join(_spelling(one) for one in mapped) or "not known"


def _spelling(mapped: MappedValue) -> str:
    if mapped.change == "new":
        return "new in Release 2"
    spelling = "the same" if mapped.release1_value == mapped.release2_value else mapped.release1_value
    return f"{spelling} ({words.certainty(mapped)})"


def _group_tables(specification: Specification, field: Field) -> tuple[Table, ...]:
    return tuple(
        Table(
            f"Grouping: {grouping.name}",
            ("Group", "Values"),
            tuple((group, "\n".join(values)) for group, values in grouping.groups.items()),
        )
        for grouping in specification.groupings.values()
        if grouping.field == field.name
    )


def _outcome_table(specification: Specification) -> Table:
    orders = specification.outcome_orders
    rows = tuple(
        (
            value,
            *(str(order.index(value) + 1) for order in orders.values()),
            _typical_for(value, specification),
        )
        for value in specification.defined_lists[OUTCOME]
    )
    columns = ("Outcome", *(name.replace("_", " ").capitalize() for name in orders), "Typical for")
    return Table("Order and typical use", columns, rows)


def _typical_for(outcome: str, specification: Specification) -> str:
    matrix = specification.typical_outcomes
    event_types = [event_type for event_type, outcomes in matrix.items() if outcome in outcomes]
    return "every type of event" if len(event_types) == len(matrix) else ", ".join(event_types)


def _outcome_remarks(specification: Specification) -> tuple[str, ...]:
    listed = specification.defined_lists[OUTCOME]
    others = {
        value for order in specification.outcome_orders.values() for value in order if value not in listed
    }
    return (
        "Guidance precedence: where several outcomes apply, submit the first of them.",
        "Published rank: the order in which the main tables choose among events"
        + "".join(f"; it also has a place for `{other}`" for other in sorted(others))
        + ".",
        "Typical for: the guidance's advice. Other outcomes get a warning and are not rejected.",
    )
