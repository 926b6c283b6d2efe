"""The pages of the documentation that are made from the specification, the commands and the tests."""

from __future__ import annotations

from docs.generating.commands import commands_page
from docs.generating.differences import differences_page
from docs.generating.example_rows import example_rows_page
from docs.generating.fields import authorities_page, fields_page, lists_page
from docs.generating.findings import findings_page
from docs.generating.rule_language import rule_language_page
from docs.generating.rules import rules_page
from docs.generating.settings import settings_page
from docs.generating.walkthrough import WALKTHROUGH, walkthrough_page
from docs.generating.worked_examples import worked_examples_page

from opencld.specification import load_specification

__all__ = ["generated_pages"]


def generated_pages() -> dict[str, str]:
    """Return the text of every generated page by its path under `docs/`."""
    specification = load_specification()
    return {
        "reference/rules.md": rules_page(specification),
        "reference/example-rows.md": example_rows_page(specification),
        "reference/fields.md": fields_page(specification),
        "reference/lists.md": lists_page(specification),
        "reference/authorities.md": authorities_page(specification),
        "reference/commands.md": commands_page(),
        "reference/settings.md": settings_page(),
        "reference/rule-language.md": rule_language_page(specification),
        "reference/findings.md": findings_page(specification),
        "reference/differences.md": differences_page(),
        "worked-examples.md": worked_examples_page(specification),
        WALKTHROUGH: walkthrough_page(),
    }
