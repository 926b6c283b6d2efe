"""The page of the language in which conditions are written."""

from __future__ import annotations

from collections.abc import Mapping

from docs.generating.markdown import notice, page, plain, table
from docs.generating.rules import rule_link

from opencld.specification import Rule, Specification, expressions

MOST_RULES = 4
KINDS: Mapping[str, str] = {
    "date": "a day",
    "number": "a number",
    "text": "a text",
    "bool": "a condition",
    "list": "a field with a defined list",
    "field": "any field",
    "la_code": "a local authority's code",
    "postcode": "a postcode",
}


def rule_language_page(specification: Specification) -> str:
    """Return the page with what a condition may consist of."""
    _, *paragraphs = (expressions.__doc__ or "").strip().split("\n\n")
    return page(
        "# The rule language",
        notice("[expressions.py](../../src/opencld/specification/expressions.py)"),
        "Rules say in this language what must hold on a row, and fields when they are mandatory or apply.",
        *(_as_code(paragraph) for paragraph in paragraphs),
        "A rule makes a finding where `when` holds for certain and `must` fails for certain. A condition is "
        "read and checked when the specification is loaded: an unknown field, a value that is not on the "
        "field's defined list or a comparison of things of different kinds is refused, with the rule's code "
        "and what is wrong.",
        "## Operators",
        table(
            ["Written", "Meaning"],
            [
                ("`a and b`, `a or b`, `not a`", "with brackets where needed"),
                ("`==`, `!=`", "equal, not equal; texts without regard to case and spaces at the end"),
                ("`<`, `<=`, `>`, `>=`", "days and numbers only; `18 <= age_at_start <= 64` works, too"),
                ('`field in ("A", "B")`', "the field is one of these values"),
                ('`"A text"`, `18`', "a text, a number"),
            ],
        ),
        "## Functions",
        table(
            ["Function", "Gives", "True where, or value", "Used by"],
            [
                (f"`{name}({', '.join(KINDS[kind] for kind in takes)})`", KINDS[gives], plain(meaning), used)
                for name, (takes, gives, meaning) in expressions.FUNCTIONS.items()
                for used in [_used_by(specification, name)]
            ],
        ),
        "## Names",
        "Every [field](fields.md) by its name, such as `event_end_date`, and `cell` in a rule that is read "
        "for one field after another. Beside them:",
        table(
            ["Name", "Is", "Meaning", "Used by"],
            [
                (f"`{name}`", KINDS[kind], plain(meaning), _used_by(specification, name))
                for name, (kind, meaning) in expressions.KNOWN_VALUES.items()
            ],
        ),
        "[How to add a rule](../how-to/add-a-rule.md) walks through one.",
    )


def _as_code(paragraph: str) -> str:
    lines = paragraph.splitlines()
    if all(line.startswith("    ") for line in lines):
        return "```python\n" + "\n".join(line[4:] for line in lines) + "\n```"
    return paragraph.replace("::", ":")


def _used_by(specification: Specification, word: str) -> str:
    rules = [rule for rule in specification.rules if word in _words(rule)]
    users = [rule_link(rule) for rule in rules[:MOST_RULES]]
    fields = [
        field
        for field in specification.fields
        for condition in (field.mandatory_when, field.applies_when)
        if condition and word in (*condition.names(), *condition.functions())
    ]
    if len(rules) > MOST_RULES:
        users.append(f"{len(rules) - MOST_RULES} more")
    if fields:
        users.append("conditions of fields")
    return ", ".join(users)


def _words(rule: Rule) -> set[str]:
    conditions = (*rule.when.values(), *rule.must.values())
    return {word for condition in conditions for word in (*condition.names(), *condition.functions())}
