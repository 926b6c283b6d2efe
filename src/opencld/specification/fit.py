"""Checks that the specification's files fit together. Each refusal says which file is wrong and how."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from opencld.errors import SpecificationFaulty
from opencld.specification.expressions import Call, Name, Text, walk
from opencld.specification.model import Rule, Specification

FIELDS, LOCAL_AUTHORITIES = 48, 153
PLACEHOLDER = re.compile(r"\{(\w+)\}")
ALWAYS_KNOWN = {"header", "value", "suggestion", "period_start", "period_end", "as_of"}


def header_key(header: str) -> str:
    """Return a header without case, spaces and punctuation, by which columns are recognised.

    >>> header_key("Unit Cost (£)"), header_key(" UNIT_COST ")
    ('unitcost', 'unitcost')
    """
    return re.sub(r"[^a-z0-9]", "", header.lower())


def check_fit(specification: Specification) -> None:
    """Raise SpecificationFaulty at the first thing that does not fit."""
    checks: tuple[Callable[[Specification], Iterable[str]], ...] = (
        _fields,
        _lists,
        _outcomes,
        _mapping,
        _groupings,
        _headers,
        _reference,
        _rules,
    )
    for check in checks:
        for fault in check(specification):
            raise SpecificationFaulty(fault)


def _repeated(things: Iterable[str]) -> list[str]:
    return [thing for thing, count in Counter(things).items() if count > 1]


def _fields(spec: Specification) -> Iterable[str]:
    if [field.number for field in spec.fields] != list(range(1, FIELDS + 1)):
        yield f"Fields must be numbered 1 to {FIELDS} in order."
    for name in _repeated(field.name for field in spec.fields):
        yield f"There are two fields called {name}."
    for field in spec.fields:
        if re.sub(r"[^a-z0-9]+", "_", field.header.lower()).strip("_") != field.name:
            yield f"The field {field.name} does not carry the name of its header, {field.header}."
        if (field.mandatory == "conditional") != (field.mandatory_when is not None):
            yield f"The field {field.name} is {field.mandatory}: only conditional fields have a mandatory_when."


def _lists(spec: Specification) -> Iterable[str]:
    expected = {field.name for field in spec.fields if field.data_type == "defined_list"}
    for name in expected - set(spec.defined_lists):
        yield f"The field {name} has no defined list."
    for name in set(spec.defined_lists) - expected:
        yield f"There is a defined list for {name}, which is not a field with one."
    for name, values in spec.defined_lists.items():
        for value in _repeated(values):
            yield f"The defined list of {name} has `{value}` twice."
        for value in values:
            if value != value.strip() or not value:
                yield f"The defined list of {name} has a value with spaces around it: `{value}`."


def _outcomes(spec: Specification) -> Iterable[str]:
    listed = spec.defined_lists["event_outcome"]
    if spec.outcome_orders.get("guidance_precedence") != listed:
        yield "The order guidance_precedence is not the order of the list of event outcomes."
    for outcome in set(listed) - set(spec.outcome_orders.get("published_rank", ())):
        yield f"The order published_rank has no place for `{outcome}`."
    for event_type, outcomes in spec.typical_outcomes.items():
        if event_type not in spec.defined_lists["event_type"]:
            yield f"The matrix of outcomes has the event type {event_type}, which is not on the list."
        for outcome in sorted(outcomes - set(listed)):
            yield f"The matrix of outcomes ticks `{outcome}`, which is not on the list of event outcomes."

    for outcome in listed:
        if not any(outcome in outcomes for outcomes in spec.typical_outcomes.values()):
            yield f"The matrix of outcomes ticks `{outcome}` for no type of event."


def _mapping(spec: Specification) -> Iterable[str]:
    for mapped in spec.release_1_values:
        if mapped.field not in spec.defined_lists:
            yield f"The mapping from Release 1 names {mapped.field}, which has no defined list."
        elif mapped.release2_value and mapped.release2_value not in spec.defined_lists[mapped.field]:
            yield f"The mapping from Release 1 leads to `{mapped.release2_value}`, not on the list of {mapped.field}."
        elif (not mapped.release1_value) != (mapped.change == "new"):
            yield f"The mapping from Release 1 for {mapped.field}: only new values have no old one."
        elif (not mapped.release2_value) != (mapped.change == "dropped"):
            yield f"The mapping from Release 1 for {mapped.field}: only dropped values have no successor."
    old = [f"{m.field}: {m.release1_value}" for m in spec.release_1_values if m.release1_value]
    for value in _repeated(old):
        yield f"The mapping from Release 1 has two answers for `{value}`."


def _groupings(spec: Specification) -> Iterable[str]:
    for grouping in spec.groupings.values():
        values = [value for group in grouping.groups.values() for value in group]
        listed = spec.defined_lists.get(grouping.field, ())
        for value in set(values) - set(listed):
            yield f"The grouping {grouping.name} has `{value}`, not on the list of {grouping.field}."
        for value in set(listed) - set(values):
            yield f"The grouping {grouping.name} leaves out `{value}`."
        for value in _repeated(values):
            yield f"The grouping {grouping.name} has `{value}` in two groups."


def _headers(spec: Specification) -> Iterable[str]:
    own = {header_key(field.header): field.name for field in spec.fields}
    for variant, name in spec.header_variants.items():
        if name not in spec.field:
            yield f"The header variant `{variant}` stands for {name}, which is no field."
        if own.get(header_key(variant), name) != name:
            yield f"The header variant `{variant}` is another field's own header."
    for header in spec.dropped_columns:
        if header_key(header) in own:
            yield f"The dropped column `{header}` is still a field."


def _reference(spec: Specification) -> Iterable[str]:
    if len(spec.local_authorities) != LOCAL_AUTHORITIES:
        yield f"There are {len(spec.local_authorities)} local authorities, not {LOCAL_AUTHORITIES}."
    for window in spec.schedule:
        end = window.period_end_month
        if end not in range(1, 13) or window.submission_month != end % 12 + 1:
            yield f"The period {window.period} is not submitted in the month after it."
    for component, frequencies in spec.cost_frequencies.items():
        if component not in spec.defined_lists["service_component"]:
            yield f"Usual cost frequencies are given for `{component}`, which is no service component."
        for frequency in frequencies - set(spec.defined_lists["cost_frequency_unit_type"]):
            yield f"`{frequency}` is given as usual for `{component}`, but is no cost frequency."


def _rules(spec: Specification) -> Iterable[str]:
    for code in _repeated(rule.code for rule in spec.rules):
        yield f"There are two rules with the code {code}."
    sections = {*spec.guidance_sections, *(field.guidance_section for field in spec.fields)}
    releases = {release.release for release in spec.releases}
    for rule in spec.rules:
        for fault in (*_rule_subject(rule, spec), *_rule_groups(rule, spec), *_rule_message(rule, spec)):
            yield f"Rule {rule.code}: {fault}"
        if rule.guidance not in sections:
            yield f"Rule {rule.code}: the guidance has no section `{rule.guidance}`."
        if rule.since not in releases:
            yield f"Rule {rule.code}: there is no release {rule.since}."


def _rule_subject(rule: Rule, spec: Specification) -> Iterable[str]:
    for name in rule.fields:
        if name not in spec.field:
            yield f"there is no field called {name}."
    needed = {"row": "must", "each": "must", "cell": "when", "across": "query", "file": "fault"}[rule.kind]
    if not getattr(rule, needed):
        yield f"a rule of kind {rule.kind} needs {needed}."
    if rule.severity == "reject" and rule.kind != "file":
        yield "nothing in a row's content rejects a return."


def _rule_groups(rule: Rule, spec: Specification) -> Iterable[str]:
    for expression in (*rule.when.values(), *rule.must.values()):
        for node in walk(expression.node):
            match node:
                case Call("in_group", (Name(field), Text(grouping), Text(group))):
                    known = spec.groupings.get(str(grouping))
                    if known is None or known.field != field or group not in known.groups:
                        yield f"no grouping `{grouping}` of {field} has the group `{group}`."


def _rule_message(rule: Rule, spec: Specification) -> Iterable[str]:
    if rule.kind in ("across", "file"):
        return
    for name in PLACEHOLDER.findall(rule.message + rule.act):
        if name not in spec.field and name not in ALWAYS_KNOWN:
            yield f"the message speaks of {{{name}}}, which is not known."
