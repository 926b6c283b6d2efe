"""What browsers are given asks no other host for anything, and has neither the NHS's typeface nor its logo."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest

import opencld.portal
from tests.portal.visiting import Visitor

FOLDER = Path(opencld.portal.__file__).parent
FILES = sorted(path for path in (FOLDER / "assets").rglob("*") if path.suffix in (".css", ".js", ".svg"))
TEMPLATES = sorted((FOLDER / "templates").glob("*.html"))
NHS_LOGO = "M200 0v80H0V0h200Z"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_an_asset_fetches_nothing_from_another_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"url\([\"']?(?:https?:)?//|@import|sourceMappingURL", text)
    assert "Frutiger" not in text
    assert NHS_LOGO not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_script_style_or_other_host_within(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|https?://", text)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", text))
    assert "header/macro" not in text  # which always has the NHS's logo


def test_what_the_styles_name_is_there(visitor: Visitor) -> None:
    styles = (FOLDER / "assets/nhsuk-frontend.css").read_text(encoding="utf-8")
    named = set(re.findall(r"url\((/[^)]+)\)", styles))
    assert named
    for address in named | {"/assets/htmx.js", "/assets/portal.js", "/assets/images/favicon.svg"}:
        assert visitor.get(address).status_code == 200, address


def test_every_asset_says_where_it_comes_from() -> None:
    told = (FOLDER / "assets/SOURCES.md").read_text(encoding="utf-8")
    assert [path.name for path in FILES if path.name not in told] == []


def test_the_macros_are_of_the_version_of_the_styles() -> None:
    """The port of the templates says which version of nhsuk-frontend each of its versions goes with."""
    styles = (FOLDER / "assets/nhsuk-frontend.css").read_text(encoding="utf-8")
    [version] = re.findall(r'--nhsuk-frontend-version:"([\d.]+)"', styles)
    port = distribution("nhsuk-frontend-jinja")
    assert f"| {version} | {port.version} |" in str(port.read_text("METADATA"))
