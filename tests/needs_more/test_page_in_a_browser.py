"""In a real browser: the page is accessible, needs neither network nor script, fits small screens, and prints."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bench.make_return import write_return as invent_return
from playwright.sync_api import Browser, Page

from opencld import validate
from opencld.reports import write_report
from tests.needs_more.visiting_by_browser import a_browser
from tests.validation.little_returns import AS_OF, an_event, check

pytestmark = pytest.mark.needs_more
EXAMPLE = Path(__file__).parents[2] / "examples/faulty_return.csv"
WIDE, NARROW = 1280, 320
STANDARD = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
HOSTILE = (
    "<script>document.title = 'taken over'</script><img src=x onerror=\"document.title = 'taken over'\">"
)
MOST_BYTES = 10_000_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as opened:
        yield opened


@contextmanager
def opened(browser: Browser, path: Path, width: int = WIDE, with_script: bool = True) -> Iterator[Page]:
    """Open a page without a network. Requests other than for the page itself, and errors, fail the test."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=with_script, offline=True
    )
    page = context.new_page()
    requested: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text))
    page.goto(path.as_uri())
    if with_script and page.locator("[data-search]").count():
        page.get_by_text("rows match").wait_for()
    yield page
    context.close()
    assert requested == [path.as_uri()]
    assert faults == []


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Reports of returns of every kind, by name."""
    folder = tmp_path_factory.mktemp("reports")
    faulty = validate(EXAMPLE, AS_OF, with_sense_checks=True)
    hostile = [an_event(gender=HOSTILE, event_reference=f"{HOSTILE}{number}") for number in range(20)]
    returns = {
        "faulty": [faulty],
        "clean": [check(folder / "clean.csv", [an_event("request")], with_sense_checks=True)],
        "empty": [check(folder / "empty.csv", [], with_sense_checks=True)],
        "hostile": [check(folder / f"{HOSTILE[:8]}.csv", hostile, with_sense_checks=True)],
        "unread": [],
    }
    returns["several"] = [*returns["faulty"], *returns["hostile"], *returns["empty"]]
    paths = {name: folder / f"{name}.html" for name in returns}
    for name, validations in returns.items():
        unread = {"a.pdf": "a.pdf is a PDF document, not a return."} if name in ("unread", "several") else {}
        write_report(paths[name], validations, unread=unread)
    return paths


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", ["faulty", "clean", "empty", "hostile", "unread", "several"])
def test_axe_finds_nothing_to_object_to(
    browser: Browser, reports: dict[str, Path], name: str, width: int
) -> None:
    with opened(browser, reports[name], width) as page:
        found = Axe().run(page, options=STANDARD)
        assert found.violations_count == 0, found.generate_report()
        assert page.title() != "taken over"


@pytest.mark.parametrize("name", ["faulty", "several", "hostile"])
def test_the_page_is_no_wider_than_a_small_screen(
    browser: Browser, reports: dict[str, Path], name: str
) -> None:
    with opened(browser, reports[name], NARROW) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW


def test_without_script_everything_but_the_search_is_to_be_seen(
    browser: Browser, reports: dict[str, Path]
) -> None:
    with opened(browser, reports["faulty"], with_script=False) as page:
        assert not page.locator("[data-search]").is_visible()
        tables, pictures = page.locator("section section table"), page.locator("svg[role=img]")
        assert tables.count() > 20
        assert pictures.count() > 20
        for shown in [*tables.all(), *pictures.all()]:
            assert shown.is_visible() or shown.locator("xpath=ancestor::*[@data-search]").count()
        for said in ("Will it be accepted?", "What to do next", "Why", "Completeness of each field"):
            assert page.get_by_text(said, exact=True).first.is_visible()


def test_rows_are_searched_by_words_and_filtered_by_rule(browser: Browser, reports: dict[str, Path]) -> None:
    with opened(browser, reports["faulty"]) as page:
        status, rows = page.get_by_role("status"), page.locator("[data-search] tbody tr")
        assert status.inner_text().startswith("40 of 40 rows match")
        page.get_by_label("Words to look for").fill("dementia SUSPECTED")
        page.get_by_text("3 of 40 rows match").wait_for()
        assert all("Suspected" in text for text in rows.all_inner_texts())
        page.get_by_label("Words to look for").fill("")
        page.get_by_text("40 of 40 rows match").wait_for()
        page.get_by_label("Rule", exact=True).select_option(label="MA01")
        assert status.inner_text() == "5 of 40 rows match; 1 to 5 are shown."
        assert rows.count() == 5


def test_values_that_look_like_a_script_are_shown_as_they_are(
    browser: Browser, reports: dict[str, Path]
) -> None:
    with opened(browser, reports["hostile"]) as page:
        assert HOSTILE in page.locator("[data-search] tbody tr").last.inner_text()
        assert page.locator("main img").count() == 0


def test_it_prints_on_paper_without_what_is_for_the_screen_only(
    browser: Browser, reports: dict[str, Path]
) -> None:
    with opened(browser, reports["faulty"]) as page:
        page.emulate_media(media="print")
        assert not page.locator("[data-search]").is_visible()
        assert page.locator("#r1-costs-table").is_visible()
        printed = page.pdf(format="A4")
    assert printed.startswith(b"%PDF")
    assert 5 <= printed.count(b"/Type /Page\n") <= 40


def test_a_hundred_thousand_findings_fit_and_are_searched_at_once(browser: Browser, tmp_path: Path) -> None:
    source, target = tmp_path / "return.csv", tmp_path / "report.html"
    invent_return(source, 110_000, 1.0, 1)
    checked = validate(source, AS_OF, with_sense_checks=True)
    findings = sum(checked.summary.findings.values())
    assert findings > 100_000
    write_report(target, [checked])
    assert target.stat().st_size < MOST_BYTES
    with opened(browser, target) as page:
        assert f"All {findings:,} findings are here" in page.locator("[data-search]").inner_text()
        page.get_by_label("Words to look for").fill("no such word anywhere")
        page.get_by_text(f"0 of {findings:,} rows match").wait_for(timeout=5_000)
