"""What is wrong with a file as a whole is a fault, never an exception."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.returns.little_return import HEADERS, NAMES, WasRead, a_row, csv_of, saved, some_rows


@pytest.mark.parametrize("content", [b"", b"\n\r\n", b"\xef\xbb\xbf", b"  \n\t\n", b"\0\0\0\0", b"\xff\xfe"])
def test_a_file_without_content_is_empty(tmp_path: Path, content: bytes) -> None:
    read = WasRead(saved(tmp_path, content))
    assert "empty_file" in read.names()
    assert (read.counts, read.rows) == ((0, 0), [])


@pytest.mark.parametrize("end", ["", "\n", "\r\n\r\n"])
def test_a_header_without_rows_is_named(tmp_path: Path, end: str) -> None:
    read = WasRead(saved(tmp_path, csv_of([]).rstrip("\n") + end))
    assert (read.names(), read.counts) == (["header_only"], (0, 0))


def test_a_header_without_rows_that_shows_only_at_the_end_is_named_once(tmp_path: Path) -> None:
    read = WasRead(saved(tmp_path, csv_of([]) + "\n" * 1_100_000))
    assert (read.names(), read.counts) == (["header_only"], (0, 0))


def test_rows_without_a_header_are_not_read(tmp_path: Path) -> None:
    read = WasRead(saved(tmp_path, "".join(csv_of(some_rows(3)).splitlines(keepends=True)[1:])))
    fault = read.fault("no_header")
    assert (fault.detail, fault.value, read.counts) == ({}, "", (0, 0))
    assert read.cld_return.columns is None
    assert read.cld_return.absent == NAMES


def test_a_title_above_the_header_is_not_accepted_but_the_header_is_seen(tmp_path: Path) -> None:
    read = WasRead(saved(tmp_path, "Adult social care\nQuarter 1\n\n" + csv_of(some_rows(3))))
    assert read.fault("no_header").detail == {"header_line": 4}


def test_a_file_about_something_else_has_no_header(tmp_path: Path) -> None:
    assert WasRead(saved(tmp_path, "Gender,Height\nF,160\n")).names() == ["no_header"]


def test_missing_columns_are_named_by_whether_they_are_mandatory_and_read_as_blank(tmp_path: Path) -> None:
    left_out = {"NHS Number", "Employment Status", "GP Practice Code"}
    row = {name: text for name, text in a_row().items() if HEADERS[NAMES.index(name)] not in left_out}
    read = WasRead(saved(tmp_path, csv_of([row], headers=[h for h in HEADERS if h not in left_out])))
    assert [(fault.name, fault.field) for fault in read.faults] == [
        ("missing_mandatory_column", "NHS Number"),
        ("missing_voluntary_column", "GP Practice Code"),
        ("missing_mandatory_column", "Employment Status"),
    ]
    assert read.cld_return.absent == ("nhs_number", "gp_practice_code", "employment_status")
    assert (read.rows[0]["nhs_number"], read.rows[0]["gender"]) == ("", "Female")


def test_of_a_repeated_column_the_first_is_used(tmp_path: Path) -> None:
    text = csv_of([{**a_row(), "again": "Male"}], headers=[*HEADERS, "gender "])
    read = WasRead(saved(tmp_path, text))
    fault = read.fault("repeated_column")
    assert (fault.field, fault.value, read.rows[0]["gender"]) == ("Gender", "gender", "Female")


def test_a_variant_beside_its_field_is_a_repeated_column(tmp_path: Path) -> None:
    text = csv_of([{**a_row(), "again": "1.00"}], headers=[*HEADERS, "Unit Costs"])
    read = WasRead(saved(tmp_path, text))
    assert (read.fault("repeated_column").field, read.rows[0]["unit_cost"]) == ("Unit Cost", "950.00")


def test_an_unknown_column_is_named_as_submitted(tmp_path: Path) -> None:
    text = csv_of([{**a_row(), "more": "x"}], headers=[*HEADERS, "Team Name"])
    read = WasRead(saved(tmp_path, text))
    assert (read.fault("unknown_column").field, read.counts) == ("Team Name", (1, 0))


@pytest.mark.parametrize("header", ["GP Practice Name", "PROVIDER_CQC_LOCATION_NAME"])
def test_a_dropped_column_is_named_and_ignored(tmp_path: Path, header: str) -> None:
    read = WasRead(saved(tmp_path, csv_of([{**a_row(), "more": "x"}], headers=[*HEADERS, header])))
    assert (read.names(), read.fault("dropped_column").field) == (["dropped_column"], header)
    assert read.counts == (1, 0)


def test_a_quote_left_open_in_the_header_is_named_and_the_rows_are_read(tmp_path: Path) -> None:
    read = WasRead(saved(tmp_path, '"' + csv_of(some_rows(2))))
    assert read.fault("unclosed_quote").line == 1
    assert (read.references, read.counts) == (["E1", "E2"], (2, 0))
