"""The rule language: what it reads, and what it refuses with words that help."""

from __future__ import annotations

import re

import pytest

from opencld.errors import SpecificationFaulty
from opencld.specification.expressions import (
    FUNCTIONS,
    KNOWN_VALUES,
    All,
    Any,
    Call,
    Compare,
    Expression,
    Name,
    Node,
    Not,
    OneOf,
    Text,
    Vocabulary,
    bind_cell,
    read_expression,
)

VOCABULARY = Vocabulary(
    {
        "event_type": "defined_list",
        "gender": "defined_list",
        "event_start_date": "date",
        "date_of_birth": "date",
        "unit_cost": "numeric",
        "first_name": "text",
        "postcode": "postcode",
        "la_code": "la_code",
    },
    {"event_type": ("Request", "Service"), "gender": ("Female", "Male")},
)


def read(source: str) -> Expression:
    return read_expression(source, VOCABULARY)


READ: list[tuple[str, Node]] = [
    ('event_type == "Service"', Compare("==", Name("event_type"), Text("Service"))),
    ('"Service" != event_type', Compare("!=", Text("Service"), Name("event_type"))),
    ('first_name == "Ada"', Compare("==", Name("first_name"), Text("Ada"))),
    ("unit_cost >= 0.5", Compare(">=", Name("unit_cost"), Text(0.5))),
    ("event_start_date <= period_end", Compare("<=", Name("event_start_date"), Name("period_end"))),
    ("blank(first_name)", Call("blank", (Name("first_name"),))),
    ("not blank(unit_cost)", Not(Call("blank", (Name("unit_cost"),)))),
    (
        "18 <= age_at_start < 65",
        All((Compare("<=", Text(18), Name("age_at_start")), Compare("<", Name("age_at_start"), Text(65)))),
    ),
    ('event_type in ("Request", "Service")', OneOf(Name("event_type"), ("Request", "Service"))),
    ('event_type not in ("Request",)', Not(OneOf(Name("event_type"), ("Request",)))),
    (
        "blank(first_name) and blank(gender) or blank(postcode)",
        Any(
            (
                All((Call("blank", (Name("first_name"),)), Call("blank", (Name("gender"),)))),
                Call("blank", (Name("postcode"),)),
            )
        ),
    ),
    (
        "decimals(unit_cost) > 2",
        Compare(">", Call("decimals", (Name("unit_cost"),)), Text(2)),
    ),
]


@pytest.mark.parametrize(("source", "node"), READ, ids=[source for source, _ in READ])
def test_it_reads(source: str, node: Node) -> None:
    assert read(source) == Expression(source, node)


REFUSED = [
    ("event_type ==", "cannot be read"),
    ("", "cannot be read"),
    ("unit_cost + 1 > 2", "`unit_cost + 1` is not part of the rule language"),
    ("-unit_cost > 2", "`-unit_cost` is not part of the rule language"),
    ("unit_cost[0] > 2", "`unit_cost[0]` is not part of the rule language"),
    ("[unit_cost]", "is not part of the rule language"),
    ('f"{first_name}" == "Ada"', "is not part of the rule language"),
    ("__import__('os')", "there is no function `__import__`"),
    ("first_name.strip()", "there is no function `first_name.strip`"),
    ("blank(field=first_name)", "there is no function `blank`"),
    ("blank()", "`blank` takes 1 arguments"),
    ("holds_date(first_name)", "`holds_date` takes 2 arguments"),
    ("blank(surname)", "there is no field called `surname`"),
    ("cell == 1", "there is no field called `cell`"),
    ("first_name == None", "`None` is neither a text nor a number"),
    ("first_name == True", "`True` is neither a text nor a number"),
    ('first_name == b"Ada"', "`b'Ada'` is neither a text nor a number"),
    ("unit_cost is unit_cost", "`unit_cost` is compared in a way that is not part of the rule language"),
    ('event_type == "service"', "`service` is not on the list of `event_type`"),
    ('event_type in ("Request", "Visit")', "`Visit` is not on the list of `event_type`"),
    ("event_type == first_name", "`another field` is not on the list of `event_type`"),
    ("event_type == gender", "a list is compared with a list"),
    ("event_type == 1", "a list is compared with a number"),
    ('unit_cost == "12"', "a number is compared with a text"),
    ('event_start_date < "2025-04-01"', "a date is compared with a text"),
    ('event_start_date in ("2025-04-01",)', "a date is compared with a text"),
    ("event_start_date < unit_cost", "a date is compared with a number"),
    ("blank(gender) == blank(first_name)", "a bool is compared with a bool"),
    ('event_type > "Request"', "a list has no order"),
    ('first_name < "B"', "a text has no order"),
    ('event_type in "Request"', "what follows `in` is a list of texts in brackets"),
    ("event_type in (gender,)", "what follows `in` is a list of texts in brackets"),
    ("event_type in (1, 2)", "what follows `in` is a list of texts in brackets"),
    ("unit_cost", "a number stands where a bool is needed"),
    ('"Service"', "a text stands where a bool is needed"),
    ("not unit_cost", "a number stands where a bool is needed"),
    ("blank(gender) and unit_cost", "a number stands where a bool is needed"),
    ('blank("Ada")', "a text stands where a field is needed"),
    ("blank(period_end)", "a date stands where a field is needed"),
    ("holds_date(first_name, unit_cost)", "a number stands where a date is needed"),
    ("listed_la_code(first_name)", "a text stands where a la_code is needed"),
]


@pytest.mark.parametrize(("source", "words"), REFUSED, ids=[source or "nothing" for source, _ in REFUSED])
def test_it_refuses(source: str, words: str) -> None:
    with pytest.raises(SpecificationFaulty, match=re.escape(words)) as refused:
        read(source)
    assert f"condition `{source}`" in str(refused.value)


def test_cell_becomes_the_field_wherever_it_stands_alone() -> None:
    bound = bind_cell('filled(cell) and cell != "cell"', "first_name")
    assert bound == 'filled(first_name) and first_name != "cell"'
    assert bind_cell('(cell == "£"\n or cell == "€" and cell)', "x") == '(x == "£"\n or x == "€" and x)'
    assert bind_cell("blank(last_name)", "x") == "blank(last_name)"


def test_a_condition_on_the_cell_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(SpecificationFaulty, match="cannot be read"):
        bind_cell("filled(cell", "first_name")


def test_a_condition_knows_which_names_and_functions_it_uses() -> None:
    condition = read(
        'not (filled(first_name) and holds_date(first_name, date_of_birth)) or event_type == "Request"'
    )
    assert condition.names() == {"first_name", "date_of_birth", "event_type"}
    assert condition.functions() == {"filled", "holds_date"}


def test_a_condition_may_run_over_several_lines_in_brackets() -> None:
    assert read("(blank(gender)\n and blank(first_name))").functions() == {"blank"}


@pytest.mark.parametrize("name", KNOWN_VALUES)
def test_a_known_value_may_be_compared_with_itself(name: str) -> None:
    assert read(f"{name} <= {name}").names() == {name}


def test_every_function_and_known_value_says_what_it_means() -> None:
    assert all(meaning for _, _, meaning in FUNCTIONS.values())
    assert all(meaning for _, meaning in KNOWN_VALUES.values())
