"""How the findings of a return changed by mending it: the same rules, before and after."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from opencld.specification import SEVERITIES, Rule, Specification
from opencld.validation import Summary


@dataclass(frozen=True)
class Rechecked:
    """A rule's findings before and after. More of them after may be values that can only now be read, and judged."""

    rule: Rule
    before: int
    after: int

    @property
    def change(self) -> int:
        """How many more there are after; fewer where negative."""
        return self.after - self.before


def rechecked(before: Summary, after: Summary, specification: Specification) -> tuple[Rechecked, ...]:
    """Return the rules whose findings changed, the gravest first, and of those the greatest change first."""
    counts = [_by_rule(before), _by_rule(after)]
    changed = [
        Rechecked(rule, counts[0][rule.code], counts[1][rule.code])
        for rule in specification.rules
        if counts[0][rule.code] != counts[1][rule.code]
    ]
    return tuple(sorted(changed, key=lambda one: (SEVERITIES.index(one.rule.severity), one.change)))


def _by_rule(summary: Summary) -> Counter[str]:
    counted: Counter[str] = Counter()
    for count in summary.rules:
        counted[count.rule] += count.findings
    return counted
