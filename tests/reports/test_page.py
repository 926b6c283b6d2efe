"""The page: in one file, nothing fetched, everything said in it, whatever the return holds."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from opencld import Validation, validate
from opencld.errors import CannotWrite, Misused
from opencld.reports import check_report_target, write_report
from opencld.reports.rows import SHOWN_PER_RULE, fair_limit
from tests.validation.little_returns import AS_OF, SPECIFICATION, an_event, check

EXAMPLE = Path(__file__).parents[2] / "examples/faulty_return.csv"
HOSTILE = "<script>alert(1)</script> \"quoted\" 'single' & <b onmouseover=x>"
VOID = {"meta", "input", "br", "img", "link"}


class Reading(HTMLParser):
    """What a browser makes of a page: elements with their attributes, text, and whether all is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.open):
            self.text += data

    def all(self, attribute: str) -> list[str]:
        return [value for _, found in self.elements if (value := found.get(attribute)) is not None]


def page_of(target: Path, *validations: Validation, findings_path: Path | None = None) -> str:
    write_report(target, validations, findings_path)
    return target.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> str:
    checked = validate(EXAMPLE, AS_OF, with_sense_checks=True)
    return page_of(tmp_path_factory.mktemp("page") / "report.html", checked)


def test_the_page_names_no_address_and_its_policy_lets_nothing_be_fetched(example: str) -> None:
    page = Reading(example)
    assert not re.search(r"https?://|//[a-z]+\.|url\(|@import", example)
    assert {"src", "srcset", "action", "data"}.isdisjoint(
        name for _, found in page.elements for name in found
    )
    assert all(link.startswith("#") for link in page.all("href"))
    [policy] = [found["content"] for tag, found in page.elements if "http-equiv" in found]
    assert policy
    assert policy.startswith("default-src 'none';")


def test_names_are_unique_and_every_reference_to_one_leads_somewhere(example: str) -> None:
    page = Reading(example)
    names = page.all("id")
    assert [name for name, times in Counter(names).items() if times > 1] == []
    references = [link.removeprefix("#") for link in page.all("href")]
    references += [name for labels in page.all("aria-labelledby") for name in labels.split()]
    assert set(references) | set(page.all("for")) <= set(names)


def test_every_chart_has_a_table(example: str) -> None:
    figures = [part.split("</section>")[0] for part in example.split('<section class="figure"')[1:]]
    assert len(figures) == 5
    for figure in figures:
        assert '<svg role="img"' in figure
        assert figure.count("<table") == 1


def test_the_page_says_of_each_rule_what_why_and_what_to_do(example: str) -> None:
    checked = validate(EXAMPLE, AS_OF)
    text = " ".join(Reading(example).text.split())
    for count in checked.summary.rules:
        rule = SPECIFICATION.rule[count.rule]
        for said in (rule.code, rule.title, rule.why, rule.act.replace("`", ""), f"Section {rule.guidance}"):
            assert " ".join(said.split()) in text


def test_personal_values_are_hidden_unless_asked_for(tmp_path: Path) -> None:
    rows = [an_event(nhs_number="9990000108", date_of_birth="1948-06-14", postcode="QQ12ZZ")]
    hidden = everything(page_of(tmp_path / "a.html", check(tmp_path / "r.csv", rows, with_sense_checks=True)))
    shown = everything(page_of(tmp_path / "b.html", check(tmp_path / "r.csv", rows, show_identifiers=True)))
    for personal in ("9990000108", "1948-06-14", "QQ12ZZ"):
        assert personal not in hidden
        assert personal in shown
    assert "[hidden]" in hidden


def test_what_a_return_holds_is_text_on_the_page_never_a_part_of_it(tmp_path: Path) -> None:
    rows = [
        an_event(
            "assessment",
            gender=HOSTILE,
            event_outcome=f"</table>{HOSTILE}",
            event_reference=f"{HOSTILE}{number}",
            la_person_unique_identifier=HOSTILE,
        )
        for number in range(SHOWN_PER_RULE + 1)
    ]
    checked = check(tmp_path / "it's <b>& co.csv", rows, with_sense_checks=True)
    page = page_of(tmp_path / "report.html", checked)
    reading = Reading(page)
    assert HOSTILE in reading.text
    assert "onmouseover" not in {name for _, found in reading.elements for name in found}
    assert Counter(tag for tag, _ in reading.elements)["script"] == 2  # the search's rows, and the search
    assert "alert(1)</script>" not in page


