"""A bad row is refused and named by its row and line; the rows around it are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.returns.little_return import WIDTH, WasRead, a_row, csv_of, line_of, saved, some_rows

HEADER, *LINES = csv_of(some_rows(5)).splitlines(keepends=True)


def with_line(folder: Path, line: str | bytes, batch_bytes: int | None = None) -> WasRead:
    """Read a return of five rows with a line put between the second and the third."""
    extra = line if isinstance(line, bytes) else line.encode()
    parts = [
        HEADER.encode(),
        *(text.encode() for text in LINES[:2]),
        extra,
        *(text.encode() for text in LINES[2:]),
    ]
    return WasRead(saved(folder, b"".join(parts)), batch_bytes)


@pytest.mark.parametrize("batch_bytes", [50, None])
@pytest.mark.parametrize(
    ("line", "name", "found"),
    [
        (",".join("x" * (WIDTH - 1)) + "\n", "too_few_values", WIDTH - 1),
        ("just one value\r\n", "too_few_values", 1),
        (",".join("x" * (WIDTH + 2)) + "\n", "too_many_values", WIDTH + 2),
        (",".join("x" * WIDTH) + ",,y\r\n", "too_many_values", WIDTH + 2),
    ],
)
def test_a_row_with_another_number_of_values_is_refused(
    tmp_path: Path, line: str, name: str, found: int, batch_bytes: int | None
) -> None:
    read = with_line(tmp_path, line, batch_bytes)
    fault = read.fault(name)
    assert (fault.row, fault.line, fault.detail) == (3, 4, {"expected": WIDTH, "found": found})
    assert (read.references, read.counts) == (["E1", "E2", "E3", "E4", "E5"], (5, 1))
    assert [row["row"] for row in read.rows] == [1, 2, 4, 5, 6]


def test_rows_too_long_are_refused_where_most_rows_have_blank_values_beyond_the_header(
    tmp_path: Path,
) -> None:
    text = HEADER + "".join(line.replace("\n", ",,\n") for line in LINES) + LINES[0].replace("\n", ",note,\n")
    read = WasRead(saved(tmp_path, text))
    fault = read.fault("too_many_values")
    assert (fault.row, fault.line, fault.detail) == (6, 7, {"expected": WIDTH, "found": WIDTH + 2})
    assert read.counts == (5, 1)


@pytest.mark.parametrize(
    "line", ["," * (WIDTH - 1) + "\n", " , ," + "," * (WIDTH - 3) + "\r\n", ",,,\n", '"",""\n', "   \n"]
)
@pytest.mark.parametrize("batch_bytes", [50, None])
def test_a_line_of_delimiters_only_is_a_blank_row(tmp_path: Path, line: str, batch_bytes: int | None) -> None:
    read = with_line(tmp_path, line, batch_bytes)
    assert (read.fault("blank_row").row, read.fault("blank_row").line) == (3, 4)
    assert (len(read.faults), read.counts) == (1, (5, 1))


def test_a_header_repeated_among_the_rows_is_refused(tmp_path: Path) -> None:
    read = with_line(tmp_path, HEADER)
    fault = read.fault("header_repeated_in_data")
    assert (fault.row, fault.line, read.counts) == (3, 4, (5, 1))


@pytest.mark.parametrize("cut", [1, 5, 12])
def test_a_last_line_that_ends_inside_a_row_is_truncated(tmp_path: Path, cut: int) -> None:
    text = "".join((HEADER, *LINES))
    read = WasRead(saved(tmp_path, text[: -len(LINES[-1]) + cut * 6]))
    fault = read.fault("truncated_last_line")
    assert (fault.row, fault.line, fault.detail["expected"]) == (5, 6, WIDTH)
    assert (len(read.faults), read.counts) == (1, (4, 1))


def test_a_last_line_cut_inside_quotes_is_truncated_too(tmp_path: Path) -> None:
    text = "".join((HEADER, *LINES))
    read = WasRead(saved(tmp_path, text[: text.rindex("Scottish")]))
    assert read.names() == ["truncated_last_line"]
    assert read.counts == (4, 1)


def test_nul_bytes_are_taken_out_and_the_row_is_kept(tmp_path: Path) -> None:
    read = with_line(tmp_path, line_of(list(a_row(first_name="No\0or", gender="\0").values())))
    fault = read.fault("nul_bytes")
    assert (fault.row, fault.line, len(read.faults)) == (3, 4, 1)
    assert (read.rows[2]["first_name"], read.rows[2]["gender"], read.counts) == ("Noor", "", (6, 0))


def test_nul_bytes_in_the_header_are_taken_out(tmp_path: Path) -> None:
    read = WasRead(saved(tmp_path, HEADER.replace("Gender", "Gen\0der") + LINES[0]))
    fault = read.fault("nul_bytes")
    assert (fault.row, fault.line, len(read.faults), read.counts) == (None, 1, 1, (1, 0))


def test_a_line_of_nul_bytes_only_is_no_row(tmp_path: Path) -> None:
    read = with_line(tmp_path, b"\0\0\0\n")
    fault = read.fault("nul_bytes")
    assert (fault.row, fault.line, read.counts) == (None, 4, (5, 0))


@pytest.mark.parametrize("batch_bytes", [50, None])
def test_bytes_that_are_no_utf_8_are_replaced_and_the_row_is_kept(
    tmp_path: Path, batch_bytes: int | None
) -> None:
    lines = "".join(line_of(list(a_row(first_name="Zoë").values())) for _ in range(2)).encode()
    read = with_line(
        tmp_path,
        lines + line_of(list(a_row(first_name="Zo?").values())).encode().replace(b"?", b"\xeb"),
        batch_bytes,
    )
    fault = read.fault("undecodable_bytes")
    assert (fault.row, fault.line, len(read.faults)) == (5, 6, 1)
    assert ([row["first_name"] for row in read.rows[2:5]], read.counts) == (
        ["Zoë", "Zoë", "Zo\ufffd"],
        (8, 0),
    )


def test_bytes_that_windows_1252_does_not_know_are_replaced(tmp_path: Path) -> None:
    line = line_of(list(a_row(first_name="Zo?", last_name="!").values())).encode()
    read = with_line(tmp_path, line.replace(b"?", b"\xeb").replace(b"!", b"\x81"))
    assert (read.fault("undecodable_bytes").row, read.rows[2]["first_name"]) == (3, "Zoë")
    assert read.rows[2]["last_name"] == "\ufffd"


def test_half_a_character_in_utf_16_is_replaced(tmp_path: Path) -> None:
    text = csv_of(some_rows(3)).encode("utf-16-le").replace("E2".encode("utf-16-le"), b"E\0\x00\xd8")
    read = WasRead(saved(tmp_path, b"\xff\xfe" + text))
    assert (read.fault("undecodable_bytes").row, read.references) == (2, ["E1", "E\ufffd", "E3"])


def test_a_fault_within_a_row_on_several_lines_names_the_row_and_its_own_line(tmp_path: Path) -> None:
    read = with_line(tmp_path, line_of(list(a_row(event_description="one\ntwo\0\nthree").values())))
    fault = read.fault("nul_bytes")
    assert (fault.row, fault.line, read.rows[2]["event_description"]) == (3, 5, "one\ntwo\nthree")


def test_faults_of_a_batch_come_in_the_order_of_their_lines(tmp_path: Path) -> None:
    read = WasRead(saved(tmp_path, HEADER + ",,\nx\n" + LINES[0] + "," * (WIDTH - 1) + "\ny\0\n"))
    assert [fault.line for fault in read.faults] == [2, 3, 5, 6, 6]
