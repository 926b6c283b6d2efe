"""Pages that show the specification, one function for each thing one may ask about."""

from opencld.specification.pages.fields import field_facts, field_page, fields_page, rules_about
from opencld.specification.pages.lists import list_page, lists_page, values_table
from opencld.specification.pages.markdown import as_markdown
from opencld.specification.pages.page import Fact, Page, Table
from opencld.specification.pages.plain import as_lines
from opencld.specification.pages.reference import authorities_page, overview_page, periods_page, search_page
from opencld.specification.pages.rules import rule_page, rules_page

__all__ = [
    "Fact",
    "Page",
    "Table",
    "as_lines",
    "as_markdown",
    "authorities_page",
    "field_facts",
    "field_page",
    "fields_page",
    "list_page",
    "lists_page",
    "overview_page",
    "periods_page",
    "rule_page",
    "rules_about",
    "rules_page",
    "search_page",
    "values_table",
]
