"""Search the specification by word: fields, values of defined lists, rules and local authorities."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from opencld.errors import Misused
from opencld.specification.model import Field, Rule, Specification

Kind = Literal["field", "value", "rule", "authority"]


@dataclass(frozen=True)
class Hit:
    """Something that holds all the words: what it goes by, a line on it, and its rank, 0 being the best."""

    kind: Kind
    name: str
    about: str
    rank: int


@dataclass(frozen=True)
class _Entry:
    """What can be found. `text` is its own; `context` helps to find it, but does not by itself."""

    kind: Kind
    name: str
    about: str
    text: str
    context: str


def search(specification: Specification, asked: Sequence[str]) -> tuple[Hit, ...]:
    """Return everything that holds all the words, the best first; case and punctuation do not matter.

    A name that is the words, or starts with them, comes before a name that holds them, and that before a text
    that does. Raises Misused where there are no words.
    """
    phrase = _plain(" ".join(asked))
    words = phrase.split()
    if not words:
        raise Misused("Give at least one word to search for, for example `cld spec search reablement`.")
    hits = [
        Hit(entry.kind, entry.name, entry.about, rank)
        for entry in _entries(specification)
        if (rank := _rank(entry, phrase, words)) is not None
    ]
    return tuple(sorted(hits, key=lambda hit: hit.rank))


def _plain(text: str) -> str:
    return re.sub(r"[^\w£]+|_", " ", text.casefold()).strip()


def _rank(entry: _Entry, phrase: str, words: list[str]) -> int | None:
    name, text = _plain(entry.name), _plain(f"{entry.name} {entry.text}")
    everything = f"{text} {_plain(entry.context)}"
    if not all(word in everything for word in words) or not any(word in text for word in words):
        return None
    tests = (
        name == phrase,
        name.startswith(phrase),
        set(words) <= set(name.split()),
        all(word in name for word in words),
        set(words) <= set(text.split()),
        all(word in text for word in words),
        True,
    )
    return tests.index(True)


def _entries(specification: Specification) -> Iterator[_Entry]:
    for field in specification.fields:
        yield _field_entry(field, specification)
        yield from _value_entries(field, specification)
    for rule in specification.rules:
        yield _rule_entry(rule, specification)
    for authority in specification.local_authorities.values():
        about = f"code {authority.la_code}, {authority.region}"
        codes = f"{authority.la_code} {authority.ons_code}"
        yield _Entry("authority", authority.la_name, about, f"{codes} {authority.region}", "local authority")


def _field_entry(field: Field, specification: Specification) -> _Entry:
    variants = [variant for variant, name in specification.header_variants.items() if name == field.name]
    text = " ".join((field.name, *variants, field.meaning, field.mandatory_for, field.note))
    return _Entry("field", field.header, field.meaning, text, f"{field.module} {field.guidance_section}")


def _value_entries(field: Field, specification: Specification) -> Iterator[_Entry]:
    for value in specification.defined_lists.get(field.name, ()):
        spellings = " ".join(
            mapped.release1_value
            for mapped in specification.release_1_values
            if (mapped.field, mapped.release2_value) == (field.name, value)
        )
        yield _Entry("value", value, field.header, spellings, field.header)


def _rule_entry(rule: Rule, specification: Specification) -> _Entry:
    headers = " ".join(specification.field[name].header for name in rule.fields)
    text = f"{rule.title} {rule.message} {rule.act} {rule.why}"
    return _Entry("rule", rule.code, rule.title, text, f"{headers} {rule.guidance} {rule.severity}")
