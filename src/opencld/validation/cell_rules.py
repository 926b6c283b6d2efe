"""Rules for cells that are not a value of their field's data type: the first that applies makes the finding."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import polars as pl

from opencld.specification import Rule, Specification
from opencld.specification.expressions import All, Any, Call, Name, Node, Not, Text
from opencld.validation.cells import improper, positions_of, texts_at
from opencld.validation.readings import Readings
from opencld.validation.row_rules import Check

Test = Callable[[str], bool]
"""Says of a text whether a condition holds for it."""


class CellRules:
    """Sorts improper cells by the rule they break, each spelling only once."""

    def __init__(self, specification: Specification, readings: Readings) -> None:
        self.readings = readings
        self.rules: dict[str, list[tuple[Rule, Test]]] = {}
        for rule in specification.rules:
            for field in rule.fields if rule.kind == "cell" else ():
                self.rules.setdefault(field, []).append((rule, self._test(rule.when[field].node, field)))

    def find(self, batch: pl.DataFrame) -> Iterator[tuple[Check, pl.Series]]:
        """Yield each check that fires with the positions of its rows in the batch, in ascending order."""
        for field in self.rules:
            if batch[improper(field)].any():
                yield from self._find_in_field(batch, field)

    def _find_in_field(self, batch: pl.DataFrame, field: str) -> Iterator[tuple[Check, pl.Series]]:
        positions = positions_of(batch[improper(field)])
        texts = texts_at(batch, field, positions)
        codes = {text: self.broken(field, text).code for text in set(texts)}
        broken = pl.Series([codes[text] for text in texts], dtype=pl.String)
        for rule, _ in self.rules[field]:
            here = positions.filter(broken == rule.code)
            if len(here):
                yield (Check(rule, field), here)

    def broken(self, field: str, text: str) -> Rule:
        """Return the rule that an improper text in a field breaks."""
        for rule, is_broken_by in self.rules[field]:
            if is_broken_by(text):
                return rule
        raise LookupError(f"No rule says what is wrong with this cell of {field}.")

    def _test(self, node: Node, field: str) -> Test:
        match node:
            case All(items=items):
                tests = [self._test(item, field) for item in items]
                return lambda text: all(test(text) for test in tests)
            case Any(items=items):
                tests = [self._test(item, field) for item in items]
                return lambda text: any(test(text) for test in tests)
            case Not(item=item):
                test = self._test(item, field)
                return lambda text: not test(text)
            case Call(function="filled"):
                return lambda _: True
            case Call(function="matches", arguments=(Name(), Text(value=pattern))):
                search = re.compile(str(pattern)).search
                return lambda text: search(text) is not None
            case Call(function="release_1" | "other_form" as kind):
                return lambda text: self.readings.read(field, text).kind == kind
        raise TypeError(f"{node} is not part of the language for cell rules")
