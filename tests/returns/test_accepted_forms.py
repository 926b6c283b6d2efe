"""What people really send is read, and `reading` says what was done."""

from __future__ import annotations

import codecs
import gzip
import io
import os
import sys
import threading
import zipfile
from pathlib import Path

import polars as pl
import pytest

from opencld.returns import delimited, fields_of_few_texts, open_return
from opencld.returns.delimited import MOST_LISTED
from opencld.returns.records import BLANKS
from tests.returns.little_return import (
    HEADERS,
    NAMES,
    SPECIFICATION,
    WasRead,
    a_row,
    csv_of,
    saved,
    some_rows,
)

ZOE = [a_row(first_name="Zoë", last_name="O\u2019Neill", event_reference="E1"), a_row(event_reference="E2")]


def test_a_clean_return_is_read_without_any_fault(tmp_path: Path) -> None:
    read = WasRead(saved(tmp_path, csv_of(some_rows(3))))
    assert [{name: row[name] for name in NAMES} for row in read.rows] == some_rows(3)
    assert (read.faults, read.cld_return.reading, read.counts) == ([], [], (3, 0))


def test_the_row_number_counts_data_rows_and_the_line_number_counts_lines(tmp_path: Path) -> None:
    rows = [a_row(event_description="two\nlines"), a_row(), a_row()]
    read = WasRead(saved(tmp_path, csv_of(rows)))
    assert [(row["row"], row["line"]) for row in read.rows] == [(1, 2), (2, 4), (3, 5)]


def test_cells_come_in_the_specifications_order_as_text_and_never_null(tmp_path: Path) -> None:
    with open_return(saved(tmp_path, csv_of(some_rows(2))), SPECIFICATION) as cld_return:
        (batch,) = cld_return.batches()
    assert batch.cells.columns == ["row", "line", *NAMES]
    listed = [name for name in NAMES if isinstance(batch.cells[name].dtype, pl.Categorical)]
    assert listed == [name for name in NAMES if name in fields_of_few_texts(SPECIFICATION)]
    assert {str(batch.cells[name].dtype) for name in NAMES if name not in listed} == {"String"}
    assert [str(batch.cells[name].dtype) for name in ("row", "line")] == ["Int64", "Int64"]
    assert batch.cells.null_count().row(0) == (0,) * batch.cells.width


def test_free_text_where_a_list_was_looked_for_is_soon_read_as_text(tmp_path: Path) -> None:
    texts = [f"A sentence of my own, number {number}" for number in range(MOST_LISTED + 2_000)]
    path = saved(tmp_path, csv_of([a_row(gender=text) for text in texts]))
    with open_return(path, SPECIFICATION, batch_bytes=1 << 20) as cld_return:
        batches = [batch.cells for batch in cld_return.batches()]
    assert str(batches[-1]["gender"].dtype) == "String"
    assert isinstance(batches[-1]["ethnicity"].dtype, pl.Categorical)
    assert [text for cells in batches for text in cells["gender"].cast(pl.String)] == texts


def test_more_texts_than_can_be_listed_at_once_are_read_as_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [str(number) for number in range(1 << 16)]
    path = saved(tmp_path, "".join(["LA Code,Gender,First Name\n", *(f"503,{text},Zoe\n" for text in texts)]))
    monkeypatch.setattr(delimited, "mend", None)  # the careful way takes ten times as long
    with open_return(path, SPECIFICATION) as cld_return:
        cells = pl.concat(batch.cells["gender"].cast(pl.String) for batch in cld_return.batches())
    assert cells.to_list() == texts


def test_a_return_can_be_read_a_second_time(tmp_path: Path) -> None:
    with open_return(saved(tmp_path, csv_of(some_rows(9))), SPECIFICATION, batch_bytes=500) as cld_return:
        passes = [[batch.cells.rows() for batch in cld_return.batches()] for _ in range(2)]
        assert passes[0] == passes[1]
        assert len(passes[0]) > 1
        assert (cld_return.rows_read, cld_return.rows_refused) == (9, 0)


def test_progress_ends_at_the_size_of_the_file(tmp_path: Path) -> None:
    path = saved(tmp_path, csv_of(some_rows(9)))
    with open_return(path, SPECIFICATION, batch_bytes=500) as cld_return:
        places = [batch.bytes_read for batch in cld_return.batches()]
        assert cld_return.size == places[-1] == path.stat().st_size
        assert places == sorted(places)


