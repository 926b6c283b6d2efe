"""What reports are made of: the checked returns, and what each rule found in one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from opencld.reports.teams import Teams
from opencld.specification import SEVERITIES, Rule, Specification, load_specification
from opencld.validation import RuleCount, Summary, Validation


@dataclass(frozen=True)
class Results:
    """Checked returns, to be reported together.

    `findings_path` is the file with every finding, where one was asked for; `unread` has files that could not be read,
    and why. `teams` says which team owns a person.
    """

    validations: Sequence[Validation]
    findings_path: Path | None = None
    unread: Mapping[str, str] = field(default_factory=dict)
    teams: Teams | None = None
    specification: Specification = field(default_factory=load_specification)

    def of(self, one: Validation) -> Results:
        """Return the same about one of the returns alone."""
        return replace(self, validations=[one])


@dataclass(frozen=True)
class RuleResult:
    """A rule that found something, and how often in each field."""

    rule: Rule
    fields: tuple[RuleCount, ...]

    @property
    def findings(self) -> int:
        """Findings in all fields."""
        return sum(one.findings for one in self.fields)

    @property
    def safe(self) -> int:
        """Those whose suggestion is safe."""
        return sum(one.safe for one in self.fields)


def by_rule(summary: Summary, specification: Specification) -> list[RuleResult]:
    """Return the rules that found something, the gravest first, and the most frequent of those."""
    gathered: dict[str, list[RuleCount]] = {}
    for count in sorted(summary.rules, key=lambda count: -count.findings):
        gathered.setdefault(count.rule, []).append(count)
    results = [RuleResult(specification.rule[code], tuple(counts)) for code, counts in gathered.items()]
    return sorted(results, key=lambda one: (SEVERITIES.index(one.rule.severity), -one.findings))
