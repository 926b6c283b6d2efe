"""A page about a part of the specification: plain data that terminal, Markdown and web pages show alike."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """A label and what stands beside it. `is_code` marks names and conditions of the rule language."""

    label: str
    text: str
    is_code: bool = False


@dataclass(frozen=True)
class Table:
    """A table of texts. A cell of several lines has line feeds in it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Page:
    """A title, a first sentence, facts, tables, an SQL query where there is one, and remarks at the end."""

    title: str
    lead: str = ""
    facts: tuple[Fact, ...] = ()
    tables: tuple[Table, ...] = ()
    query: str = ""
    remarks: tuple[str, ...] = ()


def facts(*pairs: tuple[str, str], code: tuple[str, ...] = ()) -> tuple[Fact, ...]:
    """Return facts for the pairs of label and text whose text is not blank; `code` names labels of code."""
    return tuple(Fact(label, text, label in code) for label, text in pairs if text)
