"""Pages: what each of them tells, and how it reads as lines and as Markdown."""

from __future__ import annotations

from datetime import date

import pytest

from opencld.specification import Rule, Specification, load_specification
from opencld.specification.pages import (
    Fact,
    Page,
    Table,
    as_lines,
    as_markdown,
    authorities_page,
    field_page,
    fields_page,
    list_page,
    lists_page,
    overview_page,
    periods_page,
    rule_page,
    rules_page,
    search_page,
)

KINDS = ("row", "each", "cell", "across", "file")


@pytest.fixture
def release_2() -> Specification:
    return load_specification()


def facts(page: Page) -> dict[str, str]:
    return {fact.label: fact.text for fact in page.facts}


def table(page: Page, title: str) -> Table:
    return next(table for table in page.tables if table.title.startswith(title))


def first_rule(specification: Specification, kind: str) -> Rule:
    return next(rule for rule in specification.rules if rule.kind == kind)


def test_the_overview_counts_what_there_is(release_2: Specification) -> None:
    told = facts(overview_page(release_2))
    assert told["Required"] == "for returns from 01/10/2025"
    assert told["Fields"] == "48: 18 mandatory, 16 conditional, 14 voluntary"
    assert told["Defined lists"] == "26, with 197 values"
    assert told["Rules"].startswith(f"{len(release_2.rules)}: ")
    assert told["Local authorities"] == "153"


def test_the_fields_are_listed_in_order_under_their_modules(release_2: Specification) -> None:
    page = fields_page(release_2)
    assert [row[1] for part in page.tables for row in part.rows] == [f.header for f in release_2.fields]
    assert page.tables[0].title == "Submission Information"


def test_a_field_tells_everything_about_itself(release_2: Specification) -> None:
    page = field_page(release_2, "event outcome")
    told = facts(page)
    assert page.lead == release_2.field["event_outcome"].meaning
    assert told["Column"] == "29 of 48"
    assert told["Type"] == "defined list, 16 values"
    assert told["Mandatory"] == "conditional: All events except for financial assessments"
    assert told["Mandatory where"].startswith("event_type in")
    assert told["Guidance"] == "section Event Outcome"
    assert len(table(page, "Values").rows) == 16


def test_a_field_without_a_list_shows_none(release_2: Specification) -> None:
    page = field_page(release_2, "first name")
    assert "Values" not in [table.title for table in page.tables]
    assert facts(page)["Masked"].startswith("in findings")


def test_a_field_names_its_header_variants(release_2: Specification) -> None:
    assert facts(field_page(release_2, "unit cost"))["Also read as"] == "Unit Cost (£); Unit Costs"


def test_a_field_names_the_rules_on_it_and_those_whose_conditions_speak_of_it(
    release_2: Specification,
) -> None:
    for rule in release_2.rules:
        conditions = (*rule.when.values(), *rule.must.values())
        spoken_of = {name for condition in conditions for name in condition.names()} & set(release_2.field)
        for name in {*rule.fields, *spoken_of}:
            assert rule.code in [row[0] for row in table(field_page(release_2, name), "Rules").rows]


def test_every_field_and_every_list_has_a_page(release_2: Specification) -> None:
    for field in release_2.fields:
        assert as_lines(field_page(release_2, field.name))
    for name in release_2.defined_lists:
        assert as_lines(list_page(release_2, name))


def test_the_lists_are_counted_with_what_changed(release_2: Specification) -> None:
    rows = lists_page(release_2).tables[0].rows
    assert len(rows) == 26
    assert ("Gender", "gender", "4", "0") in rows


def test_a_list_shows_its_values_in_order_with_their_old_spellings(release_2: Specification) -> None:
    rows = table(list_page(release_2, "event_outcome"), "Values").rows
    assert rows[0] == ("1", "Progress to reablement/ST-Max", "Progress to Reablement/ST-Max (sure)")
    assert rows[4] == ("5", "Admitted to hospital", "the same (sure)")
    assert rows[8][2] == "new in Release 2"


def test_a_list_says_where_a_meaning_may_have_changed(release_2: Specification) -> None:
    rows = table(list_page(release_2, "review_reason"), "Values").rows
    assert "Planned (sure, but the meaning may have changed)" in [row[2] for row in rows]


def test_a_list_without_a_known_release_1_says_so(release_2: Specification) -> None:
    rows = table(list_page(release_2, "total_hrs_caring_per_week"), "Values").rows
    assert {row[2] for row in rows} == {"not known"}


def test_a_list_shows_the_old_values_that_have_no_successor(release_2: Specification) -> None:
    dropped = table(list_page(release_2, "event_outcome"), "Release 1 values without")
    assert ("Progress to financial assessment", "sure") in dropped.rows


def test_a_list_shows_its_groups(release_2: Specification) -> None:
    groups = {row[0]: row[1] for row in table(list_page(release_2, "service type"), "Grouping").rows}
    assert groups["Long term support"].count("\n") == 3


def test_outcomes_show_both_orders_and_the_events_they_are_typical_for(release_2: Specification) -> None:
    page = list_page(release_2, "event_outcome")
    order = table(page, "Order")
    assert order.columns == ("Outcome", "Guidance precedence", "Published rank", "Typical for")
    assert order.rows[0] == ("Progress to reablement/ST-Max", "1", "1", "Request, Assessment")
    assert order.rows[15] == ("NFA: Other", "16", "17", "every type of event")
    assert "Not mapped" in " ".join(page.remarks)


