"""The page of worked examples, printed from the situations that the tests run."""

from __future__ import annotations

from collections.abc import Iterator

from docs.generating.example_rows import ShownRow, rows_table
from docs.generating.markdown import anchor, link, notice, page, plain
from docs.generating.rules import rule_link
from tests.worked_examples.situations import DAY_OF_RECEIPT, Expected, Situation, read_topics

from opencld.specification import Specification


def worked_examples_page(specification: Specification) -> str:
    """Return the page with every situation, its rows and its findings."""
    topics = read_topics()
    situations = [situation for topic in topics for situation in topic.situations]
    silent = sum(not situation.expect for situation in situations)
    return page(
        "# Worked examples",
        notice("[the situations that the tests run](../tests/worked_examples)"),
        f"{len(situations)} situations from the collection guidance, each as the rows of a little return "
        f"with what `cld validate` finds in them. {silent} of them are right, though some look odd, and "
        "make no finding.",
        "Each row changes a few cells of a [complete row](reference/example-rows.md) that breaks no rule; "
        "the tables show those cells. The reporting period is 1 April 2025 to 31 March 2026 and the day of "
        "receipt 20 April 2026, unless the example says otherwise. That a file so small lacks events of "
        "every month is passed over.",
        "\n".join(
            f"- {link(topic.title, '#' + anchor(topic.title))}, {len(topic.situations)}" for topic in topics
        ),
        *(
            block
            for topic in topics
            for block in (
                f"## {topic.title}",
                *(part for one in topic.situations for part in _blocks(one, specification)),
            )
        ),
    )


def _blocks(situation: Situation, specification: Specification) -> Iterator[str]:
    yield f"### {plain(situation.name)}"
    received = f"{situation.as_of.day} {situation.as_of:%B %Y}"
    yield plain(situation.because) + (
        f" Received on {received}." if situation.as_of.isoformat() != DAY_OF_RECEIPT else ""
    )
    rows = [
        ShownRow(str(number), row, _findings(situation, number, specification))
        for number, row in enumerate(situation.rows, start=1)
    ]
    has_findings = any(finding.row for finding in situation.expect)
    yield rows_table(specification, rows, situation.show, numbered=len(rows) > 1, with_findings=has_findings)
    on_file = [_finding(one, specification) for one in situation.expect if one.row is None]
    result = f"On the file: {', '.join(on_file)}. " if on_file else "" if situation.expect else "No finding. "
    yield f"{result}*Guidance: {situation.source}.*"


def _findings(situation: Situation, row: int, specification: Specification) -> str:
    return "\n".join(_finding(one, specification) for one in situation.expect if one.row == row)


def _finding(expected: Expected, specification: Specification) -> str:
    rule = specification.rule[expected.rule]
    place = f" on {specification.field[expected.field].header}" if expected.field else ""
    return f"{rule.severity} {rule_link(rule, 'reference/rules.md')}{place}"
