"""A large return judged by sections, by two processes, gives what it gives when judged in its order."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opencld import Validation, second_process, validate
from opencld.cli.validate import JUDGING_SECTIONS, prepare_second_process
from opencld.errors import Misused
from opencld.returns import Section, layout, open_return
from opencld.second_process import Gone, SecondProcess
from opencld.specification import load_specification
from opencld.validation import checking, one_pass, sections
from opencld.validation.sections import Piece
from tests.validation.little_returns import AS_OF, HEADERS, an_event

EXAMPLE = Path(__file__).parents[2] / "examples/faulty_return.csv"


class NoSecondProcess:
    """A second process that is gone before it has done anything, so that every section is judged here."""

    def do(self, _: Piece) -> None:
        raise Gone

    def dismiss(self) -> None:
        """Nothing is there to be dismissed."""

    close = dismiss


@pytest.fixture(autouse=True)
def a_head_of_few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "HEAD_BYTES", 3000)
    monkeypatch.setattr(sections, "HEAD_BYTES", 3000)


def in_sections(path: Path, number: int, second: object = None) -> Validation:
    """Check a return in so many sections."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "begin_second", lambda *_: second or NoSecondProcess())
        patch.setattr(one_pass, "sections_of", lambda cld_return: cld_return.sections([1] * number))
        return validate(path, AS_OF)


def result(validation: Validation) -> dict[str, Any]:
    """Return everything that is known of a return after its check."""
    assert validation.original is not None
    found = {
        "findings": validation.findings.rows(),
        "spans": list(validation.original.spans),
        "encoding": validation.original.encoding,
        "summary": validation.summary,
    }
    validation.close()
    return found


def a_line(number: int, **cells: str) -> str:
    """Return a line of a request of its own person."""
    own = {"event_reference": f"R{number}", "la_person_unique_identifier": f"P{number}", "nhs_number": ""}
    return ",".join(
        f'"{cell}"' if set(cell) & set(',"\n') else cell
        for cell in an_event("request", **own, **cells).values()
    )


LINES: Mapping[str, Callable[[int], str]] = {
    "plain": lambda number: a_line(number),
    "wrong value": lambda number: a_line(number, gender="Unheard of"),
    "other period": lambda number: a_line(number, reporting_period_start_date="01/01/2025"),
    "twice": lambda _: a_line(0),
    "on two lines": lambda number: a_line(number, event_description="one\ntwo"),
    "short": lambda number: f"503,{number}",
    "too long": lambda number: a_line(number) + ",x",
    "blank": lambda _: "",
    "empty cells": lambda _: "," * 47,
    "header again": lambda _: ",".join(HEADERS),
    "unclosed": lambda number: a_line(number).replace(",", ',"', 1),
    "characters": lambda number: a_line(number, event_description="café"),
    "pound sign": lambda number: a_line(number, event_description="£5"),
    "NUL": lambda number: a_line(number, event_description="a\0b"),
}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.sampled_from(sorted(set(LINES) - {"characters"})) | st.just("plain"), min_size=3, max_size=40
    ),
    st.integers(2, 6),
    st.sampled_from(["utf-8", "cp1252"]),
    st.booleans(),
)
def test_sections_give_what_the_whole_gives(
    kinds: Sequence[str], number: int, encoding: str, ends_in_line_feed: bool
) -> None:
    lines = [",".join(HEADERS), *(LINES[kind](place) for place, kind in enumerate(kinds))]
    text = "\n".join(lines) + "\n" * ends_in_line_feed
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "return.csv"
        path.write_bytes(text.encode(encoding))
        assert result(in_sections(path, number)) == result(validate(path, AS_OF))


def written(path: Path, text: bytes, kinds: Sequence[str]) -> Path:
    """Write lines of these kinds, with something before the line feed of the last one."""
    lines = [",".join(HEADERS), *(LINES[kind](place) for place, kind in enumerate(kinds))]
    path.write_bytes("\n".join(lines).encode() + text + b"\n")
    return path


def test_a_stray_byte_means_what_the_text_before_its_section_makes_it_mean(tmp_path: Path) -> None:
    kinds = ["plain"] * 20 + ["characters"] * 5 + ["plain"] * 20
    path = written(tmp_path / "return.csv", b"\xa3", kinds)
    whole = result(validate(path, AS_OF))
    # by itself the last section looks as if it were Windows-1252
    assert result(in_sections(path, 4)) == whole
    assert whole["encoding"] == "UTF-8"


def test_a_row_may_run_over_the_end_of_a_section(tmp_path: Path) -> None:
    rows = ["plain"] * 10 + ["on two lines"] * 30
    path = written(tmp_path / "return.csv", b"", rows)
    whole = result(validate(path, AS_OF))
    assert all(result(in_sections(path, number)) == whole for number in (2, 7, 19))


def test_the_period_is_found_by_sections_too(tmp_path: Path) -> None:
    path = written(tmp_path / "return.csv", b"", ["other period"] * 3 + ["plain"] * 20)
    validation = in_sections(path, 3)
    assert validation.summary.stated_period == (date(2025, 4, 1), date(2026, 3, 31))
    assert result(validation) == result(validate(path, AS_OF))


@pytest.fixture
def little_sections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "SECTION_BYTES", 2000)