def test_tables_say_how_many_findings_they_leave_out_and_where_those_are(tmp_path: Path) -> None:
    rows = [an_event(gender="?", event_reference=f"S{number}") for number in range(SHOWN_PER_RULE + 3)]
    checked = check(tmp_path / "r.csv", rows)
    page = page_of(tmp_path / "a.html", checked, findings_path=Path("some/where/all.csv"))
    assert (
        f"These are the first {SHOWN_PER_RULE} of {SHOWN_PER_RULE + 3}. All are in the file all.csv." in page
    )
    assert "some/where" not in page
    assert "--findings findings.csv" in page_of(tmp_path / "b.html", checked)


def test_the_search_holds_every_finding_that_fits(example: str) -> None:
    checked = validate(EXAMPLE, AS_OF)
    columns = {column["title"]: column for column in packed_rows(example)}
    assert len(columns["Rule"]["rows"]) == checked.findings.height
    rules = [columns["Rule"]["texts"][place] for place in columns["Rule"]["rows"]]
    assert rules == checked.findings["rule"].to_list()


def test_long_values_in_many_findings_are_cut_and_what_does_not_fit_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opencld.reports.rows.MOST_PACKED", 20_000)
    rows = [
        an_event(gender=f"{number}-" + "long " * 1000, event_reference=f"S{number}") for number in range(1500)
    ]
    checked = check(tmp_path / "r.csv", rows)
    page = page_of(tmp_path / "a.html", checked)
    assert len(page) < 100_000
    held = len(packed_rows(page)[0]["rows"])
    said = re.search(
        r"The first ([0-9,]+) findings of each rule are here; ([0-9,]+) others did not fit", page
    )
    assert said
    kept, left = (int(number.replace(",", "")) for number in said.groups())
    assert 0 < kept < 1500
    assert held + left == checked.findings.height


@pytest.mark.parametrize(
    ("counts", "most", "limit"),
    [([5], 10, 5), ([3, 100, 100], 50, 23), ([10, 10], 2, 1), ([9] * 5, 2, 1), ([], 1, 0)],
)
def test_room_is_shared_out_fairly_between_rules(counts: list[int], most: int, limit: int) -> None:
    assert fair_limit(counts, most) == limit


def test_several_returns_share_a_page_with_a_section_each(tmp_path: Path) -> None:
    one = validate(EXAMPLE, AS_OF, with_sense_checks=True)
    rows = [an_event(gender="?", event_reference=f"S{number}") for number in range(20)]
    other = check(tmp_path / "other.csv", rows, with_sense_checks=True)
    write_report(tmp_path / "a.html", [one, other], unread={"x/third.csv": "third.csv is a PDF document."})
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    reading = Reading(page)
    assert max(Counter(reading.all("id")).values()) == 1
    for said in ("faulty_return.csv", "other.csv", "third.csv is a PDF document."):
        assert said in reading.text
    files = packed_rows(page)[0]
    assert (files["title"], set(files["texts"])) == ("Return", {"faulty_return.csv", "other.csv"})


@pytest.mark.parametrize("ending", ["html", "md"])
def test_a_return_without_rows_or_findings_has_a_report_all_the_same(tmp_path: Path, ending: str) -> None:
    empty = check(tmp_path / "empty.csv", [], with_sense_checks=True)
    clean = check(tmp_path / "clean.csv", [an_event("request")], with_sense_checks=True)
    write_report(tmp_path / f"report.{ending}", [empty, clean])
    text = (tmp_path / f"report.{ending}").read_text(encoding="utf-8")
    assert "No. The portal would refuse the file." in text
    assert "Yes." in text


def test_a_report_is_refused_before_the_work_where_it_could_not_be_written(tmp_path: Path) -> None:
    source = tmp_path / "return.md"
    source.write_text("", encoding="utf-8")
    with pytest.raises(Misused, match=r"ends in neither \.html.* nor "):
        check_report_target(tmp_path / "report.doc", [])
    with pytest.raises(CannotWrite, match="no folder"):
        check_report_target(tmp_path / "missing" / "report.html", [])
    with pytest.raises(Misused, match="is one of the returns"):
        check_report_target(source, [source])


def packed_rows(page: str) -> list[dict[str, Any]]:
    found = re.search(r'<script type="text/plain">([^<]*)</script>', page)
    assert found
    columns = json.loads(gzip.decompress(base64.b64decode(found[1])))["columns"]
    assert isinstance(columns, list)
    return columns


def everything(page: str) -> str:
    """The page with what is packed in it, for values that must not be in either."""
    packed = json.dumps(packed_rows(page)) if 'type="text/plain"' in page else ""
    return page + packed
