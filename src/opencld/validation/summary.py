"""What the check of one return comes to: will it be accepted, what is in it, what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from opencld.specification import SEVERITIES, Severity
from opencld.validation.field_results import FieldResult

Period = tuple[date, date]


@dataclass(frozen=True)
class RuleCount:
    """How many findings a rule made in a field (several fields joined by "; ", blank for the whole row or file)."""

    rule: str
    severity: Severity
    field: str
    title: str
    findings: int
    safe: int
    """Findings whose suggestion is safe to take without looking."""


@dataclass(frozen=True)
class Summary:
    """The result of one return.

    `rows_read` + `rows_refused` are the rows in the file; refused rows could not be split into columns, or are blank.
    `stated_period` is the pair of dates that most rows state, `derived_period` what the centre will derive from the
    months in which events ended (main tables methodology, step A); None where there is none.
    `events` has rows by event type, under `None` those whose type is blank or unreadable.
    """

    file: str
    as_of: date
    release: str
    is_csv: bool
    """Whether the file is a CSV with commas, as the collection asks for; others were read all the same."""
    reading: tuple[str, ...]
    rows_read: int
    rows_refused: int
    people: int
    events: Mapping[str, int]
    la_codes: Mapping[str, int]
    stated_period: Period | None
    derived_period: Period | None
    rules: tuple[RuleCount, ...]
    field_results: tuple[FieldResult, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether the portal will accept the file. Nothing in a row's content ever rejects it."""
        return not self.findings["reject"]

    @property
    def findings(self) -> Mapping[Severity, int]:
        """Findings by severity, the gravest first."""
        return {
            severity: sum(count.findings for count in self.rules if count.severity == severity)
            for severity in SEVERITIES
        }

    @property
    def safe(self) -> int:
        """Findings that can be mended without anyone looking."""
        return sum(count.safe for count in self.rules)

    def reaches(self, severity: Severity) -> bool:
        """Whether there is a finding of this severity or a graver one."""
        grave = SEVERITIES[: SEVERITIES.index(severity) + 1]
        return any(self.findings[one] for one in grave)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON; days as ISO dates."""
        plain = asdict(self)
        for name in ("stated_period", "derived_period"):
            period: Period | None = getattr(self, name)
            plain[name] = [day.isoformat() for day in period] if period else None
        plain["as_of"] = self.as_of.isoformat()
        return {
            "file": plain.pop("file"),
            "is_accepted": self.is_accepted,
            "findings": dict(self.findings),
            "safe": self.safe,
            **plain,
        }
