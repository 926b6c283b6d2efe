"""A summary in Markdown without personal data: counts, rules and fields, never a value of a row.

Values are left out even where they are from a defined list, since a cell may hold anything; so are small figures about
people, and names of columns that are not the specification's, because a file without headers has a row in their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from opencld import __version__
from opencld.reports import sentences
from opencld.reports.noted import all_notes
from opencld.reports.results import Results, RuleResult, by_rule
from opencld.specification import Specification
from opencld.validation import Summary
from opencld.validation.next_steps import next_steps

OTHER_COLUMN = "a column that is not the specification's"


def message(results: Results) -> str:
    """Return the summary of all returns."""
    blocks = ["# Check of Client Level Data"]
    for one in results.validations:
        blocks += _return(one.summary, results)
    if results.unread:
        blocks += [
            "## Files that could not be read",
            *(f"- {as_plain(Path(file).name)}" for file in results.unread),
        ]
    release = results.specification.release.version
    blocks.append(
        f"Checked with opencld {__version__} against {as_plain(release)}. No personal data is in this summary."
    )
    return "\n\n".join(blocks) + "\n"


def _return(summary: Summary, results: Results) -> Iterator[str]:
    yield f"## {as_plain(summary.file)}"
    facts = sentences.facts(summary, known_authorities(summary, results.specification))
    asked = (f"**{sentences.QUESTION}**", f"**{sentences.accepted(summary).text}**")
    yield as_table(("", ""), [asked, *facts])
    rules = by_rule(summary, results.specification)
    if rules:
        yield "### Findings by rule"
        yield _counts(rules, summary, results.specification)
        yield "### What each rule means"
        yield from (_meaning(one) for one in rules)
    if results.notes:
        yield "### Notes for the comments box"
        yield as_table(("About", "Note"), [tuple(map(as_plain, note)) for note in all_notes(results.notes)])
    yield "### What to do next"
    steps = next_steps(summary, results.findings_path is not None)
    yield "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))


def _counts(rules: Iterable[RuleResult], summary: Summary, specification: Specification) -> str:
    rows = [
        (
            one.rule.code,
            one.rule.severity,
            as_plain(field),
            as_plain(one.rule.title),
            f"{findings:,}",
            as_plain(sentences.share(findings, summary)),
            f"{safe:,}" if safe else "",
        )
        for one in rules
        for field, (findings, safe) in _by_known_field(one, specification).items()
    ]
    return as_table(("Rule", "Severity", "Field", "What", "Findings", "% of rows", "Safe"), rows, numbers=3)


def _by_known_field(one: RuleResult, specification: Specification) -> dict[str, tuple[int, int]]:
    """Findings and safe ones by field; other columns are counted together and not named."""
    headers = {field.header for field in specification.fields}
    summed: dict[str, tuple[int, int]] = {}
    for count in one.fields:
        is_known = set(filter(None, count.field.split("; "))) <= headers
        field = count.field if is_known else OTHER_COLUMN
        findings, safe = summed.get(field, (0, 0))
        summed[field] = (findings + count.findings, safe + count.safe)
    return summed


def _meaning(one: RuleResult) -> str:
    rule = one.rule
    facts = (("Why", rule.why), ("What to do", rule.act), ("Collection guidance", f"section {rule.guidance}"))
    # these texts are the specification's own, and mark code as Markdown does
    lines = [f"- {label}: {text}" for label, text in facts if text]
    return "\n".join([f"**{rule.code}: {as_plain(rule.title)}**", "", *lines])


def known_authorities(summary: Summary, specification: Specification) -> str:
    """Return the authorities of a return that are on the list; a code that is not may be anything."""
    known = [
        f"{code} {specification.local_authorities[code].la_name}"
        for code in summary.la_codes
        if code in specification.local_authorities
    ]
    others = " and rows with another code or none" if len(known) < len(summary.la_codes) else ""
    return as_plain(", ".join(known) + others) if known else "none that is on the list"


def as_table(titles: Sequence[str], rows: Iterable[Sequence[str]], numbers: int = 0) -> str:
    """The last columns, as many as `numbers` says, are set to the right."""
    lines = ["---"] * (len(titles) - numbers) + ["--:"] * numbers
    return "\n".join(f"| {' | '.join(row)} |" for row in (titles, lines, *rows))


def as_plain(text: str) -> str:
    """Return a text so that Markdown takes none of its characters for a mark of its own."""
    return re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", " ".join(text.split()))
