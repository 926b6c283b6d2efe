"""Checking a whole return: periods, batches, summary, and the Python interface."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import opencld
from opencld.errors import CannotRead
from opencld.returns import open_return
from opencld.validation import checking, judging, one_pass, rows_read
from opencld.validation.findings import Findings, write_findings
from tests.validation.little_returns import AS_OF, an_event, check, write_return

EXAMPLE = Path(__file__).parents[2] / "examples/faulty_return.csv"


def events(count: int, **cells: str) -> list[dict[str, str]]:
    """Distinct people's requests, one in each month of the period."""
    day = "15/{:02}/{}".format
    ends = [day(month, 2025) for month in range(4, 13)] + [day(month, 2026) for month in range(1, 4)]
    return [
        an_event(
            "request",
            **{
                "event_reference": f"R{n}",
                "la_person_unique_identifier": f"P{n}",
                "nhs_number": "",
                # no commas, so that the tests may cut lines at them
                "ethnicity": "White: Irish",
                "event_outcome": "NFA: Other",
                "event_start_date": ends[n % 12],
                "event_end_date": ends[n % 12],
                **cells,
            },
        )
        for n in range(count)
    ]


def test_a_summary_says_what_is_in_the_return(tmp_path: Path) -> None:
    summary = check(
        tmp_path / "return.csv", [an_event("request"), an_event("service"), an_event("carer")]
    ).summary
    assert (summary.rows_read, summary.rows_refused, summary.people) == (3, 0, 2)
    assert summary.events == {"Request": 1, "Service": 1, "Assessment": 1}
    assert summary.la_codes == {"503": 3}
    assert summary.stated_period == (date(2025, 4, 1), date(2026, 3, 31))
    assert summary.derived_period == (date(2025, 6, 1), date(2025, 6, 30))
    assert summary.is_accepted


@pytest.mark.parametrize("most_in_memory", [0, 100, 1_000_000], ids=["on disk", "later on disk", "in memory"])
def test_the_result_does_not_hang_on_how_the_file_is_cut_into_batches_nor_on_where_rows_wait(
    monkeypatch: pytest.MonkeyPatch, most_in_memory: int
) -> None:
    whole = opencld.validate(EXAMPLE, AS_OF)
    monkeypatch.setattr(checking, "open_return", partial(open_return, batch_bytes=5000))
    monkeypatch.setattr(judging, "ROWS_JUDGED_TOGETHER", 40)
    monkeypatch.setattr(one_pass, "ENOUGH_TO_WORD", 5)
    monkeypatch.setattr(rows_read, "MOST_IN_MEMORY", most_in_memory)
    in_pieces = opencld.validate(EXAMPLE, AS_OF)
    assert in_pieces.findings.equals(whole.findings)
    assert in_pieces.summary == whole.summary


def test_the_period_is_the_one_that_most_rows_state_even_if_the_first_batch_states_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = {"reporting_period_start_date": "01/01/2025", "reporting_period_end_date": "31/12/2025"}
    rows = [*events(5, **odd), *events(60)[5:]]
    monkeypatch.setattr(checking, "open_return", partial(open_return, batch_bytes=900))
    validation = check(tmp_path / "return.csv", rows)
    assert validation.summary.stated_period == (date(2025, 4, 1), date(2026, 3, 31))
    found = validation.findings.filter(pl.col("rule") != "MA03")
    assert found.select("rule", "row").rows() == [("RP01", row) for row in range(1, 6)]


def test_rows_that_cannot_be_split_are_refused_and_hide_no_others(tmp_path: Path) -> None:
    source = write_return(tmp_path / "return.csv", events(3))
    lines = source.read_text(encoding="utf-8").splitlines()
    lines[2] = ",".join(lines[2].split(",")[:30])
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    validation = opencld.validate(source, AS_OF)
    assert (validation.summary.rows_read, validation.summary.rows_refused) == (2, 1)
    [refused] = validation.findings.filter(pl.col("rule") == "FI14").to_dicts()
    assert (refused["row"], refused["line"]) == (2, 3)
    assert "30 values instead of 48" in refused["message"]


def test_a_missing_mandatory_column_rejects_the_file_and_is_not_reported_again_on_every_row(
    tmp_path: Path,
) -> None:
    source = write_return(tmp_path / "return.csv", events(3))
    lines = [line.split(",") for line in source.read_text(encoding="utf-8").splitlines()]
    place = lines[0].index("Gender")
    source.write_text(
        "\n".join(",".join(line[:place] + line[place + 1 :]) for line in lines), encoding="utf-8"
    )
    validation = opencld.validate(source, AS_OF)
    assert not validation.summary.is_accepted
    assert validation.findings.filter(pl.col("field") == "Gender")["rule"].to_list() == ["FI04"]


