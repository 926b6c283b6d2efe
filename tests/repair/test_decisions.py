"""The file of decisions: drafted with counts and nearest values, edited by a person, read back strictly."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from opencld.errors import CannotRead, Misused
from opencld.repair import check_for_repair, read_decisions, undecided, write_draft
from tests.validation.little_returns import AS_OF, SPECIFICATION, an_event, write_return


def decisions_from(path: Path, *lines: str) -> Path:
    """Write a file of decisions."""
    path.write_text("\n".join(["field,value,new value,rows", *lines]) + "\n", encoding="utf-8")
    return path


def test_a_draft_has_each_value_with_its_rows_and_the_nearest_values(tmp_path: Path) -> None:
    rows = [
        an_event("service", service_component="Home suport", dementia="Suspected"),
        an_event(
            "service", service_component="Home suport", event_start_date="45839", nhs_number="9990000108"
        ),
        an_event("service", gender="FEMALE", date_of_death="NULL"),
    ]
    path = write_return(tmp_path / "return.csv", rows)
    draft = tmp_path / "decisions.csv"
    write_draft(draft, undecided(check_for_repair(path, AS_OF)), SPECIFICATION)
    with draft.open(encoding="utf-8-sig", newline="") as file:
        lines = [tuple(line.values())[:5] for line in csv.DictReader(file)]
    by_field = {field: (value, new, rows, nearest) for field, value, new, rows, nearest in lines}
    assert set(by_field) == {"Dementia", "Date of Death", "Event Start Date", "Service Component"}
    assert by_field["Date of Death"] == ("NULL", "", "1", "")
    assert by_field["Event Start Date"] == ("45839", "", "1", "01/07/2025")
    value, new, rows_with_it, nearest = by_field["Service Component"]
    assert (value, new, rows_with_it) == ("Home suport", "", "2")
    assert nearest.startswith("Home support")
    assert set(by_field["Dementia"][3].split(" | ")) == set(SPECIFICATION.defined_lists["dementia"])


def test_a_draft_that_nobody_has_filled_in_decides_nothing(tmp_path: Path) -> None:
    path = decisions_from(tmp_path / "d.csv", "Gender,F,,3", "Gender,M,  ,2")
    assert read_decisions(path, SPECIFICATION) == ()


def test_decisions_are_read_whatever_the_spelling_of_the_field(tmp_path: Path) -> None:
    path = decisions_from(
        tmp_path / "d.csv", "gender,F,Female,3", "event_end_date,NULL,(blank),1", "", "GENDER,F,Female,"
    )
    decisions = read_decisions(path, SPECIFICATION)
    assert [(one.field, one.value, one.new_value) for one in decisions] == [
        ("Gender", "F", "Female"),
        ("Event End Date", "NULL", ""),
    ]
    assert decisions[0].why == "Decided in d.csv, line 2"


def test_a_file_that_excel_saved_with_semicolons_is_read(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_bytes("\ufefffield;value;new value\r\nEthnicity;White;White: Irish\r\n".encode())
    assert read_decisions(path, SPECIFICATION)[0].new_value == "White: Irish"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            ["Gender,F,Female,", "Gender,F,Male,"],
            r"line 3: this value of Gender has another answer on line 2",
        ),
        (["Sex,F,Female,"], r"line 2: there is no field 'Sex'"),
        (["Gender,F,female,"], r"line 2: the new value is no value of Gender"),
        (["Event Start Date,soon,2025-04-01,"], r"the new value is no value of Event Start Date"),
    ],
)
def test_decisions_that_cannot_be_right_are_refused_with_their_line(
    lines: list[str], message: str, tmp_path: Path
) -> None:
    with pytest.raises(Misused, match=message):
        read_decisions(decisions_from(tmp_path / "d.csv", *lines), SPECIFICATION)


def test_a_file_without_the_columns_and_a_file_that_is_not_there_are_refused(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("field,old,new\n", encoding="utf-8")
    with pytest.raises(Misused, match="has no column value and no column new value"):
        read_decisions(tmp_path / "d.csv", SPECIFICATION)
    with pytest.raises(CannotRead, match="cannot be read"):
        read_decisions(tmp_path / "nothing.csv", SPECIFICATION)
