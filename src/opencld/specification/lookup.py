"""Find one field, defined list, rule or region by what somebody calls it, or say what is spelt nearly so."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from opencld.errors import Misused
from opencld.specification.fit import header_key
from opencld.specification.model import Field, LocalAuthority, Rule, Specification

SUGGESTIONS = 5


def find_field(specification: Specification, asked: str) -> Field:
    """Return the field with this header, name, number or header variant, whatever its case and punctuation.

    Raises Misused, with the fields of a similar name, where there is none.
    """
    headers = {header_key(field.header): field for field in specification.fields}
    variants = {
        header_key(variant): specification.field[name]
        for variant, name in specification.header_variants.items()
    }
    numbers = {str(field.number): field for field in specification.fields}
    known = {**numbers, **variants, **headers}
    found = known.get(header_key(asked))
    if found is None:
        names = {key: field.header for key, field in {**headers, **variants}.items()}
        raise _not_found("field", asked, names, "`cld spec fields` lists them all.")
    return found


def find_list(specification: Specification, asked: str) -> Field:
    """Return the field to which this defined list belongs; the list goes by the field's header or name.

    Raises Misused where there is no such field, or where it takes no list.
    """
    with_list = {header_key(name): specification.field[name].header for name in specification.defined_lists}
    try:
        field = find_field(specification, asked)
    except Misused:
        raise _not_found("defined list", asked, with_list, "`cld spec lists` lists them all.") from None
    if field.name not in specification.defined_lists:
        raise Misused(
            f'{field.header} has no defined list. `cld spec field "{field.header}"` says what it takes.'
        )
    return field


def find_rule(specification: Specification, asked: str) -> Rule:
    """Return the rule with this code, in capitals or not. Raises Misused where there is none."""
    rule = specification.rule.get(asked.strip().upper())
    if rule is None:
        codes = {header_key(code): code for code in specification.rule}
        raise _not_found("rule", asked, codes, "`cld spec rules` lists them all.")
    return rule


def authorities_of(specification: Specification, region: str | None) -> tuple[LocalAuthority, ...]:
    """Return the local authorities of a region of England, or all of them, in the reference list's order.

    Raises Misused, naming the nine regions, where there is no such region.
    """
    authorities = tuple(specification.local_authorities.values())
    if region is None:
        return authorities
    chosen = tuple(a for a in authorities if header_key(a.region) == header_key(region))
    if not chosen:
        regions = ", ".join(sorted({a.region for a in authorities}))
        raise Misused(f"There is no region `{region}`. The regions are {regions}.")
    return chosen


def _not_found(kind: str, asked: str, names: Mapping[str, str], hint: str) -> Misused:
    near = _similar(header_key(asked), names)
    question = f" Did you mean {_one_of(near)}?" if near else ""
    return Misused(f"There is no {kind} `{asked}`.{question} {hint}")


def _similar(key: str, names: Mapping[str, str]) -> list[str]:
    holding = [name for name in names if key and key in name]
    close = get_close_matches(key, names, n=SUGGESTIONS, cutoff=0.7)
    return list(dict.fromkeys(names[name] for name in (*holding, *close)))[:SUGGESTIONS]


def _one_of(names: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