@pytest.mark.parametrize(
    ("encoding", "mark", "note"),
    [
        ("utf-8", b"", []),
        ("utf-8", codecs.BOM_UTF8, []),
        ("utf-16-le", codecs.BOM_UTF16_LE, ["Read as UTF-16."]),
        ("utf-16-be", codecs.BOM_UTF16_BE, ["Read as UTF-16."]),
        ("utf-16-le", b"", ["Read as UTF-16."]),
        ("utf-16-be", b"", ["Read as UTF-16."]),
        ("windows-1252", b"", ["Read as Windows-1252."]),
    ],
)
@pytest.mark.parametrize("batch_bytes", [333, 1 << 24])
def test_the_encodings_in_use_are_told_apart(
    tmp_path: Path, encoding: str, mark: bytes, note: list[str], batch_bytes: int
) -> None:
    read = WasRead(saved(tmp_path, mark + csv_of(ZOE).encode(encoding)), batch_bytes)
    assert (read.rows[0]["first_name"], read.rows[0]["last_name"]) == ("Zoë", "O\u2019Neill")
    assert read.cld_return.reading == note
    assert read.names() == ["not_utf8"] * len(note)
    assert read.counts == (2, 0)


def test_windows_1252_that_shows_late_is_told_at_the_end(tmp_path: Path) -> None:
    rows = [*some_rows(4000), a_row(first_name="Zoë")]
    read = WasRead(saved(tmp_path, csv_of(rows).encode("cp1252")))
    assert read.rows[-1]["first_name"] == "Zoë"
    assert read.fault("not_utf8").detail == {"encoding": "Windows-1252"}
    assert read.cld_return.reading == ["Read as Windows-1252."]
    assert [fault.name for fault in read.cld_return.end_faults] == ["not_utf8"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_read(tmp_path: Path, end: str) -> None:
    rows = [a_row(event_description='a "word", then more'), *some_rows(2)]
    read = WasRead(saved(tmp_path, csv_of(rows, end=end)))
    assert [{name: row[name] for name in NAMES} for row in read.rows] == rows
    assert [row["line"] for row in read.rows] == [2, 3, 4]
    assert bool(read.cld_return.reading) == (end == "\r")


@pytest.mark.parametrize(("delimiter", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")])
def test_other_delimiters_are_read_and_named(tmp_path: Path, delimiter: str, word: str) -> None:
    rows = [a_row(event_description=f'one{delimiter} "two"'), *some_rows(2)]
    read = WasRead(saved(tmp_path, csv_of(rows, delimiter=delimiter)))
    assert [{name: row[name] for name in NAMES} for row in read.rows] == rows
    assert read.fault("not_comma_separated").detail == {"separator": word}
    assert read.cld_return.reading == [f"Columns are separated by {word}."]


def test_a_line_that_tells_excel_the_delimiter_is_no_header(tmp_path: Path) -> None:
    read = WasRead(saved(tmp_path, "sep=;\r\n" + csv_of(some_rows(2), delimiter=";", end="\r\n")))
    assert [row["line"] for row in read.rows] == [3, 4]


def test_empty_lines_before_the_header_and_between_rows_count_as_lines_only(tmp_path: Path) -> None:
    header, first, second = csv_of(some_rows(2)).splitlines()
    read = WasRead(saved(tmp_path, f"\n\n{header}\n\n{first}\n\r\n{second}\n\n"))
    assert [(row["row"], row["line"]) for row in read.rows] == [(1, 5), (2, 7)]
    assert (read.counts, read.faults) == ((2, 0), [])


def test_a_last_line_without_line_end_is_a_row_if_it_is_whole(tmp_path: Path) -> None:
    read = WasRead(saved(tmp_path, csv_of(some_rows(3)).rstrip("\n")))
    assert (read.counts, read.faults) == ((3, 0), [])


def test_headers_may_come_in_any_order(tmp_path: Path) -> None:
    row = a_row()
    text = csv_of([{name: row[name] for name in reversed(NAMES)}], headers=HEADERS[::-1])
    read = WasRead(saved(tmp_path, text))
    assert {name: read.rows[0][name] for name in NAMES} == row
    assert read.cld_return.reading == [
        "The columns stand in another order than in the specification and were matched by their names."
    ]


def test_headers_may_differ_in_case_spaces_and_punctuation(tmp_path: Path) -> None:
    headers = [f" {header.upper().replace(' ', '_').replace(':', '')} " for header in HEADERS]
    read = WasRead(saved(tmp_path, csv_of(some_rows(1), headers=headers)))
    assert (read.references, read.faults) == (["E1"], [])
    assert read.cld_return.reading == ["48 columns are spelt otherwise, such as 'LA_CODE' for 'LA Code'."]


def test_a_variant_of_a_header_is_taken_for_its_field_and_named(tmp_path: Path) -> None:
    headers = ["Unit Cost (£)" if header == "Unit Cost" else header for header in HEADERS]
    read = WasRead(saved(tmp_path, csv_of(some_rows(1), headers=headers)))
    assert read.rows[0]["unit_cost"] == "950.00"
    assert read.cld_return.reading == ["Column 'Unit Cost (£)' was taken as 'Unit Cost'."]
    assert read.cld_return.columns is not None
    assert "unit_cost" in read.cld_return.columns.present


def test_a_header_may_run_over_two_lines(tmp_path: Path) -> None:
    text = csv_of(some_rows(1)).replace("LA Code", '"LA\nCode"', 1)
    read = WasRead(saved(tmp_path, text))
    assert [(row["line"], row["la_code"]) for row in read.rows] == [(3, "991")]


def test_columns_without_a_name_are_ignored_and_counted(tmp_path: Path) -> None:
    text = "".join(f"{line},,\n" for line in csv_of(some_rows(3)).splitlines())
    read = WasRead(saved(tmp_path, text))
    assert (read.counts, read.faults) == ((3, 0), [])
    assert read.cld_return.reading == ["2 columns without a name were ignored."]


def test_a_column_of_row_numbers_without_a_name_is_told_with_how_many_values_it_holds(tmp_path: Path) -> None:
    lines = csv_of(some_rows(3)).splitlines()
    text = "".join(f"{number or ''},{line}\n" for number, line in enumerate(lines))
    read = WasRead(saved(tmp_path, text))
    assert read.references == ["E1", "E2", "E3"]
    fault = read.fault("unknown_column")
    assert (fault.field, fault.detail) == ("Column 1, without a header", {"rows": 3})


def test_blank_values_beyond_the_header_do_not_matter_on_some_rows_or_on_all(tmp_path: Path) -> None:
    header, *lines = csv_of(some_rows(3)).splitlines()
    on_some = WasRead(saved(tmp_path, "\n".join((header, lines[0], lines[1] + ",, ,", lines[2]))))
    on_all = WasRead(saved(tmp_path, "\n".join((header, *(line + "," for line in lines), lines[0]))))
    assert (on_some.counts, on_some.faults) == ((3, 0), [])
    assert (on_all.counts, on_all.faults) == ((4, 0), [])


def test_cells_of_white_space_only_are_blank_and_others_stay_as_submitted(tmp_path: Path) -> None:
    rows = [a_row(gender=" ", dementia=" \t", postcode=" AL7 2XX "), a_row(gender="\u00a0", first_name="Zoë")]
    read = WasRead(saved(tmp_path, csv_of(rows)))
    assert [row["gender"] for row in read.rows] == ["", ""]
    assert (read.rows[0]["dementia"], read.rows[0]["postcode"]) == ("", " AL7 2XX ")


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("blank", sorted(set(BLANKS) - set("\r\n")), ids=lambda blank: f"U+{ord(blank):04X}")
def test_white_space_of_any_kind_is_blank_in_any_column(
    tmp_path: Path, blank: str, delimiter: str, quote: str
) -> None:
    if blank == delimiter and not quote:
        return
    text, places = quote + blank + quote, (0, 20, len(HEADERS) - 1)
    blank_in = [[text if number == place else "x" for number in range(len(HEADERS))] for place in places]
    lines = [delimiter.join(row) for row in (HEADERS, "y" * len(HEADERS), *blank_in)]
    first, *rows = WasRead(saved(tmp_path, "\n".join(lines) + "\n")).rows
    assert {first[name] for name in NAMES} == {"y"}
    for place, row in zip(places, rows, strict=True):
        assert [name for name in NAMES if row[name] != "x"] == [NAMES[place]]
        assert row[NAMES[place]] == ""


def test_a_gzip_file_is_read_twice_and_its_progress_is_that_of_the_packed_bytes(tmp_path: Path) -> None:
    path = saved(tmp_path, gzip.compress(csv_of(some_rows(50)).encode()), "return.csv.gz")
    with open_return(path, SPECIFICATION, batch_bytes=2000) as cld_return:
        for _ in range(2):
            *_, last = cld_return.batches()
            assert cld_return.rows_read == 50
        assert last.bytes_read == cld_return.size == path.stat().st_size


def test_a_zip_file_with_one_csv_is_read_whatever_else_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "return.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("notes.txt", "none")
        archive.writestr("folder/Return.CSV", csv_of(some_rows(5)))
        archive.writestr("__MACOSX/folder/._Return.csv", b"\0\0")
    read = WasRead(path, 1000)
    assert (read.counts, read.cld_return.name) == ((5, 0), "return.zip")


def test_a_packed_file_is_known_by_its_content_not_its_name(tmp_path: Path) -> None:
    read = WasRead(saved(tmp_path, gzip.compress(csv_of(some_rows(5)).encode()), "return.csv"))
    assert read.counts == (5, 0)


def test_standard_input_is_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(csv_of(some_rows(5)).encode())))
    with open_return("-", SPECIFICATION, batch_bytes=900) as cld_return:
        assert (cld_return.name, cld_return.size) == ("standard input", None)
        for _ in range(2):
            assert sum(batch.cells.height for batch in cld_return.batches()) == 5


def test_packed_standard_input_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress(csv_of(some_rows(5)).encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(packed)))
    assert WasRead("-").counts == (5, 0)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in the file system")
def test_a_named_pipe_is_read_as_standard_input_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(csv_of(some_rows(5)),))
    writer.start()
    read = WasRead(pipe)
    writer.join()
    assert (read.counts, read.cld_return.size) == ((5, 0), None)
