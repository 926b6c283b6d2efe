"""Each kind of difference, on returns of a few rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.comparison.little_comparisons import a_service, compared, told
from tests.validation.little_returns import an_event

LATER_IN_BOTH = {"event_start_date": "02/10/2025", "event_end_date": "02/10/2025"}
MANAGED = {"delivery_mechanism": "CASSR managed personal budget"}


def test_nothing_differs_where_only_the_period_and_the_order_do(tmp_path: Path) -> None:
    rows = [a_service(), an_event("review", **LATER_IN_BOTH), an_event("request", **LATER_IN_BOTH)]
    comparison = compared(tmp_path, rows, rows[::-1])
    assert comparison.kinds == ()
    assert (comparison.counts.in_both, comparison.counts.alike) == (4, 4)


def test_an_event_with_another_reference_is_the_same_event(tmp_path: Path) -> None:
    comparison = compared(tmp_path, [a_service()], [a_service(event_reference="X77")])
    assert told(comparison, "field", "before", "after", "is_certain") == [
        ("changed", "Event Reference", "S1", "X77", "yes")
    ]


def test_a_service_that_is_gone_is_one_that_the_centre_will_close(tmp_path: Path) -> None:
    comparison = compared(tmp_path, [a_service()], [])
    assert told(comparison, "closed_by_centre_on", "last_row", "this_row") == [
        ("gone", "31/03/2025", 1, None)
    ]
    [count] = comparison.kinds
    assert (count.events, count.closed_by_centre) == (1, 1)


def test_a_service_that_began_within_this_period_and_is_gone_is_not_closed_but_lost(tmp_path: Path) -> None:
    comparison = compared(tmp_path, [a_service(event_start_date="01/05/2025")], [])
    assert told(comparison, "closed_by_centre_on") == [("gone", "")]


def test_what_was_over_before_this_period_has_left_it(tmp_path: Path) -> None:
    ended = {"event_end_date": "15/02/2025", "event_outcome": "NFA: Support ended as planned"}
    review = {"event_start_date": "01/03/2025", "event_end_date": "31/03/2025"}
    comparison = compared(tmp_path, [a_service(**ended), an_event("review", **review)], [])
    assert told(comparison) == [("left",), ("left",)]


def test_what_ended_after_the_last_period_is_new_and_what_ended_within_it_is_late(tmp_path: Path) -> None:
    rows = [
        an_event("request", event_start_date="30/12/2025", event_end_date="01/01/2026"),
        an_event("request", event_start_date="30/12/2025", event_end_date="31/12/2025"),
        a_service(event_start_date="01/01/2026", event_reference="S2"),
        a_service(event_start_date="31/12/2025", event_reference="S3", service_component="Day support"),
    ]
    comparison = compared(tmp_path, [], rows)
    assert sorted(told(comparison, "this_row")) == [("late", 2), ("late", 4), ("new", 1), ("new", 3)]


def test_an_open_service_that_got_an_end_date_has_ended(tmp_path: Path) -> None:
    ended = {"event_end_date": "10/02/2026", "event_outcome": "NFA: Support ended as planned"}
    comparison = compared(tmp_path, [a_service()], [a_service(**ended)])
    assert told(comparison, "field") == [("ended", "Event End Date"), ("ended", "Event Outcome")]
    assert comparison.kinds[0].events == 1, "one service, though two of its fields changed"


def test_a_service_that_lost_its_end_date_is_open_again(tmp_path: Path) -> None:
    comparison = compared(tmp_path, [a_service(event_end_date="01/12/2025")], [a_service()])
    assert told(comparison, "field") == [("reopened", "Event End Date")]


@pytest.mark.parametrize(("reference", "is_certain"), [("S1", "yes"), ("S2", "no")])
def test_a_start_moved_to_1_april_is_told_and_is_certain_only_by_its_reference(
    tmp_path: Path, reference: str, is_certain: str
) -> None:
    moved = a_service(event_start_date="01/04/2025", event_reference=reference)
    comparison = compared(tmp_path, [a_service()], [moved])
    [start] = [
        row for row in told(comparison, "field", "before", "after", "is_certain") if row[0] == "start_reset"
    ]
    assert start[1:] == ("Event Start Date", "01/06/2024", "01/04/2025", is_certain)


def test_a_start_moved_to_another_day_makes_another_event_of_it_for_the_centre(tmp_path: Path) -> None:
    comparison = compared(tmp_path, [a_service()], [a_service(event_start_date="03/06/2024")])
    assert told(comparison, "field", "is_certain") == [("moved", "Event Start Date", "yes")]


def test_services_of_different_times_are_not_taken_for_one(tmp_path: Path) -> None:
    before = a_service(event_start_date="01/05/2025", event_end_date="01/06/2025", event_reference="S1")
    after = a_service(event_start_date="01/07/2025", event_end_date="01/08/2025", event_reference="S2")
    assert sorted(told(compared(tmp_path, [before], [after]))) == [("gone",), ("late",)]


@pytest.mark.parametrize("cost", ["100.0", "100.00"])
def test_an_amount_written_otherwise_has_not_changed(tmp_path: Path, cost: str) -> None:
    comparison = compared(tmp_path, [a_service(unit_cost="100")], [a_service(unit_cost=cost)])
    assert comparison.kinds == ()


def test_an_uplift_is_told_by_component_and_provider(tmp_path: Path) -> None:
    cost = {
        "cost_frequency_unit_type": "Weekly",
        "provider_cqc_location_id": "1-1",
        "planned_units_per_week": "",
    }
    comparison = compared(
        tmp_path, [a_service(unit_cost="200", **cost)], [a_service(unit_cost="209.00", **cost)]
    )
    of_all, of_provider = [one for one in comparison.uplifts if one.raised]
    assert (of_provider.provider, of_all.provider) == ("1-1", None)
    assert of_provider.before == 200
    assert of_provider.after == 209
    assert of_provider.per_cent == pytest.approx(4.5)


def test_a_service_in_two_rows_is_carried_on_and_its_cost_compared_across_them(tmp_path: Path) -> None:
    cost = {
        "cost_frequency_unit_type": "Weekly",
        "provider_cqc_location_id": "1-1",
        "planned_units_per_week": "",
    }
    before = a_service(unit_cost="200", **cost)
    first = a_service(unit_cost="200", event_end_date="31/03/2025", **cost)
    second = a_service(unit_cost="210", event_start_date="01/04/2025", event_reference="S1b", **cost)
    comparison = compared(tmp_path, [before], [first, second])
    assert ("carried_on", 2) in told(comparison, "this_row")
    [raised] = [one for one in comparison.uplifts if one.is_by_provider and one.raised]
    assert (raised.lines, raised.before, raised.after) == (1, 200, 210)


def test_the_earlier_part_of_a_service_whose_start_was_moved_is_known_as_such(tmp_path: Path) -> None:
    earlier = a_service(event_end_date="31/03/2025", event_reference="S1a", event_start_date="01/05/2024")
    later = a_service(event_start_date="01/04/2025")
    comparison = compared(tmp_path, [a_service()], [earlier, later])
    assert {("start_reset", 2), ("earlier_part", 1)} <= set(told(comparison, "this_row"))


def test_lines_of_one_event_are_told_apart_by_delivery_cost_and_provider(tmp_path: Path) -> None:
    at_home = {
        **MANAGED,
        "event_reference": "",
        "planned_units_per_week": "5",
        "cost_frequency_unit_type": "Hourly",
    }
    rows = [
        a_service(**{**at_home, "provider_cqc_location_id": provider, "unit_cost": cost})
        for provider, cost in (("1-1", "20"), ("1-2", "20"))
    ]
    risen = [{**row, "unit_cost": cost} for row, cost in zip(rows, ("21", "22"), strict=True)]
    comparison = compared(tmp_path, rows, risen[::-1])
    assert sorted(told(comparison, "last_row", "this_row", "after", "is_certain")) == [
        ("changed", 1, 2, "21", "yes"),
        ("changed", 2, 1, "22", "yes"),
    ]


def test_lines_of_which_several_could_be_meant_are_uncertain(tmp_path: Path) -> None:
    rows = [a_service(event_reference="", unit_cost=cost) for cost in ("20", "30")]
    risen = [a_service(event_reference="", unit_cost=cost) for cost in ("31", "21")]
    comparison = compared(tmp_path, rows, risen)
    assert sorted(told(comparison, "before", "after", "is_certain")) == [
        ("changed", "20", "21", "no"),
        ("changed", "30", "31", "no"),
    ]
    assert comparison.counts.uncertain == 2
    assert not [one for one in comparison.uplifts if one.raised], "costs of uncertain pairs are not compared"


def test_a_repeated_row_taken_out_is_one_line_fewer_not_a_service_gone(tmp_path: Path) -> None:
    assert told(compared(tmp_path, [a_service(), a_service()], [a_service()])) == [("fewer_lines",)]
    assert told(compared(tmp_path, [a_service()], [a_service(), a_service()])) == [("more_lines",)]


def test_a_person_with_another_local_identifier_is_the_same_and_told_once(tmp_path: Path) -> None:
    rows = [a_service(), an_event("review", **LATER_IN_BOTH)]
    renamed = [{**row, "la_person_unique_identifier": "M-5"} for row in rows]
    comparison = compared(tmp_path, rows, renamed)
    assert told(comparison, "after", "lines") == [("local_id", "M-5", 2)]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("", "9990000018", "nhs_number_found"),
        ("9990000018", "", "nhs_number_lost"),
        ("9990000018", "9990000026", "nhs_number"),
    ],
)
def test_a_person_with_another_nhs_number_is_the_same_and_the_numbers_are_hidden(
    tmp_path: Path, before: str, after: str, kind: str
) -> None:
    rows = ([a_service(nhs_number=before)], [a_service(nhs_number=after)])
    hidden = ["[hidden]" if number else "" for number in (before, after)]
    assert told(compared(tmp_path, *rows), "before", "after") == [(kind, *hidden)]
    assert told(compared(tmp_path, *rows, show_identifiers=True), "before", "after") == [
        (kind, before, after)
    ]


def test_a_local_identifier_given_to_somebody_else_makes_no_one_person_of_two(tmp_path: Path) -> None:
    was = a_service(nhs_number="9990000018", date_of_birth="01/02/1950")
    now = a_service(nhs_number="9990000026", date_of_birth="03/04/1960")
    assert sorted(told(compared(tmp_path, [was], [now]))) == [("gone",), ("late",)]


def test_a_detail_of_a_person_that_changed_on_several_rows_is_told_once(tmp_path: Path) -> None:
    rows = [a_service(), an_event("review", **LATER_IN_BOTH)]
    comparison = compared(tmp_path, rows, [{**row, "postcode": "QQ9 9ZZ"} for row in rows])
    assert told(comparison, "field", "before", "after", "lines") == [
        ("changed", "Postcode", "[hidden]", "[hidden]", 2)
    ]


def test_another_spelling_of_the_same_value_is_no_change_but_makes_two_events_for_the_centre(
    tmp_path: Path,
) -> None:
    old = a_service(service_type="Long Term Support - Community")
    comparison = compared(tmp_path, [old], [a_service(service_type="Long term support: Community")])
    assert told(comparison) == [("reworded",)]
    capitals = a_service(service_type="LONG TERM SUPPORT: COMMUNITY")
    assert told(compared(tmp_path, [capitals], [a_service()])) == []


def test_findings_new_and_mended_are_told_apart_from_those_that_came_and_went_with_rows(
    tmp_path: Path,
) -> None:
    faulty = {"ethnicity": "Martian"}
    gone = a_service(
        **faulty, event_reference="S3", service_component="Day support", event_end_date="01/02/2025"
    )
    last = [a_service(**faulty), gone]
    this = [
        a_service(),
        an_event("review", event_start_date="02/03/2026", event_end_date="02/03/2026", **faulty),
    ]
    [found] = [one for one in compared(tmp_path, last, this).findings if one.field == "Ethnicity"]
    assert (found.last_findings, found.this_findings) == (2, 1)
    assert (found.mended, found.left_with_line, found.new_on_line, found.new_with_line) == (1, 1, 0, 1)


def test_completeness_is_counted_then_and_now(tmp_path: Path) -> None:
    comparison = compared(tmp_path, [a_service()], [a_service(provider_cqc_location_id="")])
    [provider] = [one for one in comparison.completeness if one.field == "provider_cqc_location_id"]
    assert (provider.last_share, provider.this_share, provider.change) == (1.0, 0.5, -0.5)


def test_events_are_counted_by_month_in_both_returns(tmp_path: Path) -> None:
    review = an_event("review", event_start_date="02/03/2026", event_end_date="02/03/2026")
    [month] = [one for one in compared(tmp_path, [], [review]).months if one.event_type == "Review"]
    assert (month.month.isoformat(), month.last_events, month.this_events) == ("2026-03-01", 0, 1)


def test_rows_that_name_nobody_are_counted_and_compared_only_where_alike(tmp_path: Path) -> None:
    nobody = a_service(la_person_unique_identifier="", nhs_number="")
    changed = {**nobody, "unit_cost": "999"}
    comparison = compared(tmp_path, [nobody], [changed])
    assert comparison.kinds == ()
    assert (comparison.counts.last_without_person, comparison.counts.this_without_person) == (1, 1)
