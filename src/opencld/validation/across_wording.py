"""Puts what breaks a rule across rows into words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from opencld.specification import Rule, Specification
from opencld.validation.across_rows import NO_ROW
from opencld.validation.wording import FINDING_SCHEMA, HIDDEN, PLACEHOLDER


class AcrossWording:
    """Puts what breaks a rule across rows into the words of a finding."""

    def __init__(self, specification: Specification, show_identifiers: bool) -> None:
        self.specification = specification
        self.show_identifiers = show_identifiers

    def findings(self, rule: Rule, broken: Iterable[list[dict[str, Any]]]) -> pl.DataFrame:
        """Return one finding per broken row, which come some at a time; those about the whole file have no row."""
        worded = ([self._finding(rule, row) for row in some] for some in broken)
        frames = [pl.DataFrame(some, schema=FINDING_SCHEMA, orient="row") for some in worded]
        return pl.concat([pl.DataFrame(schema=FINDING_SCHEMA), *frames])

    def _finding(self, rule: Rule, row: dict[str, Any]) -> dict[str, Any]:
        fields = (row["field"],) if row.get("field") else rule.fields
        headers = [self.specification.field[name].header for name in fields]
        words = {**row, "header": headers[0] if headers else ""}
        message = PLACEHOLDER.sub(lambda found: str(words[found[1]]), f"{rule.message} {rule.act}")
        return {
            **{name: row[name] for name in ("row", "line", "la_person_unique_identifier", "event_reference")},
            "rule": rule.code,
            "severity": rule.severity,
            "field": "; ".join(headers),
            "value": "; ".join(self._value(name, row) for name in fields) if row["row"] else "",
            "message": message,
            "suggestion": "",
            "suggestion_is_safe": False,
            "suggestion_class": "",
        }

    def _value(self, name: str, row: dict[str, Any]) -> str:
        found = row.get(name) if name in NO_ROW else row.get("value", row.get(name))
        if found is None:
            return ""
        if self.specification.field[name].personal and not self.show_identifiers:
            return HIDDEN
        if isinstance(found, date):
            return found.strftime("%d/%m/%Y")
        return f"{found:.2f}" if isinstance(found, float) else str(found)
