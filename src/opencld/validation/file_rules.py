"""Puts what the reader met in a file into the words of findings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from opencld.returns import Fault
from opencld.specification import Rule, Specification
from opencld.validation.wording import FINDING_SCHEMA, PLACEHOLDER


class FileWording:
    """Turns the reader's faults into findings by the rule that names the fault."""

    def __init__(self, specification: Specification, as_of: date) -> None:
        self.rules = {rule.fault: rule for rule in specification.rules if rule.kind == "file"}
        self.dropped = specification.dropped_columns
        self.as_of = as_of

    def findings(self, faults: Sequence[Fault]) -> pl.DataFrame:
        """Return one finding per fault."""
        return pl.DataFrame([self._finding(fault) for fault in faults], schema=FINDING_SCHEMA, orient="row")

    def _finding(self, fault: Fault) -> dict[str, Any]:
        rule = self._rule(fault)
        seen = (
            f" They seem to be on line {fault.detail['header_line']}."
            if "header_line" in fault.detail
            else ""
        )
        words = {
            "header": fault.field,
            "line": fault.line,
            "value": fault.value,
            "seen": seen,
            **fault.detail,
        }
        return {
            "row": fault.row,
            "line": fault.line if fault.row else None,
            "la_person_unique_identifier": "",
            "event_reference": "",
            "rule": rule.code,
            "severity": rule.severity,
            "field": fault.field,
            "value": fault.value,
            "message": PLACEHOLDER.sub(lambda found: str(words[found[1]]), f"{rule.message} {rule.act}"),
            "suggestion": "",
            "suggestion_is_safe": False,
            "suggestion_class": "",
        }

    def _rule(self, fault: Fault) -> Rule:
        """A dropped column is refused only from the day on which Release 2 became due."""
        if fault.name == "dropped_column":
            since = min(since for header, since in self.dropped.items())
            return self.rules["dropped_column" if self.as_of >= since else "dropped_column_before_due"]
        return self.rules[fault.name]