@pytest.mark.usefixtures("any_return_is_large", "little_sections")
def test_a_second_process_takes_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[Section] = []
    processes: list[SecondProcess] = []
    do = SecondProcess.do

    def noted(self: SecondProcess, piece: Piece) -> object:
        processes.append(self)
        answer = do(self, piece)
        done.append(piece.section)
        return answer

    monkeypatch.setattr(SecondProcess, "do", noted)
    shared = result(validate(EXAMPLE, AS_OF))
    assert done
    assert processes[0].has_ended
    monkeypatch.setenv("OPENCLD_SECOND_PROCESS", "no")
    done.clear()
    assert shared == result(validate(EXAMPLE, AS_OF))
    assert not done


class Noting:
    """A second process that notes what it is asked, and is gone."""

    def __init__(self) -> None:
        self.pieces: list[Section] = []

    def do(self, piece: Piece) -> None:
        self.pieces.append(piece.section)
        raise Gone

    def dismiss(self) -> None:
        """Nothing is there to be dismissed."""

    close = dismiss


def test_the_first_of_the_last_two_sections_is_for_the_second_process(tmp_path: Path) -> None:
    second = Noting()
    in_sections(written(tmp_path / "return.csv", b"", ["plain"] * 20), 2, second)
    assert [section.start for section in second.pieces] == [0]


def test_whatever_goes_wrong_here_ends_the_check(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(*_: object) -> None:
        raise MemoryError("none is left")

    monkeypatch.setattr(sections, "judge_section", fail)
    with pytest.raises(MemoryError, match="none is left"):
        in_sections(written(tmp_path / "return.csv", b"", ["plain"] * 20), 3)


@pytest.mark.usefixtures("any_return_is_large", "little_sections")
def test_both_processes_presume_and_learn_the_same_period(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sections, "SECTION_BYTES", 1 << 20)
    # the first MiB, from which the second process presumes a period, states another one
    path = written(tmp_path / "return.csv", b"", ["other period"] * 5000 + ["plain"] * 6000)
    shared = result(validate(path, AS_OF))
    assert shared["summary"].stated_period == (date(2025, 4, 1), date(2026, 3, 31))
    monkeypatch.setenv("OPENCLD_SECOND_PROCESS", "no")
    assert shared == result(validate(path, AS_OF))


def test_a_second_process_that_sees_another_file_is_gone(tmp_path: Path) -> None:
    path = written(tmp_path / "return.csv", b"", ["plain"] * 3)
    with open_return(path, load_specification()) as cld_return:
        asked = sections.Asked(path, cld_return.stamp, AS_OF, False, None)
    sections.JudgingBeside(asked)
    written(path, b"", ["plain"] * 4)
    with pytest.raises(Gone):
        sections.JudgingBeside(asked)


@pytest.mark.needs_more
@pytest.mark.usefixtures("any_return_is_large", "little_sections")
def test_the_second_process_may_die_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces: list[Piece] = []
    do = SecondProcess.do

    def killed_at_its_second_piece(self: SecondProcess, piece: Piece) -> object:
        pieces.append(piece)
        if len(pieces) == 2:
            self.kill()
        return do(self, piece)

    monkeypatch.setattr(SecondProcess, "do", killed_at_its_second_piece)
    shared = result(validate(EXAMPLE, AS_OF))
    assert len(pieces) == 2, "it is not asked again"
    monkeypatch.setenv("OPENCLD_SECOND_PROCESS", "no")
    assert shared == result(validate(EXAMPLE, AS_OF))


def test_no_second_process_is_started_for_a_small_return_nor_where_rows_are_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def start(*_: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(SecondProcess, "__init__", start)
    validate(EXAMPLE, AS_OF).close()
    monkeypatch.setattr(second_process, "LARGE_BYTES", 1)
    validate(EXAMPLE, AS_OF, keep=lambda _rows, _part: None, scratch=tmp_path).close()


@pytest.mark.usefixtures("any_return_is_large", "little_sections")
def test_the_command_prepares_the_process_that_the_check_takes_unless_it_is_switched_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepared: list[tuple[object, ...]] = []
    taken: list[tuple[object, ...]] = []

    def take(*what: object) -> None:
        taken.append(what)
        raise Gone

    monkeypatch.setattr(second_process, "prepare", lambda *what: prepared.append(what))
    monkeypatch.setattr(second_process, "take", take)
    prepare_second_process(("-", "no such file", str(EXAMPLE), str(EXAMPLE)), AS_OF, True)
    validate(str(EXAMPLE), AS_OF).close()
    assert prepared == taken
    assert JUDGING_SECTIONS == sections.WORK
    monkeypatch.setenv("OPENCLD_SECOND_PROCESS", "no")
    prepare_second_process((str(EXAMPLE),), AS_OF, True)
    assert len(prepared) == 1
    monkeypatch.setenv("OPENCLD_SECOND_PROCESS", "perhaps")
    with pytest.raises(Misused, match="Give yes or no"):
        prepare_second_process((str(EXAMPLE),), AS_OF, True)


def test_sections_are_whole_lines_and_all_of_them(tmp_path: Path) -> None:
    path = written(tmp_path / "return.csv", b"", ["plain"] * 20)
    text = path.read_bytes()

    with open_return(path, load_specification()) as cld_return:
        assert cld_return.may_be_cut
        parts = [text[section.start : section.end] for section in cld_return.sections([1] * 5)]
    assert b"".join(parts) == text
    assert all(part.endswith(b"\n") for part in parts)
    assert max(map(len, parts)) - min(map(len, parts)) < 2 * len(text) / 21