def test_dropped_columns_reject_only_from_october_2025(tmp_path: Path) -> None:
    source = write_return(tmp_path / "return.csv", events(1))
    header, row = source.read_text(encoding="utf-8").splitlines()
    source.write_text(f"{header},GP Practice Name\n{row},The Surgery\n", encoding="utf-8")
    assert not opencld.validate(source, date(2025, 10, 1)).summary.is_accepted
    before = opencld.validate(source, date(2025, 9, 30))
    assert before.summary.is_accepted
    assert "FI09" in before.findings["rule"].to_list()


def test_a_return_that_is_wholly_of_release_1_is_still_judged_by_what_its_values_mean(tmp_path: Path) -> None:
    row = an_event(
        "service", client_type="Service User", service_type="Long Term Support: Community", unit_cost=""
    )
    found = check(tmp_path / "return.csv", [row]).findings
    assert found.filter(pl.col("rule") == "DL01")["field"].to_list() == ["Client Type", "Service Type"]
    assert found.filter(pl.col("rule") == "MA02")["field"].to_list() == ["Unit Cost"]


def test_findings_come_in_the_order_of_rows_with_those_about_the_file_first(tmp_path: Path) -> None:
    found = check(tmp_path / "return.csv", [an_event(gender="F"), an_event(gender="M")]).findings
    rows = found["row"].to_list()
    assert rows == sorted(rows, key=lambda row: (row is not None, row or 0))
    assert rows[0] is None


def test_findings_can_be_read_until_the_validation_is_closed(tmp_path: Path) -> None:
    validation = check(tmp_path / "return.csv", [an_event(gender="F")])
    assert validation.findings.height
    validation.close()
    validation.close()


def test_findings_are_written_by_the_ending_of_the_name(tmp_path: Path) -> None:
    validation = check(tmp_path / "return.csv", [an_event(gender="F")])
    for ending in ("csv", "parquet", "json"):
        validation.write_findings(tmp_path / f"findings.{ending}")
    assert pl.read_parquet(tmp_path / "findings.parquet").equals(validation.findings)


def test_findings_from_memory_and_from_working_files_are_written_alike(tmp_path: Path) -> None:
    rows = [an_event(gender="F", event_reference="Rénée"), an_event(event_start_date="31/02/2025")]
    validation = check(tmp_path / "return.csv", rows)
    for name, findings in {"some": validation.kept_findings, "none": Findings(tmp_path)}.items():
        returns = [(name, findings), ("again", findings)]
        written = []
        for place in ("memory", "files"):
            assert findings.are_few == (place == "memory")
            write_findings(tmp_path / "findings.parquet", returns, memory_mb=500)
            written.append(pl.read_parquet(tmp_path / "findings.parquet"))
            findings.parts += 1  # as if there had been more
        assert_frame_equal(*written)
        assert written[0].is_empty() == (name == "none")


def test_a_file_that_is_not_there_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match=r"missing\.csv"):
        opencld.validate(tmp_path / "missing.csv")


def test_a_column_of_free_text_in_place_of_listed_values_is_reported_cell_by_cell(tmp_path: Path) -> None:
    rows = [row | {"service_component": f"Something {n}"} for n, row in enumerate(events(300))]
    found = check(tmp_path / "return.csv", rows).findings
    assert found.filter(pl.col("rule") == "DL03").height == 300


@pytest.mark.parametrize("shown", [False, True])
def test_only_personal_values_are_hidden(tmp_path: Path, shown: bool) -> None:
    row = an_event("carer", date_of_birth="30/11/2040", adult_1_linked_person_id="P2001", gender="male")
    found = check(tmp_path / "return.csv", [row], show_identifiers=shown).findings
    values = {finding["rule"]: (finding["value"], finding["message"]) for finding in found.to_dicts()}
    assert values["DL02"][0] == "male"
    assert values["AG01"][0] == ("30/11/2040" if shown else "[hidden]")
    assert ("30/11/2040" in values["AG01"][1]) == shown
    assert values["CA03"][0] == ("P2001" if shown else "[hidden]")
    assert found["la_person_unique_identifier"].drop_nulls().to_list()[-1] == "P2001"
