"""The generated pages say what the program does now, and leave nothing out."""

from __future__ import annotations

import click
import pytest
from docs.generating import generated_pages
from docs.generating.commands import all_commands
from docs.generating.main_tables import tables_in_order
from docs.generating.markdown import plain
from docs.generating.measures import own_tables
from docs.generating.portable_sql import CALLED
from docs.generating.settings import documented_settings

from opencld import lineage
from opencld.errors import OpencldError
from opencld.identity.event_columns import event_columns
from opencld.main_tables.quirks import quirks
from opencld.measures import Measure, measures
from opencld.settings import Settings
from opencld.specification import Field, Rule
from opencld.specification.expressions import FUNCTIONS, KNOWN_VALUES
from opencld.sql import read_tables
from opencld.sql.portable import NAMED_FUNCTIONS
from opencld.submissions.tables import METADATA
from opencld.validation.findings import COLUMNS
from tests.docs.markdown_pages import a_page, all_pages
from tests.sql.all_examples import EXAMPLES, REFERENCES, TABLES
from tests.validation.little_returns import SPECIFICATION
from tests.worked_examples.situations import all_situations

COMMANDS = list(all_commands())


@pytest.fixture(scope="module")
def generated() -> dict[str, str]:
    """All generated pages by name, as they should be."""
    return generated_pages()


def test_the_generated_pages_are_up_to_date(generated: dict[str, str]) -> None:
    stale = [
        name
        for name, text in generated.items()
        if not a_page(name).path.is_file() or a_page(name).text != text
    ]
    assert stale == [], "these pages under docs/ are out of date: run `make docs`"


def test_every_page_that_says_it_is_generated_is(generated: dict[str, str]) -> None:
    marks = ("*Written by `make docs` from ", "*The output on this page is written by `make docs` from ")
    said = {
        page.path.relative_to(a_page("").path).as_posix()
        for page in all_pages()
        if page.text.splitlines()[2].startswith(marks)
    }
    assert said == {name for name in generated if name.endswith(".md")}


@pytest.mark.parametrize("rule", SPECIFICATION.rules, ids=lambda rule: rule.code)
def test_a_rule_is_documented_with_its_message_reason_and_advice(rule: Rule) -> None:
    section = a_page("reference/rules.md").section(f"{rule.code}: {rule.title}")
    assert all(label in section for label in ("- Message: ", "- Why: ", "- What to do: ", "- Guidance: "))
    assert f"**{rule.severity}**" in section
    assert ("| --- |" in section) == bool(rule.passes or rule.fails)


@pytest.mark.parametrize("field", SPECIFICATION.fields, ids=lambda field: field.name)
def test_a_field_is_documented_with_its_list(field: Field) -> None:
    assert f"`{field.name}`" in a_page("reference/fields.md").section(f"{field.number}. {field.header}")
    values = SPECIFICATION.defined_lists.get(field.name, ())
    lines = a_page("reference/lists.md").text.splitlines()
    assert all(any(f"| {value} |" in line for line in lines) for value in values)


def test_every_local_authority_is_documented() -> None:
    text = a_page("reference/authorities.md").text
    assert [code for code in SPECIFICATION.local_authorities if f"| {code} |" not in text] == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda context: context.command_path)
def test_a_command_is_documented_with_its_arguments_and_options(command: click.Context) -> None:
    section = a_page("reference/commands.md").section(command.command_path)
    assert command.command_path in section
    for param in command.command.get_params(command):
        names = param.opts if isinstance(param, click.Option) else [param.metavar or str(param.name).upper()]
        assert [name for name in names if f"`{name}" not in section] == []


def test_every_exit_code_that_a_command_names_is_documented() -> None:
    table = a_page("reference/commands.md").section("Exit codes")
    codes = {"0", "1", "130", *(str(error.exit_code) for error in OpencldError.__subclasses__())}
    assert [code for code in sorted(codes) if f"| {code} |" not in table] == []


def test_every_setting_is_documented() -> None:
    text = a_page("reference/settings.md").text
    documented = dict(documented_settings())
    assert len(documented) == len(Settings.__dataclass_fields__)
    assert all(variable in text and meaning in text for variable, meaning in documented.items())


def test_every_column_of_the_register_is_documented() -> None:
    for table in METADATA.tables.values():
        section = a_page("reference/register.md").section(table.name)
        assert [column.name for column in table.columns if f"| `{column.name}` |" not in section] == []


def test_every_column_of_pseudonymised_events_is_documented() -> None:
    text = a_page("reference/pseudonymised-events.md").text
    documented = [f"`{column.name}`" for column in event_columns(SPECIFICATION)]
    assert [name for name in documented if name not in text] == []


def test_every_word_of_the_rule_language_is_documented() -> None:
    text = a_page("reference/rule-language.md").text
    assert [name for name in FUNCTIONS if f"`{name}(" not in text] == []
    assert [name for name in KNOWN_VALUES if f"`{name}`" not in text] == []


def test_every_column_of_the_findings_file_is_documented() -> None:
    text = a_page("reference/findings.md").text
    assert [column for column in COLUMNS if f"| `{column}` |" not in text] == []


def test_every_worked_example_is_printed() -> None:
    headings = a_page("worked-examples.md").headings()
    assert [one.name for one in all_situations() if one.name not in headings] == []


def test_every_table_is_documented_once_with_its_sql_and_its_examples() -> None:
    places = {one.name: "reference/main-tables.md" for one in tables_in_order()} | {
        one.name: f"reference/measures/{measure.name}.md"
        for measure in measures().values()
        for one in own_tables(measure)
    }
    places |= dict.fromkeys(read_tables(lineage.HERE), "reference/lineage.md")
    assert set(places) == set(TABLES)
    for name, page in places.items():
        assert f"```sql\n{TABLES[name].query}\n```" in a_page(page).text
        headings = a_page(page).headings()
        assert [one.name for one in EXAMPLES if one.table == name and one.name not in headings] == []


@pytest.mark.parametrize("measure", measures().values(), ids=lambda measure: measure.name)
def test_a_measure_is_listed_and_documented_with_its_quirks(measure: Measure) -> None:
    text = a_page(f"reference/measures/{measure.name}.md").section("Quirks")
    assert [quirk for quirk in measure.quirks if f"| {plain(quirk.what)} |" not in text] == []
    assert f"(measures/{measure.name}.md)" in a_page("reference/measures.md").text


def test_every_quirk_of_the_main_tables_is_documented() -> None:
    text = a_page("reference/main-tables.md").section("Quirks")
    assert [quirk for quirk in quirks() if f"| {plain(quirk.what)} |" not in text] == []


def test_every_reference_table_is_documented() -> None:
    page = a_page("reference/reference-tables.md")
    mappings = {name for name in REFERENCES if f"| `{name.removesuffix('_mapping')}` |" in page.text}
    assert mappings | set(page.headings()) >= set(REFERENCES)


def test_every_function_of_our_sql_is_documented() -> None:
    text = a_page("reference/portable-sql.md").text
    assert [name for name in CALLED if f"`{name}`" not in text] == []
    assert [name for name in NAMED_FUNCTIONS if f"| `{name}(" not in text] == []
