"""What the check of a return comes to at a glance: the answer, counts, facts, next steps, findings by rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from opencld.reports import sentences
from opencld.reports.results import RuleResult, by_rule
from opencld.specification import Severity, Specification
from opencld.validation import Summary
from opencld.validation.next_steps import Step, steps_after


@dataclass(frozen=True)
class Overview:
    """The gist of a check. `found` says in words how many findings of a severity there are, the gravest first."""

    question: str
    answer: sentences.Answer
    found: Mapping[Severity, str]
    facts: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    rules: tuple[RuleResult, ...]


def overview(summary: Summary, specification: Specification) -> Overview:
    """Return what a check comes to."""
    return Overview(
        sentences.QUESTION,
        sentences.accepted(summary),
        sentences.found(summary),
        facts(summary, specification),
        steps_after(summary),
        tuple(by_rule(summary, specification)),
    )


def facts(summary: Summary, specification: Specification) -> tuple[tuple[str, str], ...]:
    """Return what is in a return as labels and sentences, and what was done to read it."""
    known = sentences.facts(summary, sentences.authority(summary, specification))
    return (*known, *(("Reading the file", sentence) for sentence in summary.reading))
