"""A newcomer's way through `cld serve` in a real browser: from a faulty file to a corrected one and its figures.

Tests walk it with JavaScript and without; `python -m tests.needs_more.screenshots` takes pictures on the way.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from opencld.cli import cld
from tests.portal.served import Served

See = Callable[[str, Page], None]
"""Called with a name for each page on the way."""
TEAMS, WRONG_TEAMS = "teams.csv", "wrong_teams.csv"
NAME = "503_lincolnshire_2026-03-31.csv"
LOOKED_UP = {
    "specification": "/specification",
    "search": "/specification?words=reablement",
    "fields": "/specification/fields",
    "field": "/specification/fields/Event%20Outcome",
    "lists": "/specification/lists",
    "list": "/specification/lists/event_outcome",
    "rules": "/specification/rules",
    "authorities": "/specification/authorities",
    "periods": "/specification/periods",
    "measures": "/measures",
    "measure": "/measures/ascof-2a",
    "about": "/about",
    "not-here": "/returns/99",
}


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Open Debian's Chromium. Fails, saying what to install, where there is none."""
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("Chromium is missing: install chromium (Debian) and run again.", pytrace=False)
    # Chromium refuses to run as root in its sandbox, which is who runs tests in a container
    options = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=options)
        yield opened
        opened.close()


def invent(folder: Path) -> tuple[Path, Path]:
    """Invent the return sent last, and the one to be sent, with faults in it. Nobody in them exists.

    Beside the latter lie hospital spells, the areas that they name, a teams file, and one that is wrong.
    """
    made: list[Path] = []
    for quarter, more in (("2025-12-31", []), ("2026-03-31", ["--faults", "0.03"])):
        command = [
            "synth",
            "--la-code",
            "503",
            "--scale",
            "0.03",
            "--spells",
            "--quarter",
            quarter,
            "--out",
            str(folder / quarter),
        ]
        done = CliRunner().invoke(cld, [*command, *more])
        assert done.exit_code == 0, done.output
        made += (folder / quarter).glob("503*.csv")
    last, this = made
    with this.open(encoding="utf-8", errors="replace", newline="") as file:
        rows = csv.DictReader(line.replace("\0", "") for line in file)
        people = dict.fromkeys(row["LA Person Unique Identifier"] for row in rows)
    lines = [
        f"{person},Team {place % 3 + 1}\n"
        for place, person in enumerate(people)
        if person and "," not in person
    ]
    (this.parent / TEAMS).write_text(
        "".join(["la_person_unique_identifier,team\n", *lines]), encoding="utf-8"
    )
    (this.parent / WRONG_TEAMS).write_text("".join(["person,team\n", *lines]), encoding="utf-8")
    return last, this


def walk(context: BrowserContext, served: Served, last: Path, this: Path, see: See) -> Page:
    """Go all the way as a newcomer would, by what the pages say alone. Returns the page that it ended on."""
    page = context.new_page()

    def look(name: str) -> None:
        page.wait_for_load_state("load")
        see(name, page)

    page.goto(served.link)
    look("start")
    page.get_by_role("button", name="Check it").click()
    look("start-nothing-chosen")
    page.set_input_files("input[name=file]", this)
    page.get_by_text("Day of receipt, and teams").click()
    page.set_input_files("input[name=teams]", this.parent / WRONG_TEAMS)
    page.get_by_role("button", name="Check it").click()
    page.locator(".nhsuk-error-summary").get_by_role("link", name="has no column la_person").wait_for()
    look("start-wrong-teams")
    page.set_input_files("input[name=file]", this)
    page.get_by_label("Day of receipt").fill("20/04/2026")
    page.get_by_role("button", name="Check it").click()
    look("checking")
    page.wait_for_url("**/returns/1", timeout=60_000)
    look("result")
    page.get_by_label("Severity").select_option("error")
    page.get_by_label("Local identifier or event reference").fill("P1")
    page.get_by_role("button", name="Show", exact=True).click()
    page.locator("#words[value='P1']").wait_for()
    look("rows")
    page.get_by_text("Share the findings out by team").click()
    page.set_input_files("input[name=teams]", this.parent / TEAMS)
    page.get_by_role("button", name="Share them out").click()
    page.get_by_text(f"Teams are by {TEAMS}").wait_for()
    page.get_by_label("Team", exact=True).select_option("Team 2")
    page.get_by_role("button", name="Show", exact=True).click()
    page.locator("#team option[value='Team 2'][selected]").wait_for(state="attached")
    look("rows-of-a-team")
    page.goto(f"{served.address}/returns/1")
    page.locator("#rules + p + div a[href*='/rules/']").first.click()
    look("rule")
    page.get_by_role("link", name="Charts").click()
    look("charts")
    page.get_by_role("link", name="Result").click()
    page.get_by_role("link", name="Take the suggestions marked safe").click()
    look("fix-begin")
    page.get_by_role("button", name="Look for what can be fixed").click()
    page.wait_for_url("**/returns/1/fix", timeout=60_000)
    look("fix")
    page.get_by_role("button", name="Correct the return and check it again").click()
    page.wait_for_url("**/returns/2", timeout=60_000)
    look("corrected")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the corrected return").click()
    assert download.value.suggested_filename == NAME.replace(".csv", "_corrected.csv")
    page.get_by_role("link", name="compare it with the return you sent last").click()
    page.get_by_role("button", name="Compare").click()
    look("compare-nothing-chosen")
    page.set_input_files("input[name=file]", last)
    page.get_by_label("Show also what it does to each measure").check()
    look("compare-begin")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/comparisons/1", timeout=60_000)
    look("comparison")
    page.get_by_role("link", name="Figures", exact=True).click()
    look("figures-begin")
    page.set_input_files("input[name=reference]", this.parent / TEAMS)
    page.get_by_role("button", name="Make the figures").click()
    look("figures-wrong-table")
    page.get_by_label(last.name).check()
    page.set_input_files("input[name=spells]", this.parent / "hospital_spells.csv.gz")
    page.set_input_files("input[name=reference]", this.parent / "lsoa_lookup.csv")
    page.get_by_label("Show NHS numbers and names of cases").check()
    page.get_by_role("button", name="Make the figures").click()
    page.wait_for_url("**/previews/1", timeout=60_000)
    look("figures")
    page.locator("a[href$='/503/ascof_2a_cases']").click()
    look("cases")
    page.get_by_role("link", name="Notes").click()
    page.get_by_label("About", exact=True).fill("Night team")
    page.get_by_role("button", name="Keep these notes").click()
    look("notes-half-filled")
    page.get_by_role("link", name="Downloads").click()
    look("downloads")
    page.get_by_role("link", name="report.html").click()
    page.wait_for_url("**/downloads?ready=report.html", timeout=60_000)
    look("download-ready")
    for name, place in LOOKED_UP.items():
        page.goto(served.address + place)
        look(name)
    page.get_by_role("link", name="Go to the start page").click()
    look("start-with-returns")
    return page
