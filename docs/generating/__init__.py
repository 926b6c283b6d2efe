"""The pages of the documentation that are made from the specification, the commands and the tests."""

from __future__ import annotations

from docs.generating.commands import commands_page
from docs.generating.example_rows import example_rows_page
from docs.generating.fields import authorities_page, fields_page, lists_page
from docs.generating.findings import findings_page
from docs.generating.lineage import lineage_page
from docs.generating.main_tables import PAGE as MAIN_TABLES
from docs.generating.main_tables import main_tables_page
from docs.generating.measures import measure_pages
from docs.generating.portable_sql import portable_sql_page
from docs.generating.reference_tables import reference_tables_page
from docs.generating.repository import events_page, register_page
from docs.generating.rule_language import rule_language_page
from docs.generating.rules import rules_page
from docs.generating.settings import settings_page
from docs.generating.synthetic import assumptions_page, likeness_files
from docs.generating.walkthrough import WALKTHROUGH, walkthrough_page
from docs.generating.worked_examples import worked_examples_page

from opencld.specification import load_specification

__all__ = ["generated_pages"]


def generated_pages() -> dict[str, str]:
    """Return the text of every generated page and chart by its path under `docs/`."""
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
        "reference/synthetic-assumptions.md": assumptions_page(),
        **likeness_files(specification),
        "reference/register.md": register_page(),
        "reference/pseudonymised-events.md": events_page(specification),
        MAIN_TABLES: main_tables_page(),
        **measure_pages(),
        "reference/lineage.md": lineage_page(),
        "reference/reference-tables.md": reference_tables_page(specification),
        "reference/portable-sql.md": portable_sql_page(),
        "worked-examples.md": worked_examples_page(specification),
        WALKTHROUGH: walkthrough_page(),
    }
