"""`cld spec`: every subcommand on good and bad input."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from opencld.cli import cld, main
from opencld.cli.spec import show
from opencld.errors import CannotWrite, Misused, OpencldError
from opencld.specification import Rule, load_specification, pages

KINDS = ("row", "each", "cell", "across", "file")


def ask(*words: str) -> str:
    """What the command prints."""
    result = CliRunner().invoke(cld, ["spec", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def refusal(*words: str) -> OpencldError:
    """The error that the command ends with."""
    result = CliRunner().invoke(cld, ["spec", *words])
    assert isinstance(result.exception, OpencldError), result.output
    assert result.output == ""
    return result.exception


def misuse(*words: str) -> str:
    """What click says where the words are no command."""
    result = CliRunner().invoke(cld, ["spec", *words])
    assert result.exit_code == 2
    return result.output


def first_rule(kind: str) -> Rule:
    return next(rule for rule in load_specification().rules if rule.kind == kind)


def test_alone_it_says_what_the_specification_is_and_how_to_ask() -> None:
    said = ask()
    assert "Release 2 (May 2025)" in said
    assert "from 01/10/2025" in said
    assert "153" in said
    assert "cld spec search WORD" in said


def test_every_way_to_ask_that_it_names_is_a_command() -> None:
    table = pages.overview_page(load_specification()).tables[0]
    named = {command.split()[2] for command, _ in table.rows}
    result = CliRunner().invoke(cld, ["spec", "--help"])
    assert all(f"  {name} " in result.output for name in named)
    assert len(named) == 10


def test_fields_lists_48_in_order() -> None:
    said = ask("fields")
    listed = re.findall(r"^(\d+) +(.*?)  ", said, re.MULTILINE)
    assert listed == [(str(field.number), field.header) for field in load_specification().fields]


@pytest.mark.parametrize("words", [("Event Outcome",), ("event", "outcome"), ("event_outcome",), ("29",)])
def test_a_field_is_shown_however_it_is_called(words: tuple[str, ...]) -> None:
    assert ask("field", *words).startswith("Event Outcome\n")


def test_a_field_is_shown_by_a_header_variant() -> None:
    assert ask("field", "Unit Cost (£)").startswith("Unit Cost\n")


def test_a_field_that_is_not_there_is_misuse_with_a_suggestion() -> None:
    error = refusal("field", "Event Outcom")
    assert isinstance(error, Misused)
    assert "Did you mean Event Outcome" in str(error)


def test_a_field_must_be_named() -> None:
    assert "Missing argument" in misuse("field")


def test_lists_lists_26() -> None:
    assert "The 26 defined lists" in ask("lists")


def test_a_list_is_shown_with_its_old_spellings() -> None:
    said = ask("list", "client_type")
    assert "Service User (sure)" in said
    assert "Unpaid carer known by association" in said


@pytest.mark.parametrize(
    ("asked", "words"), [("gendr", "Did you mean Gender"), ("postcode", "no defined list")]
)
def test_a_list_that_is_not_there_is_misuse(asked: str, words: str) -> None:
    assert words in str(refusal("list", asked))


def test_rules_lists_them_all() -> None:
    said = ask("rules")
    assert all(f"\n{rule.code} " in said for rule in load_specification().rules)


@pytest.mark.parametrize("kind", KINDS)
def test_a_rule_of_each_kind_is_shown(kind: str) -> None:
    rule = first_rule(kind)
    said = ask("rule", rule.code.lower())
    assert said.startswith(f"{rule.code}: {rule.title}\n")
    assert rule.act in said


def test_a_rule_that_is_not_there_is_misuse() -> None:
    assert "There is no rule `XX99`" in str(refusal("rule", "XX99"))


def test_a_search_shows_what_holds_all_the_words() -> None:
    assert "NFA: Deceased" in ask("search", "deceased", "NFA")


def test_a_search_without_results_is_no_error() -> None:
    assert "Nothing holds all of these words" in ask("search", "chiropody")


def test_a_search_for_punctuation_is_misuse() -> None:
    assert "at least one word" in str(refusal("search", "!"))


def test_authorities_are_listed_by_region() -> None:
    said = ask("authorities", "--region", "east midlands")
    assert "Lincolnshire" in said
    assert "Northumberland" not in said


def test_a_region_that_is_not_there_is_misuse() -> None:
    assert "The regions are" in str(refusal("authorities", "--region", "Wessex"))


@pytest.mark.parametrize("day", ["2026-04-20", "20/04/2026"])
def test_periods_are_shown_as_of_a_day(day: str) -> None:
    said = ask("periods", "--as-of", day)
    assert said.startswith("Reporting periods on 20/04/2026\n")
    assert "01/04/2025  31/03/2026  April 2026    due this month" in said


def test_periods_are_shown_as_of_today_unless_a_day_is_given() -> None:
    assert "next" in ask("periods")


def test_a_day_that_is_none_is_misuse() -> None:
    assert "'yesterday' is not a day. Write it like 2026-04-20" in misuse("periods", "--as-of", "yesterday")


def test_the_table_schema_goes_to_a_file(tmp_path: Path) -> None:
    path = tmp_path / "cld.json"
    assert ask("export", "table-schema", "-o", str(path)) == f"Wrote {path}.\n"
    assert len(json.loads(path.read_text(encoding="utf-8"))["fields"]) == 48


def test_the_dictionary_goes_to_standard_output() -> None:
    assert ask("export", "dictionary", "-o", "-").startswith("# Data dictionary")


def test_the_template_goes_to_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "cld.xlsx"
    ask("export", "template", "--output", str(path))
    opened = CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
    assert len(opened.get_sheet_by_name("Return").to_python()[0]) == 48


@pytest.mark.parametrize("path", ["-", "cld.csv"])
def test_the_template_goes_nowhere_but_to_a_workbook(path: str) -> None:
    assert "ends in .xlsx" in str(refusal("export", "template", "-o", path))


def test_an_export_overwrites_only_by_force(tmp_path: Path) -> None:
    path = tmp_path / "cld.md"
    path.write_text("mine", encoding="utf-8")
    error = refusal("export", "dictionary", "-o", str(path))
    assert isinstance(error, CannotWrite)
    assert "--force" in str(error)
    assert path.read_text(encoding="utf-8") == "mine"
    ask("export", "dictionary", "-o", str(path), "--force")
    assert path.read_text(encoding="utf-8").startswith("# Data dictionary")


def test_an_export_into_no_folder_cannot_be_written(tmp_path: Path) -> None:
    error = refusal("export", "dictionary", "-o", str(tmp_path / "no" / "cld.md"))
    assert isinstance(error, CannotWrite)


def test_an_export_needs_a_known_kind_and_a_path() -> None:
    assert "'xml' is not one of" in misuse("export", "xml", "-o", "cld.xml")
    assert "Missing option '-o'" in misuse("export", "dictionary")


@pytest.mark.parametrize(
    ("words", "code"),
    [(["field", "nothing"], 2), (["export", "dictionary", "-o", "no/such/folder.md"], 4), (["nonsense"], 2)],
)
def test_what_a_user_may_put_right_ends_with_one_message_and_a_code(
    words: list[str], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["cld", "spec", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    printed = capsys.readouterr()
    assert ended.value.code == code
    assert printed.out == ""
    assert "Traceback" not in printed.err
    assert printed.err.strip()


def some_pages() -> list[pages.Page]:
    release_2 = load_specification()
    return [
        pages.overview_page(release_2),
        pages.fields_page(release_2),
        pages.lists_page(release_2),
        pages.list_page(release_2, "event_outcome"),
        pages.rules_page(release_2),
        pages.authorities_page(release_2),
        pages.search_page(release_2, ["unpaid", "carer"]),
        *(pages.field_page(release_2, field.name) for field in release_2.fields),
        *(pages.rule_page(release_2, first_rule(kind).code) for kind in KINDS),
    ]


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_on_a_terminal_every_page_fits_and_nothing_is_lost(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    for page in some_pages():
        show(page)
        printed = re.sub(r"\x1b\[[\d;]*m", "", capsys.readouterr().out)
        assert max(map(len, printed.splitlines())) <= width
        cells = (cell for table in page.tables for row in table.rows for cell in row)
        for word in " ".join((page.title, page.lead, *cells)).split():
            assert len(word) > width // 6 or word in printed


def test_it_starts_without_what_only_some_commands_need() -> None:
    heavy = ("rich.console", "xlsxwriter", "polars", "duckdb")
    code = f"import sys, opencld.cli.spec; print([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
