"""Rules across rows look only at candidates, and find what they would find if they looked at every row."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from opencld import validate
from opencld.validation import across_rows, candidates
from opencld.validation.cells import as_compared
from tests.validation.little_returns import AS_OF, SPECIFICATION, an_event, check, write_return

persons = st.sampled_from(["P1", "p1 ", "P2", "P3", "9990000115", "9990000123", ""])
numbers = st.sampled_from(["9990000115", "9990000123", "9990000131", "999", "", ""])
# few values of each, so that rows often have much in common
CELLS: Mapping[str, st.SearchStrategy[str]] = {
    "la_person_unique_identifier": persons,
    "nhs_number": numbers,
    "event_reference": st.sampled_from(["R1", "R2", "9990000115", ""]),
    "date_of_birth": st.sampled_from(["14/06/1948", "14/06/1949", "1948", ""]),
    "date_of_death": st.sampled_from(["", "", "01/12/2025", "02/12/2025"]),
    "gender": st.sampled_from(["Male", "male", "Female", "Unknown"]),
    "ethnicity": st.sampled_from(["White: Irish", "White: Roma", "No data: Refused"]),
    "event_description": st.sampled_from(["", "Conversation 1"]),
    "adult_1_linked_person_id": persons,
    "adult_2_linked_person_id": persons,
    "unit_cost": st.sampled_from(["", "20", "25.00"]),
}
rows = st.lists(
    st.tuples(
        st.sampled_from(["request", "assessment", "carer", "service", "review"]), st.fixed_dictionaries(CELLS)
    ),
    min_size=1,
    max_size=12,
)
# without the search for a smaller example, which would take minutes
OFTEN = settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


def every_row(rows: pl.LazyFrame, *_tables: object) -> pl.Series:
    """Take every row for a candidate."""
    return rows.select("row").collect().to_series()


def every_repeat(rows: pl.LazyFrame) -> dict[str, pl.DataFrame]:
    """Take every row for one that shares each of its fingerprints."""
    tables = {**candidates.REPEATS, "repeated_rows": "row_hash"}
    return {table: rows.select("row", column).drop_nulls().collect() for table, column in tables.items()}


def every_link(links: pl.DataFrame, _people: pl.DataFrame) -> pl.DataFrame:
    """Take every link for a doubtful one."""
    return links.drop("is_joint").with_columns(linked_id=as_compared("value"))


@pytest.mark.needs_more
@OFTEN
@given(rows)
def test_looking_at_every_row_finds_nothing_more(rows: list[tuple[str, dict[str, str]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_return(Path(folder) / "return.csv", [an_event(a, **cells) for a, cells in rows])
        found = validate(path, AS_OF, with_field_results=False, specification=SPECIFICATION)
        with (
            patch.object(candidates, "among", every_row),
            patch.object(candidates, "doubtful_links_in", every_link),
            patch.object(candidates, "repeats_in", every_repeat),
        ):
            among_all = validate(path, AS_OF, with_field_results=False, specification=SPECIFICATION)
    assert found.findings.equals(among_all.findings)
    assert found.summary == among_all.summary


def test_findings_are_the_same_however_few_rows_are_told_at_a_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rows = [
        *(an_event("request") for _ in range(5)),
        *(an_event("service", event_reference=f"S{n}") for n in range(4)),
    ]
    at_once = check(tmp_path / "at_once.csv", rows).findings
    monkeypatch.setattr(across_rows, "TOLD_TOGETHER", 2)
    some_at_a_time = check(tmp_path / "some.csv", rows).findings
    assert at_once.filter(pl.col("rule") == "AC01")["row"].to_list() == [2, 3, 4, 5]
    assert some_at_a_time.drop("file").equals(at_once.drop("file"))


def test_a_rule_may_look_at_every_row_of_the_return(tmp_path: Path) -> None:
    [rule] = [rule for rule in SPECIFICATION.rules if rule.query and rule.code == "AC01"]
    own = rule._replace(query="SELECT 2 AS row, count(*) AS other_row FROM events")
    others = [other for other in SPECIFICATION.rules if other.code != "AC01"]
    specification = replace(SPECIFICATION, rules=(*others, own))
    validation = check(
        tmp_path / "return.csv",
        [an_event("request"), an_event("assessment"), an_event("review")],
        specification=specification,
    )
    found = validation.findings.filter(pl.col("rule") == "AC01")
    assert found["row"].to_list() == [2]
    assert "row 3" in found["message"].item()


def test_a_rule_may_look_at_every_row_and_at_candidates(tmp_path: Path) -> None:
    [rule] = [rule for rule in SPECIFICATION.rules if rule.query and rule.code == "AC01"]
    query = "SELECT min(c.row) AS row, count(*) AS other_row FROM events AS e JOIN candidates AS c ON c.row = e.row"
    own = rule._replace(query=query)
    assert across_rows.reads_candidates(own), "so that it is not asked before there are any"
    others = [other for other in SPECIFICATION.rules if other.code != "AC01"]
    specification = replace(SPECIFICATION, rules=(*others, own))
    same = [an_event("request"), an_event("request"), an_event("review")]
    validation = check(tmp_path / "return.csv", same, specification=specification)
    found = validation.findings.filter(pl.col("rule") == "AC01")
    assert found["row"].to_list() == [1]


keys = st.none() | st.integers(1, 4)


@given(st.lists(st.tuples(keys, keys), min_size=1, max_size=12))
def test_a_number_is_shared_if_persons_of_different_identifiers_have_it(
    held: list[tuple[int | None, ...]],
) -> None:
    schema = {"nhs_key": pl.Int64, "person_key": pl.UInt64}
    rows = pl.DataFrame(held, schema=schema, orient="row")
    people = (
        rows.drop_nulls("person_key")
        .group_by("person_key")
        .agg(
            pl.col("nhs_key").min().alias("least nhs_key"), pl.col("nhs_key").max().alias("greatest nhs_key")
        )
    )
    found = dict(candidates.numbers_in(rows.lazy(), people).rows())
    numbers = {number for number, _ in held if number}
    holders = {number: {person for one, person in held if one == number and person} for number in numbers}
    assert found == {number: len(holders[number]) > 1 for number in numbers}


def test_a_rule_may_look_at_every_row_while_sense_checks_do(tmp_path: Path) -> None:
    [rule] = [rule for rule in SPECIFICATION.rules if rule.query and rule.code == "AC01"]
    own = rule._replace(query="SELECT min(row) AS row, count(delivery_mechanism) AS other_row FROM events")
    others = [other for other in SPECIFICATION.rules if other.code != "AC01"]
    specification = replace(SPECIFICATION, rules=(*others, own))
    path = write_return(tmp_path / "return.csv", [an_event("service"), an_event("review")])
    validation = validate(path, AS_OF, specification=specification, with_sense_checks=True)
    assert validation.findings.filter(pl.col("rule") == "AC01")["row"].to_list() == [1]
    assert validation.sense_checks
