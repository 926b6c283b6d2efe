"""Puts a finding into words: which field, which value, what is wrong, what to do, what it should have been."""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl

from opencld.specification import Field, Specification
from opencld.validation.cells import texts_at
from opencld.validation.readings import Readings
from opencld.validation.row_rules import Check
from opencld.validation.suggestions import suggest

HIDDEN = "[hidden]"
IDENTIFYING = ("row", "line", "la_person_unique_identifier", "event_reference")
MOST_FIELDS = 4
PLACEHOLDER = re.compile(r"\{(\w+)\}")

FINDING_SCHEMA = pl.Schema(
    {
        "row": pl.Int64,
        "line": pl.Int64,
        "la_person_unique_identifier": pl.String,
        "event_reference": pl.String,
        "rule": pl.String,
        "severity": pl.String,
        "field": pl.String,
        "value": pl.String,
        "message": pl.String,
        "suggestion": pl.String,
        "suggestion_is_safe": pl.Boolean,
        "suggestion_class": pl.String,
    }
)


class Wording:
    """Turns the rows that a check found into findings. Personal values are hidden unless asked for."""

    def __init__(self, specification: Specification, readings: Readings, show_identifiers: bool) -> None:
        self.specification = specification
        self.readings = readings
        self.show_identifiers = show_identifiers
        self.expressions: dict[str, list[pl.Expr]] = {}
        self.gathered: dict[str, tuple[Check, list[pl.DataFrame]]] = {}
        self.waiting = 0

    def needed_of(self, check: Check, batch: pl.DataFrame, positions: pl.Series) -> pl.DataFrame:
        """Return the rows of a batch that broke a rule, with the columns that its wording needs."""
        # column by column: a query of polars' own would cost more than its few rows are worth
        return pl.DataFrame([texts_at(batch, name, positions) for name in self._needed(check)])

    def gather(self, check: Check, rows: pl.DataFrame) -> None:
        """Note rows that broke a rule."""
        self.gathered.setdefault(check.name, (check, []))[1].append(rows)
        self.waiting += rows.height

    def findings(self, at_least: int = 0) -> pl.DataFrame:
        """Return the findings about the rows noted since last time, none while they are fewer than `at_least`."""
        if self.waiting < at_least or not self.gathered:
            return pl.DataFrame(schema=FINDING_SCHEMA)
        gathered = [(check, pl.concat(rows)) for check, rows in self.gathered.values()]
        # all at once, for each query takes longer to begin than to put a few rows into words
        worded = pl.collect_all([rows.lazy().select(self._expressions(check)) for check, rows in gathered])
        findings = [self._with_suggestions(one, *of) for one, of in zip(worded, gathered, strict=True)]
        self.gathered.clear()
        self.waiting = 0
        return pl.concat(findings).sort("row")

    def _needed(self, check: Check) -> list[str]:
        fields = self.specification.field
        placeholders = PLACEHOLDER.findall(check.rule.message + check.rule.act)
        known = {*fields, "period_start", "period_end", "as_of"}
        shown = (check.field, *check.rule.fields) if check.rule.kind == "row" else (check.field,)
        names = (*IDENTIFYING, *shown, *placeholders)
        return list(dict.fromkeys(name for name in names if name in known or name in ("row", "line")))

    def _expressions(self, check: Check) -> list[pl.Expr]:
        if check.name not in self.expressions:
            self.expressions[check.name] = self._expressions_of(check)
        return self.expressions[check.name]

    def _expressions_of(self, check: Check) -> list[pl.Expr]:
        rule = check.rule
        shown = (check.field,) if check.field else rule.fields
        return [
            pl.col(IDENTIFYING),
            pl.lit(rule.code).alias("rule"),
            pl.lit(rule.severity, dtype=pl.String).alias("severity"),
            self._joined(shown, lambda field: pl.lit(field.header)).alias("field"),
            self._joined(shown, lambda field: self._shown(field, rule.hides_value)).alias("value"),
            self._message(f"{rule.message} {rule.act}", check).alias("message"),
            pl.lit(rule.suggestion).alias("suggestion"),
            pl.lit(rule.suggestion_is_safe).alias("suggestion_is_safe"),
            pl.lit(rule.suggestion_class).alias("suggestion_class"),
        ]

    def _joined(self, shown: tuple[str, ...], part: Callable[[Field], pl.Expr]) -> pl.Expr:
        """Join several fields with "; ". Of a long row of fields only the filled ones are named."""
        fields = [self.specification.field[name] for name in shown]
        if len(fields) <= MOST_FIELDS:
            return pl.concat_str([part(field) for field in fields] or [pl.lit("")], separator="; ")
        filled = [pl.when(pl.col(field.name) != "").then(part(field)) for field in fields]
        return pl.concat_str(filled, separator="; ", ignore_nulls=True)

    def _shown(self, field: Field, hidden: bool = False) -> pl.Expr:
        if self.show_identifiers or not (field.personal or hidden):
            return pl.col(field.name)
        return pl.when(pl.col(field.name) != "").then(pl.lit(HIDDEN)).otherwise(pl.lit(""))

    def _message(self, template: str, check: Check) -> pl.Expr:
        parts = PLACEHOLDER.split(template)
        return pl.concat_str(
            [
                self._placeholder(part, check) if place % 2 else pl.lit(part)
                for place, part in enumerate(parts)
                if part
            ]
        )

    def _placeholder(self, name: str, check: Check) -> pl.Expr:
        fields = self.specification.field
        subject = fields[check.field or check.rule.fields[0]]
        if name == "header":
            return pl.lit(subject.header)
        if name == "value":
            return self._shown(subject, check.rule.hides_value)
        if name in fields:
            return self._shown(fields[name])
        return pl.col(name).dt.strftime("%d/%m/%Y").fill_null("")

    def _with_suggestions(self, findings: pl.DataFrame, check: Check, rows: pl.DataFrame) -> pl.DataFrame:
        columns = {column.name: column for column in findings}
        if check.rule.suggest:
            columns |= {column.name: column for column in self._suggested(check, rows)}
        return pl.DataFrame([columns[name] for name in FINDING_SCHEMA])

    def _suggested(self, check: Check, rows: pl.DataFrame) -> list[pl.Series]:
        field = self.specification.field[check.field]
        texts = rows[check.field].to_list()
        suggested = {text: suggest(check.rule.suggest, field, text, self.readings) for text in set(texts)}
        new = {text: one.value for text, one in suggested.items()}
        if field.personal and not self.show_identifiers:
            new = {text: HIDDEN if suggestion else "" for text, suggestion in new.items()}
        return [
            pl.Series("suggestion", [new[text] for text in texts], pl.String),
            pl.Series("suggestion_is_safe", [suggested[text].is_safe for text in texts], pl.Boolean),
            pl.Series("suggestion_class", [suggested[text].change for text in texts], pl.String),
        ]
