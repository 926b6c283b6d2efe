"""Pages name a page where the library, for somebody at a terminal, names a command or an option."""

from __future__ import annotations

import pytest

from opencld.comparison.kinds import Kind, kinds
from opencld.portal.words import on_pages
from opencld.specification import load_specification
from opencld.specification.model import Rule

RULES = load_specification().rules


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("It needs spells: give a file of them (--spells).", "It needs spells: give a file of them."),
        ("Or without (leave out --measures and --figures).", "Or without."),
        ("`cld preview b.csv --previous a.csv` makes more.", "The page Figures makes more."),
        ("None. `cld compare` lists them.", "None. The page Compare lists them."),
        ("Not listed: `cld spec list` shows it.", "Not listed: the page Specification shows it."),
        ("Take them with `cld fix`.", "Take them with the page Fix."),
        ("`Gender` is 2 (--) or `cld land`.", "`Gender` is 2 (--) or `cld land`."),
    ],
)
def test_a_page_stands_where_a_command_was_named(text: str, told: str) -> None:
    assert on_pages(text) == told


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_no_rule_sends_a_reader_of_pages_to_a_terminal(rule: Rule) -> None:
    for text in (rule.message, rule.act, rule.why):
        assert "cld " not in on_pages(text)
        assert " --" not in on_pages(text)


@pytest.mark.parametrize("kind", kinds().values(), ids=kinds())
def test_no_difference_sends_a_reader_of_pages_to_a_terminal(kind: Kind) -> None:
    for text in (kind.meaning, kind.act):
        assert "cld " not in on_pages(text)
        assert " --" not in on_pages(text)
