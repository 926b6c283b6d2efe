"""In a real browser: the whole way with JavaScript and without, accessible, on small screens, and telling nobody."""

from __future__ import annotations

import csv
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request

from tests.needs_more.visiting_by_browser import a_browser, invent, walk
from tests.portal.served import Served

pytestmark = pytest.mark.needs_more
STANDARD = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDE, NARROW = 1280, 320
PERSONAL = (
    "NHS Number", "LA Person Unique Identifier", "First Name", "Last Name", "Date of Birth", "Postcode",
    "Event Reference",
)  # fmt: skip
ERRORS = (
    "start-nothing-chosen", "start-wrong-teams", "compare-nothing-chosen", "figures-wrong-table", "not-here",
)  # fmt: skip
SHORTEST = 5  # characters; what is shorter may stand anywhere by chance


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as one:
        yield one


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return invent(tmp_path_factory.mktemp("invented"))


class Watched:
    """What the browser asked for, and what it complained of, on the way."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.addresses: list[str] = []
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        self.names: list[str] = []

    def watch(self, page: Page) -> None:
        """Begin to watch a page."""
        page.on("request", self._asked)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self.complaints.append(message.text))

    def _asked(self, request: Request) -> None:
        self.addresses.append(request.url)
        if not request.url.startswith((self.address, "data:")):
            self.elsewhere.append(request.url)


@pytest.mark.parametrize("with_script", [True, False], ids=["with JavaScript", "without"])
def test_a_newcomer_gets_from_a_faulty_file_to_a_corrected_one_and_its_figures(
    browser: Browser, returns: tuple[Path, Path], tmp_path: Path, with_script: bool
) -> None:
    last, this = returns
    with Served(tmp_path) as served:
        context = browser.new_context(java_script_enabled=with_script)
        watched = Watched(served.address)
        context.on("page", watched.watch)
        told: dict[str, str] = {}
        walk(
            context,
            served,
            last,
            this,
            lambda name, page: told.update({name: page.locator("main").inner_text()}),
        )
        context.close()
        said, faults = served.end(signal.SIGTERM)
    assert "Will it be accepted?" in told["result"]
    assert "What correcting it changed" in told["corrected"]
    assert "ASCOF 2A" in told["figures"]
    assert "Select a return." in told["start-nothing-chosen"]
    assert "Select the return you sent last." in told["compare-nothing-chosen"]
    assert "wrong_teams.csv has no column la_person_unique_identifier" in told["start-wrong-teams"]
    assert "teams.csv has the name of no reference table" in told["figures-wrong-table"]
    assert "Team 2" in told["rows-of-a-team"]
    assert "What it does to each measure" in told["comparison"]
    assert "ASCOF 2D" in told["figures"]
    assert "Whoever can see this screen can read who is meant." in told["cases"]
    assert watched.elsewhere == []
    # the browser itself tells of answers such as 400 and 404, which are meant
    assert [one for one in watched.complaints if "Failed to load resource" not in one] == []
    assert list(tmp_path.iterdir()) == []
    personal = personal_values_of(this) | personal_values_of(last)
    errors = [told[name] for name in ERRORS]
    # the address in use for the visit aside, whose port is a number too
    spread = [said.replace(served.address, ""), faults, *errors]
    spread += [
        address.removeprefix(served.address).replace(served.token, "") for address in watched.addresses
    ]
    assert {value for value in personal if any(value in one for one in spread)} == set()


def personal_values_of(path: Path) -> set[str]:
    """Return what tells people in a return; the faults planted in it leave rows of too few cells."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        rows = csv.DictReader(line.replace("\0", "") for line in file)
        values = {row.get(name) or "" for row in rows for name in PERSONAL}
    return {value.strip() for value in values if len(value.strip()) >= SHORTEST}


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_axe_objects_to_nothing_and_no_page_is_wider_than_its_screen(
    browser: Browser, returns: tuple[Path, Path], tmp_path: Path, width: int
) -> None:
    faults: dict[str, str] = {}

    def look(name: str, page: Page) -> None:
        found = Axe().run(page, options=STANDARD)
        if found.violations_count:
            faults[name] = found.generate_report()
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults[f"{name}, width"] = "wider than the screen"

    with Served(tmp_path) as served:
        context = browser.new_context(viewport={"width": width, "height": 900})
        walk(context, served, *returns, look)
        context.close()
    assert faults == {}


def test_at_twice_the_size_nothing_is_cut_off(
    browser: Browser, returns: tuple[Path, Path], tmp_path: Path
) -> None:
    """What a browser does at 200 % is to lay pages out on half as many pixels, each drawn twice as large."""
    cut: list[str] = []

    def look(name: str, page: Page) -> None:
        is_cut = page.evaluate(
            """() => [...document.querySelectorAll('h1, h2, p, li, label')].filter(
                (one) => !one.closest('.portal-scroll, .nhsuk-u-visually-hidden, details:not([open])')
                    && one.getBoundingClientRect().width > 0
                    && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline'
            ).map((one) => one.textContent.trim().slice(0, 60))"""
        )
        cut.extend(f"{name}: {text}" for text in is_cut)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            cut.append(f"{name} is wider than the screen")

    with Served(tmp_path) as served:
        context = browser.new_context(viewport={"width": 640, "height": 450}, device_scale_factor=2)
        walk(context, served, *returns, look)
        context.close()
    assert cut == []


def test_the_way_is_gone_by_keyboard_alone(
    browser: Browser, returns: tuple[Path, Path], tmp_path: Path
) -> None:
    with Served(tmp_path) as served:
        page = browser.new_page()
        page.goto(served.link)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "maincontent"
        page.set_input_files("input[name=file]", returns[1])
        page.get_by_role("button", name="Check it").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/returns/1", timeout=60_000)
        reached = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            reached.add(str(page.evaluate("document.activeElement.textContent.trim()")))
        assert {"Fix", "Compare", "Figures", "Charts", "Notes", "Downloads"} <= reached
        page.close()


def test_after_a_fault_the_summary_has_the_focus_and_leads_to_the_field(
    browser: Browser, tmp_path: Path
) -> None:
    with Served(tmp_path) as served:
        page = browser.new_page()
        page.goto(served.link)
        page.get_by_role("button", name="Check it").click()
        assert re.match("Error: ", page.title())
        page.locator(".nhsuk-error-summary:focus").wait_for()
        page.get_by_role("link", name="Select a return.").click()
        assert page.evaluate("document.activeElement.closest('.nhsuk-file-upload') !== null")
        page.close()
