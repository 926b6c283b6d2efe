"""Findings that are kept to be looked through are those of the check, however they are chosen."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opencld import Validation, validate
from opencld.reports.found import OTHER, KeptFindings, Sought, keep_findings, seek
from opencld.reports.rechecked import rechecked
from opencld.specification import load_specification
from tests.validation.little_returns import AS_OF, an_event, check

EXAMPLE = Path(__file__).parents[2] / "examples/faulty_return.csv"
SPECIFICATION = load_specification()


@pytest.fixture(scope="module")
def checked() -> Iterator[Validation]:
    one = validate(EXAMPLE, AS_OF)
    yield one
    one.close()


@pytest.fixture(scope="module")
def kept(checked: Validation, tmp_path_factory: pytest.TempPathFactory) -> KeptFindings:
    return keep_findings(tmp_path_factory.mktemp("kept"), checked, SPECIFICATION)


def everything(kept: KeptFindings) -> pl.DataFrame:
    """Return all findings that were kept."""
    return seek(kept, Sought(), 0, 1_000_000).rows


def test_every_finding_is_kept_in_order(checked: Validation, kept: KeptFindings) -> None:
    rows = everything(kept)
    assert rows.drop("event_type", "team").equals(checked.findings.drop("file"))
    assert set(rows["team"]) == {""}


def test_each_finding_has_the_event_type_of_its_row(tmp_path: Path) -> None:
    rows = [
        an_event("request", gender="x"),
        an_event(event_type=" service ", gender="x"),
        an_event(event_type="y"),
    ]
    one = check(tmp_path / "return.csv", rows)
    kept = keep_findings(tmp_path, one, SPECIFICATION)
    found = dict(everything(kept).select("row", "event_type").filter(pl.col("row").is_not_null()).iter_rows())
    assert found == {1: "Request", 2: "Service", 3: OTHER}
    assert kept.event_types == ("Request", "Service", OTHER)
    one.close()


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_sought_is_what_a_filter_of_all_would_give(kept: KeptFindings, data: st.DataObject) -> None:
    rows = everything(kept)
    sought = Sought(
        severity=data.draw(st.sampled_from(["", *kept.severities])),
        rule=data.draw(st.sampled_from(["", *kept.rules])),
        event_type=data.draw(st.sampled_from(["", *kept.event_types])),
        words=data.draw(st.sampled_from(["", "1", "a", "P", ".", "zzz"])),
    )
    expected = [
        row
        for row in rows.iter_rows(named=True)
        if sought.severity in ("", row["severity"])
        and sought.rule in ("", row["rule"])
        and sought.event_type in ("", row["event_type"])
        and any(
            sought.words.lower() in row[name].lower()
            for name in ("la_person_unique_identifier", "event_reference")
        )
    ]
    first, most = data.draw(st.integers(0, 50)), data.draw(st.integers(1, 50))
    found = seek(kept, sought, first, most)
    assert found.total == len(expected)
    assert found.rows.to_dicts() == expected[first : first + most]


def test_a_return_without_findings_has_nothing_to_look_through(tmp_path: Path) -> None:
    one = check(tmp_path / "return.csv", [an_event("request")])
    kept = keep_findings(tmp_path, one, SPECIFICATION)
    found = seek(kept, Sought())
    assert found.total == one.findings.height == found.rows.height
    one.close()


def test_a_check_goes_to_another_process_with_its_files(tmp_path: Path) -> None:
    one = validate(EXAMPLE, AS_OF, scratch=tmp_path, name="our return.csv")
    sent = pickle.dumps(one)
    del one
    received: Validation = pickle.loads(sent)
    assert received.summary.file == "our return.csv"
    assert set(received.findings["file"]) == {"our return.csv"}
    received.close()
    # they belong to whoever named the folder
    assert list(tmp_path.iterdir()) != []


def test_what_mending_changed_is_counted_by_rule(tmp_path: Path) -> None:
    rows = [an_event("request", gender="MALE"), an_event("request", gender="x")]
    before = check(tmp_path / "before.csv", rows)
    after = check(tmp_path / "after.csv", [{**rows[0], "gender": "Male"}, rows[1]])
    [changed] = rechecked(before.summary, after.summary, SPECIFICATION)
    assert (changed.rule.code, changed.before, changed.after, changed.change) == ("DL02", 1, 0, -1)
    assert rechecked(before.summary, before.summary, SPECIFICATION) == ()
    before.close()
    after.close()
