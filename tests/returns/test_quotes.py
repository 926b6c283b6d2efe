"""Quotes: what is well written is read as written, and a quote left open costs no more than its own line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.returns.little_return import HEADERS, WIDTH, WasRead, a_row, csv_of, line_of, saved, some_rows

HEADER, *LINES = csv_of(some_rows(6)).splitlines(keepends=True)
SIZES = pytest.mark.parametrize("batch_bytes", [40, 700, None])


def with_description(text: str, **changes: str) -> str:
    """A line whose event description is written into it as it is, quotes and all."""
    line = line_of(list(a_row(event_description="HERE", **changes).values()))
    return line.replace("HERE", text)


@SIZES
@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ('"a ""word"""', 'a "word"'),
        ('""', ""),
        ('""""', '"'),
        ('"one\ntwo\r\nthree"', "one\ntwo\r\nthree"),
        ('"one, two"', "one, two"),
        ('5" pipe', '5" pipe'),
        ('"said "no" twice"', 'said "no" twice'),
        ('"bath ,"rail", step"', None),
        (' "kept"', ' "kept"'),
        ('"', None),
    ],
)
def test_quotes_are_read_by_the_standard_and_stray_ones_as_plain_characters(
    tmp_path: Path, written: str, read_as: str | None, batch_bytes: int | None
) -> None:
    read = WasRead(
        saved(tmp_path, HEADER + LINES[0] + with_description(written, event_reference="X") + LINES[1]),
        batch_bytes,
    )
    assert [read.references[0], read.references[-1]] == ["E1", "E2"]
    if read_as is not None:
        assert (read.rows[1]["event_description"], read.faults) == (read_as, [])
    assert sum(read.counts) == 3


@SIZES
def test_a_quote_left_open_costs_only_its_line_where_a_later_quote_cannot_close_it(
    tmp_path: Path, batch_bytes: int | None
) -> None:
    text = HEADER + LINES[0] + with_description('"left open', event_reference="X") + "".join(LINES[1:])
    read = WasRead(saved(tmp_path, text), batch_bytes)
    fault = read.fault("unclosed_quote")
    assert (fault.row, fault.line, fault.detail["refused"]) == (2, 3, 1), "its quoted ethnicity has commas"
    assert (read.references, read.counts) == ([f"E{number}" for number in range(1, 7)], (6, 1))


@SIZES
def test_a_line_with_an_open_quote_is_a_row_if_it_has_the_right_number_of_values(
    tmp_path: Path, batch_bytes: int | None
) -> None:
    opened = with_description('"left open', ethnicity="Refused", event_reference="X")
    read = WasRead(saved(tmp_path, HEADER + LINES[0] + opened + LINES[1]), batch_bytes)
    fault = read.fault("unclosed_quote")
    assert (fault.row, fault.line, fault.detail["refused"]) == (2, 3, 0)
    assert (read.references, read.counts) == (["E1", "X", "E2"], (3, 0))
    assert read.rows[1]["event_description"] == '"left open'


@SIZES
def test_a_quote_that_closes_only_after_whole_rows_was_left_open(
    tmp_path: Path, batch_bytes: int | None
) -> None:
    plain = line_of(list(a_row(ethnicity="Refused", event_reference="P").values()))
    closing = with_description('late"', ethnicity="Refused", event_reference="C")
    opened = with_description('"left open', ethnicity="Refused", event_reference="X")
    read = WasRead(saved(tmp_path, HEADER + opened + plain + plain + closing + LINES[0]), batch_bytes)
    assert (read.references, read.counts) == (["X", "P", "P", "C", "E1"], (5, 0))
    assert read.fault("unclosed_quote").line == 2


@SIZES
def test_a_quote_that_never_closes_hides_no_row(tmp_path: Path, batch_bytes: int | None) -> None:
    plain = [
        line_of(list(a_row(ethnicity="Refused", event_reference=f"P{place}").values())) for place in range(20)
    ]
    opened = with_description('"left open', ethnicity="Refused", event_reference="X")
    text = HEADER + LINES[0] + opened + "".join(plain) + "half,a,row\n" + plain[0]
    read = WasRead(saved(tmp_path, text), batch_bytes)
    assert read.references == ["E1", "X", *(f"P{place}" for place in range(20)), "P0"]
    assert (read.counts, read.names()) == ((23, 1), ["unclosed_quote", "too_few_values"])
    assert [fault.line for fault in read.faults] == [3, 24]


@SIZES
def test_short_lines_after_a_quote_that_never_closes_are_refused_one_by_one(
    tmp_path: Path, batch_bytes: int | None
) -> None:
    read = WasRead(
        saved(tmp_path, HEADER + LINES[0] + 'x,"left open\none,two\nthree\n\nfour,five\n'), batch_bytes
    )
    assert [(fault.name, fault.line) for fault in read.faults] == [
        ("unclosed_quote", 3),
        ("too_few_values", 4),
        ("too_few_values", 5),
        ("too_few_values", 7),
    ]
    assert read.counts == (1, 4)


@SIZES
def test_a_short_row_on_several_lines_is_refused_as_one(tmp_path: Path, batch_bytes: int | None) -> None:
    read = WasRead(saved(tmp_path, HEADER + LINES[0] + 'x,"one\ntwo\nthree",y\n' + LINES[1]), batch_bytes)
    fault = read.fault("too_few_values")
    assert (fault.row, fault.line, fault.detail["found"], read.counts) == (2, 3, 3, (2, 1))
    assert [row["line"] for row in read.rows] == [2, 6]


@SIZES
def test_a_good_row_swallowed_by_a_bad_one_is_brought_back(tmp_path: Path, batch_bytes: int | None) -> None:
    half = 'x,"left open\n'
    good = with_description('ends oddly"', ethnicity="Refused", event_reference="G")
    read = WasRead(saved(tmp_path, HEADER + half + good + LINES[0]), batch_bytes)
    assert (read.references, read.counts) == (["G", "E1"], (2, 1))


def test_a_quoted_value_longer_than_a_mebibyte_was_left_open(tmp_path: Path) -> None:
    text = HEADER + 'x,"left open\n' + "a line of prose\n" * 80_000 + LINES[0]
    read = WasRead(saved(tmp_path, text))
    assert (read.fault("unclosed_quote").line, read.counts) == (2, (1, 80_001))


@SIZES
def test_an_open_quote_after_a_value_on_several_lines_costs_those_lines(
    tmp_path: Path, batch_bytes: int | None
) -> None:
    bad = with_description('"one\ntwo"').replace("Continuation of support or services", '"left open')
    read = WasRead(saved(tmp_path, HEADER + LINES[0] + bad + "".join(LINES[1:])), batch_bytes)
    assert read.references == [f"E{number}" for number in range(1, 7)]
    assert (read.fault("unclosed_quote").line in (3, 4), sum(read.counts)) == (True, 8)


def test_polars_may_be_trusted_with_well_formed_text_of_any_size(tmp_path: Path) -> None:
    """Rows on several lines, spread over its threads: what mended text relies on."""
    text = 'many\nlines, "and" commas,\n' * 3
    rows = [
        a_row(event_description=text if place % 3 else "", event_reference=f"E{place}")
        for place in range(30_000)
    ]
    read = WasRead(saved(tmp_path, csv_of(rows)))
    assert read.references == [row["event_reference"] for row in rows]
    assert [row["event_description"] for row in read.rows] == [row["event_description"] for row in rows]
    assert (len(HEADERS), read.counts) == (WIDTH, (30_000, 0))
