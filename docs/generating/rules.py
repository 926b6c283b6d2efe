"""The page of rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from docs.generating.example_rows import MOST_COLUMNS, ShownRow, rows_table
from docs.generating.markdown import anchor, link, notice, page, plain, table

from opencld.specification import PACKAGED, SEVERITIES, Rule, Specification
from opencld.specification.pages import words

RULES = PACKAGED / "rules"
FILES = "../../src/opencld/specification/rules"
SUBJECTS: Mapping[str, str] = {
    "FI": "The file",
    "DL": "Cells: defined lists",
    "LA": "Cells: local authority codes",
    "DA": "Cells: dates",
    "AM": "Cells: amounts and numbers",
    "NN": "Cells: NHS numbers",
    "PC": "Cells: postcodes",
    "MA": "Mandatory cells",
    "NA": "What cannot apply",
    "RP": "Reporting period",
    "EP": "Events in the period",
    "EO": "Order of dates, and open events",
    "OC": "Outcomes",
    "DE": "Deaths",
    "AG": "Ages",
    "CA": "Unpaid carers",
    "SV": "Services",
    "PD": "Personal data out of place",
    "PL": "Plausibility",
    "AC": "Rows laid side by side",
    "CO": "Conversation one",
}
Example = Mapping[str, object]


def rule_heading(rule: Rule) -> str:
    """Return the heading under which the page has a rule."""
    return f"{rule.code}: {rule.title}"


def rule_link(rule: Rule, page_of_rules: str = "rules.md") -> str:
    """Return a link to a rule from another page."""
    return link(rule.code, f"{page_of_rules}#{anchor(rule_heading(rule))}")


def rules_page(specification: Specification) -> str:
    """Return the page with every rule and its examples."""
    return page(
        "# Rules",
        notice(f"[the files of rules]({FILES})"),
        f"`cld validate` checks a return against these {len(specification.rules)} rules. "
        "`cld spec rule EO01` shows one of them.",
        table(
            ["Severity", "Meaning", "Rules"],
            [(f"**{s}**", words.SEVERITIES[s], str(_count(specification, s))) for s in SEVERITIES],
        ),
        "A rule stays silent where it would need a value that is blank or cannot be read. Conditions are "
        "written in the [rule language](rule-language.md). Each example changes a few cells of a [complete "
        "row](example-rows.md) that breaks no rule; the tests run all of them.",
        *_contents(specification),
        *_sections(specification),
    )


def _count(specification: Specification, severity: str) -> int:
    return sum(rule.severity == severity for rule in specification.rules)


def _contents(specification: Specification) -> Iterator[str]:
    yield "## Contents"
    rows = [
        (rule_link(rule, ""), rule.severity, plain(rule.title))
        for rule in _in_order_of_subjects(specification)
    ]
    yield table(["Code", "Severity", "Title"], rows)


def _in_order_of_subjects(specification: Specification) -> list[Rule]:
    subjects = list(SUBJECTS)
    return sorted(specification.rules, key=lambda rule: (subjects.index(rule.code[:2]), rule.code))


def _sections(specification: Specification) -> Iterator[str]:
    subject = ""
    for rule in _in_order_of_subjects(specification):
        if SUBJECTS[rule.code[:2]] != subject:
            subject = SUBJECTS[rule.code[:2]]
            yield f"## {subject}"
        yield f"### {plain(rule_heading(rule))}"
        yield _facts(rule, specification)
        yield from _examples(rule, specification)


def _facts(rule: Rule, specification: Specification) -> str:
    facts = {
        "Severity": f"**{rule.severity}**",
        "Fields": _fields(rule, specification),
        "Found": _found(rule),
        "Where": _condition(rule.when, rule),
        "Must hold": _condition(rule.must, rule),
        "Message": plain(rule.message),
        "Why": plain(rule.why),
        "What to do": plain(rule.act),
        "Suggestion": _suggestion(rule),
        "Guidance": f"section {rule.guidance}; since Release {rule.since}",
    }
    return "\n".join(f"- {label}: {text}" for label, text in facts.items() if text)


def _fields(rule: Rule, specification: Specification) -> str:
    for data_type, kind in words.DATA_TYPES.items():
        alike = tuple(field.name for field in specification.fields if field.data_type == data_type)
        if len(alike) > 1 and rule.fields == alike:
            return f"all {len(alike)} whose type is {kind}"
    return "; ".join(specification.field[name].header for name in rule.fields)


def _found(rule: Rule) -> str:
    match rule.kind:
        case "file":
            return "while the file is read"
        case "across":
            name = next(
                path.name for path in RULES.glob("across/*.sql") if path.read_text("utf-8") == rule.query
            )
            return f"when rows are laid side by side, by {link(name, f'{FILES}/across/{name}')}"
        case "cell":
            return f"in each field by itself, if no earlier rule fits the cell; on {words.ROWS[rule.rows]}"
        case "each":
            return f"in each field by itself; on {words.ROWS[rule.rows]}"
    return f"on {words.ROWS[rule.rows]}"


def _condition(condition: Mapping[str, object], rule: Rule) -> str:
    """A condition as written; where it is read for one field after another, the first stands for all."""
    source = next((str(getattr(expression, "source", "")) for expression in condition.values()), "")
    if not source:
        return ""
    shown = " ".join(source.split())
    first_of_many = rule.kind in ("each", "cell") and len(rule.fields) > 1
    return f"`{shown}`" + (f", and likewise for the other {len(rule.fields) - 1}" if first_of_many else "")


def _suggestion(rule: Rule) -> str:
    if rule.suggestion:
        return f"{plain(rule.suggestion)} ({'safe' if rule.suggestion_is_safe else 'needs a decision'})"
    return "worked out from what was submitted, where that is possible" if rule.suggest else ""


def _examples(rule: Rule, specification: Specification) -> Iterator[str]:
    if rule.kind == "across":
        yield from _little_returns(rule, specification)
    elif rule.passes or rule.fails:
        rows = [ShownRow("", example, _right(example)) for example in rule.passes]
        rows += [ShownRow("", example, _wrong(example, rule, specification)) for example in rule.fails]
        always = rule.fields if rule.kind == "row" and len(rule.fields) <= 4 else ()
        # fields that are checked each by itself have nothing to do with each other
        most_columns = MOST_COLUMNS if rule.kind == "row" else 2
        yield rows_table(specification, rows, always, numbered=False, most_columns=most_columns)


def _right(example: Example) -> str:
    also = cast(list[str], example.get("also", []))
    return f"none by this rule, but {' and '.join(also)}" if also else "none"


def _wrong(example: Example, rule: Rule, specification: Specification) -> str:
    place = f" on {specification.field[str(example['field'])].header}" if "field" in example else ""
    finding = f"**{rule.code}**{place}"
    if "suggestion" in example:
        safe = " (safe)" if example.get("safe") == "true" else ""
        finding += f"\nsuggests {plain(str(example['suggestion']))}{safe}"
    also = cast(list[str], example.get("also", []))
    return finding + (f"\nbeside {' and '.join(also)}" if also else "")


def _little_returns(rule: Rule, specification: Specification) -> Iterator[str]:
    for heading, examples in (("No finding:", rule.passes), ("A finding:", rule.fails)):
        for example in examples:
            yield heading
            rows = _numbered(example, rule, specification)
            with_findings = any(row.finding for row in rows)
            yield rows_table(specification, rows, rule.fields, with_findings=with_findings)
            if example.get("file") == "true":
                yield f"**{rule.code}** on the file."


def _numbered(example: Example, rule: Rule, specification: Specification) -> list[ShownRow]:
    rows, first = [], 1
    finds = cast(list[str], example.get("finds", []))
    place = f" on {specification.field[str(example['field'])].header}" if "field" in example else ""
    for cells in cast(list[Example], example["rows"]):
        last = first + int(str(cells.get("each", 1))) - 1
        number = str(first) if first == last else f"{first} to {last}, of as many people"
        rows.append(ShownRow(number, cells, f"**{rule.code}**{place}" if str(first) in finds else ""))
        first = last + 1
    return rows
