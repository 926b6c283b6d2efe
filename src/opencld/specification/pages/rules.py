"""Pages about rules."""

from __future__ import annotations

from collections.abc import Mapping

from opencld.specification.expressions import FUNCTIONS, KNOWN_VALUES
from opencld.specification.load import PACKAGED
from opencld.specification.lookup import find_rule
from opencld.specification.model import Condition, Rule, Specification
from opencld.specification.pages import words
from opencld.specification.pages.examples import finding_in_words, rows_in_words
from opencld.specification.pages.page import Fact, Page, Table, facts
from opencld.specification.rule_files import example_rows


def rules_page(specification: Specification) -> Page:
    """Return a page that lists the rules in the order in which they are checked."""
    rows = tuple((rule.code, rule.severity, rule.title) for rule in specification.rules)
    return Page(
        f"The {words.count(len(rows), 'rule')} of {specification.release.version}",
        tables=(Table("", ("Code", "Severity", "Title"), rows),),
        remarks=(f"`cld spec rule {specification.rules[0].code}` shows one of them.",),
    )


def rule_page(specification: Specification, asked: str) -> Page:
    """Return a page about the rule of this code: what fires, why, what to do, and rows that pass and fail.

    Raises Misused where there is no such rule.
    """
    rule = find_rule(specification, asked)
    return Page(
        f"{rule.code}: {rule.title}",
        "",
        _facts(rule, specification),
        (*_vocabulary_table(rule), *_example_tables(rule, specification)),
        rule.query,
        (_example_remark(),) if rule.passes or rule.fails else (),
    )


def _facts(rule: Rule, specification: Specification) -> tuple[Fact, ...]:
    within_row = rule.kind in ("row", "each", "cell")
    return facts(
        ("Severity", f"{rule.severity}: {words.SEVERITIES[rule.severity]}"),
        ("Message", rule.message),
        ("Why", rule.why),
        ("What to do", rule.act),
        ("Suggestion", _suggestion(rule)),
        ("Fields", _fields(rule, specification)),
        ("Rows", words.ROWS[rule.rows] if within_row else ""),
        ("Found", _found(rule, specification)),
        ("Where", _condition(rule.when)),
        ("Must hold", _condition(rule.must)),
        ("Guidance", f"section {rule.guidance}"),
        ("Since", f"Release {rule.since}"),
        code=("Where", "Must hold"),
    )


def _fields(rule: Rule, specification: Specification) -> str:
    return "; ".join(specification.field[name].header for name in rule.fields)


def _found(rule: Rule, specification: Specification) -> str:
    match rule.kind:
        case "file":
            return "while the file is read"
        case "across":
            return "by the query below, which lays rows side by side"
        case "row":
            return "on a row where the first condition holds and the second fails" if rule.when else ""
    first, others = specification.field[rule.fields[0]].header, len(rule.fields) - 1
    order = ", if no rule before it fits the cell" if rule.kind == "cell" else ""
    the_others = "the other" if others == 1 else f"the other {others}"
    written = f"; written here for {first}, and likewise for {the_others}" if others else ""
    return f"cell by cell{order}{written}"


def _condition(condition: Condition) -> str:
    return next((expression.source for expression in condition.values()), "")


def _suggestion(rule: Rule) -> str:
    if rule.suggestion:
        return f"{rule.suggestion} ({'safe' if rule.suggestion_is_safe else 'needs a decision'})"
    return "worked out from what was submitted, where that is possible" if rule.suggest else ""


def _vocabulary_table(rule: Rule) -> tuple[Table, ...]:
    conditions = [next(iter(condition.values())) for condition in (rule.when, rule.must) if condition]
    names = {name for condition in conditions for name in condition.names()}
    functions = {name for condition in conditions for name in condition.functions()}
    rows = (
        *((f"{name}(...)", meaning) for name, (_, _, meaning) in FUNCTIONS.items() if name in functions),
        *((name, meaning) for name, (_, meaning) in KNOWN_VALUES.items() if name in names),
    )
    return (Table("Words of the conditions", ("Word", "Meaning"), rows),) if rows else ()


def _example_tables(rule: Rule, specification: Specification) -> tuple[Table, ...]:
    def right(example: Mapping[str, object]) -> tuple[str, ...]:
        return (rows_in_words(example, specification),)

    def wrong(example: Mapping[str, object]) -> tuple[str, ...]:
        return rows_in_words(example, specification), finding_in_words(example, rule, specification)

    tables = (
        Table("Examples without a finding", ("Example",), tuple(map(right, rule.passes))),
        Table("Examples with a finding", ("Example", "Finding"), tuple(map(wrong, rule.fails))),
    )
    return tuple(table for table in tables if table.rows)


def _example_remark() -> str:
    row = example_rows(PACKAGED / "rules")["request"]
    period = f"{row['reporting_period_start_date']} to {row['reporting_period_end_date']}"
    return f"Each example is a complete row of the kind named, with these changes, in a return for {period}."