def test_the_rules_are_listed_in_order(release_2: Specification) -> None:
    rows = rules_page(release_2).tables[0].rows
    assert [row[0] for row in rows] == [rule.code for rule in release_2.rules]


@pytest.mark.parametrize("kind", KINDS)
def test_a_rule_of_each_kind_tells_what_fires_why_and_what_to_do(release_2: Specification, kind: str) -> None:
    rule = first_rule(release_2, kind)
    page = rule_page(release_2, rule.code)
    told = facts(page)
    assert page.title == f"{rule.code}: {rule.title}"
    assert told["Severity"].startswith(f"{rule.severity}: ")
    assert (told["Message"], told["Why"], told["What to do"]) == (rule.message, rule.why, rule.act)
    assert told["Guidance"] == f"section {rule.guidance}"
    assert told["Since"] == f"Release {rule.since}"


def test_every_rule_shows_its_examples(release_2: Specification) -> None:
    for rule in release_2.rules:
        page = rule_page(release_2, rule.code)
        shown = {part.title: len(part.rows) for part in page.tables}
        assert shown.get("Examples without a finding", 0) == len(rule.passes)
        assert shown.get("Examples with a finding", 0) == len(rule.fails)


def test_a_rule_across_rows_shows_its_query(release_2: Specification) -> None:
    rule = first_rule(release_2, "across")
    assert rule_page(release_2, rule.code).query == rule.query


def test_a_rule_for_each_field_is_written_for_the_first(release_2: Specification) -> None:
    rule = first_rule(release_2, "each")
    told = facts(rule_page(release_2, rule.code))
    first = release_2.field[rule.fields[0]].header
    assert f"written here for {first}, and likewise for the other {len(rule.fields) - 1}" in told["Found"]
    assert told["Must hold"] == rule.must[rule.fields[0]].source


def test_a_rule_explains_the_words_of_its_conditions(release_2: Specification) -> None:
    rule = next(r for r in release_2.rules for c in r.must.values() if "filled" in c.functions())
    words = {row[0]: row[1] for row in table(rule_page(release_2, rule.code), "Words").rows}
    assert words["filled(...)"] == "the cell is not blank"


def test_the_periods_are_those_of_table_1_as_they_stand(release_2: Specification) -> None:
    page = periods_page(release_2, date(2026, 4, 20))
    assert page.tables[0].rows[-2] == (
        "1 Apr to 31 Mar",
        "01/04/2025",
        "31/03/2026",
        "April 2026",
        "due this month",
    )
    assert page.tables[0].rows[-1][-1] == "next"


def test_between_submission_months_the_last_one_due_is_marked(release_2: Specification) -> None:
    rows = periods_page(release_2, date(2026, 5, 20)).tables[0].rows
    assert [row[-1] for row in rows] == ["", "", "", "the last due", "next"]


def test_the_authorities_of_a_region_are_listed_with_their_codes(release_2: Specification) -> None:
    page = authorities_page(release_2, "East Midlands")
    assert page.title == "10 local authorities in East Midlands"
    assert ("503", "Lincolnshire", "E10000019", "East Midlands") in page.tables[0].rows


def test_a_search_shows_the_kind_of_the_best_result_first(release_2: Specification) -> None:
    titles = [part.title for part in search_page(release_2, ["support", "to", "unpaid", "carer"]).tables]
    assert titles[0].startswith("Values")


def test_a_search_without_results_says_what_to_try(release_2: Specification) -> None:
    page = search_page(release_2, ["chiropody"])
    assert page.title == "0 results for chiropody"
    assert "Try fewer" in page.lead


PAGE = Page(
    "A <title>",
    "It leads.",
    (Fact("Name", "unit_cost", is_code=True), Fact("Note", "Up to * 2 [decimals]")),
    (Table("Values", ("No.", "Value"), (("1", "a|b"), ("20", "c\nd"))),),
    "SELECT 1\n",
    ("The end.",),
)


def test_a_page_as_lines_has_a_row_on_each_line() -> None:
    assert as_lines(PAGE) == "\n".join(
        [
            "A <title>",
            "It leads.",
            "",
            "Name:  unit_cost",
            "Note:  Up to * 2 [decimals]",
            "",
            "Values",
            "No.  Value",
            "1    a|b",
            "20   c; d",
            "",
            "Query",
            "SELECT 1",
            "",
            "The end.",
        ]
    )


def test_a_page_as_markdown_shows_signs_as_they_are() -> None:
    assert as_markdown(PAGE, 2) == "\n".join(
        [
            r"## A \<title\>",
            "",
            "It leads.",
            "",
            "- **Name:** `unit_cost`",
            r"- **Note:** Up to \* 2 \[decimals\]",
            "",
            "**Values**",
            "",
            "| No. | Value |",
            "| --- | --- |",
            r"| 1 | a\|b |",
            "| 20 | c<br>d |",
            "",
            "```sql",
            "SELECT 1",
            "```",
            "",
            "The end.",
            "",
        ]
    )
