"""What the pages written by hand promise holds: links lead somewhere, commands exist, code runs."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml
from docs.generating.commands import all_commands

from opencld import validate
from opencld.specification import PACKAGED, Specification, read_specification
from tests.docs.markdown_pages import ROOT, MarkdownPage, a_page, all_pages
from tests.validation.little_returns import AS_OF, a_row, write_return

PAGES = all_pages()
COMMANDS = list(all_commands())
GROUPS = [context.command_path for context in COMMANDS if isinstance(context.command, click.Group)]
OPTIONS = {
    context.command_path: {name for param in context.command.get_params(context) for name in param.opts}
    for context in COMMANDS
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_link_leads_to_a_page_and_a_heading_that_exist(page: MarkdownPage) -> None:
    assert [target for target in page.links() if not _resolves(page, target)] == []


def _resolves(page: MarkdownPage, target: str) -> bool:
    if re.match(r"https?://|mailto:", target):
        return True
    path, _, heading = target.partition("#")
    linked = (page.path.parent / path).resolve() if path else page.path
    if not linked.exists() or ROOT not in (linked, *linked.parents):
        return False
    return not heading or heading in MarkdownPage(linked).anchors()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_command_that_a_page_names_exists_with_its_options(page: MarkdownPage) -> None:
    assert [line for line in page.lines_of_code() if not all(_exists(call) for call in _calls(line))] == []


def _calls(line: str) -> Iterator[str]:
    """The calls of `cld` in a line of code, by whatever path it is called."""
    found = re.match(r"(?:\S*[/\\])?cld (?=[a-z-])(.+)", line.strip())
    if found:
        yield f"cld {found[1]}"


def _exists(call: str) -> bool:
    words = call.split()
    # `spec` has commands within; what comes after them is what the user types
    known = [" ".join(words[:count]) for count in (3, 2, 1) if " ".join(words[:count]) in OPTIONS]
    if not known or (
        known[0] in GROUPS and words[len(known[0].split()) :][:1] not in ([], ["[OPTIONS]"], ["--version"])
    ):
        return False
    options = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
    return options <= OPTIONS[known[0]]


def test_the_python_of_the_how_to_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(ROOT / "examples" / "faulty_return.csv", tmp_path / "my_return.csv")
    monkeypatch.chdir(tmp_path)
    exec("\n".join(a_page("how-to/use-from-python.md").blocks("python")), {})
    assert (tmp_path / "findings.parquet").is_file()


def test_the_python_that_invents_returns_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec("\n".join(a_page("how-to/invent-returns.md").blocks("python")), {})
    assert (tmp_path / "rutland" / "510_rutland_2026-03-31.csv").is_file()


def test_the_rule_of_the_how_to_works_as_it_says(tmp_path: Path) -> None:
    piece = a_page("how-to/add-a-rule.md").blocks("yaml")[0]
    specification = _with_rule(piece, tmp_path / "specification")
    rule = specification.rule["PL05"]
    for examples, expected in ((rule.passes, set()), (rule.fails, {"PL05"})):
        for example in examples:
            path = write_return(tmp_path / "return.csv", [a_row(example)])
            findings = validate(path, as_of=AS_OF, specification=specification).findings
            assert set(findings["rule"]) - {"RP03"} == expected


def _with_rule(piece: str, folder: Path) -> Specification:
    shutil.copytree(PACKAGED, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = folder / "rules" / "50_values.yaml"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{piece}", encoding="utf-8")
    return read_specification(folder)


def test_the_parts_of_rules_in_the_how_to_can_be_read() -> None:
    for block in a_page("how-to/add-a-rule.md").blocks("yaml"):
        assert yaml.safe_load(block)
