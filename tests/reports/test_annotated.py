"""The annotated return: the return as it was, and one more column."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opencld import validate
from opencld.errors import CannotWrite, Misused
from opencld.reports.annotated import annotated, annotated_meanwhile, write_annotated
from opencld.second_process import SecondProcess
from tests.returns.hard_text import delimiters, line_ends, pieces_of_text, quotings
from tests.returns.little_return import HEADERS, csv_of, saved, some_rows
from tests.returns.test_original import PLACES, original_of, places_read_slowly
from tests.validation.little_returns import AS_OF, an_event, write_return

OFTEN = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
texts = st.dictionaries(
    st.integers(1, 12), st.text(st.sampled_from(["a", '"', ",", ";", "\n", "=", "é"]), min_size=1, max_size=6)
)


def without_last_column(content: bytes, body: bytes, delimiter: bytes, width: int) -> bytes:
    """Strip from each row of the annotated body the one cell that it has beyond the body's own bytes."""
    cell = re.compile(re.escape(delimiter) + rb'("(?:[^"]|"")*")?(?=\r?(?:\n|\Z))')
    stripped, at = b"", 0
    for start, end in places_read_slowly(body, delimiter, width):
        between = start - len(stripped)
        stripped += content[at : at + between]
        at += between
        line = body[start:end]
        own = line.removesuffix(b"\n").removesuffix(b"\r")
        assert content[at : at + len(own)] == own
        added = cell.match(content, at + len(own))
        assert added, f"no cell after {own!r}"
        rest = line[len(own) :]
        assert content[added.end() : added.end() + len(rest)] == rest
        stripped += line
        at = added.end() + len(rest)
    return stripped + content[at:]


@OFTEN
@given(st.data(), texts, delimiters, line_ends, st.integers(2, 4))
def test_without_the_last_column_it_is_the_return_byte_for_byte(
    data: st.DataObject, found: dict[int, str], delimiter: str, end: str, width: int
) -> None:
    header = delimiter.join(HEADERS[place] for place in PLACES[:width])
    body = data.draw(pieces_of_text(delimiter, end)).encode()
    with tempfile.TemporaryDirectory() as folder:
        original = original_of(saved(Path(folder), (header + end).encode() + body))
        content = b"".join(annotated(original, iter(sorted(found.items()))))
    first, rest = content.split(b"\n", 1)
    assert re.fullmatch(
        re.escape(header.encode()) + re.escape(delimiter.encode()) + rb'+"Findings"\r?', first
    )
    assert without_last_column(rest, body, delimiter.encode(), width) == body


@OFTEN
@given(
    st.lists(st.text(st.sampled_from(["a", '"', ",", "\n", " ", "é", "="]), max_size=8), max_size=12),
    texts,
    quotings,
)
def test_pythons_csv_module_reads_the_same_cells_and_the_texts_after_them(
    descriptions: list[str], found: dict[int, str], quoting: Literal[0, 1]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "return.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=quoting)
            writer.writerow(HEADERS)
            writer.writerows([text, *["x"] * (len(HEADERS) - 1)] for text in descriptions)
        content = b"".join(annotated(original_of(path), iter(sorted(found.items()))))
    _, *rows = csv.reader(io.StringIO(content.decode(), newline=""))
    assert [row[0] for row in rows] == descriptions
    assert [row[len(HEADERS)] for row in rows] == [
        " ".join(found.get(number, "").splitlines()) for number in range(1, len(descriptions) + 1)
    ]


def annotate(path: Path) -> list[list[str]]:
    """Check a return and read its annotated copy."""
    target = path.with_name("annotated.csv")
    write_annotated(target, validate(path, AS_OF))
    with target.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_each_row_has_its_findings_in_short_with_suggestions_and_hidden_personal_values(
    tmp_path: Path,
) -> None:
    rows = [an_event("request"), an_event("service", gender="FEMALE", nhs_number="9990000108")]
    header, clean, faulty = annotate(write_return(tmp_path / "return.csv", rows))
    assert header[-1] == "Findings"
    assert clean[-1] == ""
    assert "DL02 error, Gender: `FEMALE` differs from the defined list" in faulty[-1]
    assert "Suggestion: Female (safe) | NN05 error, NHS Number: The check digit of [hidden]" in faulty[-1]
    assert "9990000108" not in faulty[-1]
    assert "9990000108" in faulty


def test_refused_rows_are_annotated_as_well(tmp_path: Path) -> None:
    path = write_return(tmp_path / "return.csv", [an_event("request")])
    path.write_bytes(path.read_bytes() + b"503,01/04/2025\r\n" + b"," * 47 + b"\r\n")
    _, _, short, blank = annotate(path)
    assert short[:2] == ["503", "01/04/2025"]
    assert short[2].startswith("FI14 error: The row has 2 values")
    assert blank[48].startswith("FI16 error")


def test_where_rows_end_in_more_commas_than_the_header_the_title_stands_above_the_findings(
    tmp_path: Path,
) -> None:
    lines = csv_of(some_rows(3)).splitlines()
    path = saved(tmp_path, "\n".join([lines[0], *(line + ",," for line in lines[1:])]) + "\n")
    header, *rows = annotate(path)
    assert {len(row) for row in rows} == {len(header)} == {51}


def test_a_workbook_is_refused_with_what_to_do_instead(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "return.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADERS)
        sheet.write_row(1, 0, some_rows(1)[0].values())
    with pytest.raises(Misused, match="is a workbook, or has no header"):
        write_annotated(tmp_path / "annotated.csv", validate(path, AS_OF))
    assert not (tmp_path / "annotated.csv").exists()


@pytest.mark.usefixtures("any_return_is_large")
@pytest.mark.parametrize("dies", [False, True])
def test_a_second_process_writes_the_same_and_may_die(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, dies: bool
) -> None:
    answers: list[object] = []
    do = SecondProcess.do

    def noted(self: SecondProcess, piece: object) -> object:
        if dies:
            self.kill()
        answers.append(do(self, piece))
        return answers[-1]

    path = write_return(tmp_path / "return.csv", [an_event(gender="Unheard of"), an_event()])
    validation = validate(path, AS_OF)
    write_annotated(tmp_path / "alone.csv", validation)
    monkeypatch.setattr(SecondProcess, "do", noted)
    done: list[str] = []
    with annotated_meanwhile(tmp_path / "beside.csv", validation):
        done.append("something else")
    assert done == ["something else"]
    assert answers == ([] if dies else [None])
    assert (tmp_path / "beside.csv").read_bytes() == (tmp_path / "alone.csv").read_bytes()
    assert b"DL03" in (tmp_path / "beside.csv").read_bytes()


@pytest.mark.usefixtures("any_return_is_large")
def test_what_goes_wrong_in_the_second_process_is_told(tmp_path: Path) -> None:
    validation = validate(write_return(tmp_path / "return.csv", [an_event()]), AS_OF)
    with pytest.raises(CannotWrite), annotated_meanwhile(tmp_path / "no folder" / "a.csv", validation):
        pass
