"""Any text gives the rows of the slow reading, and well-formed text those of Python's csv module."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opencld.returns.records import BLANKS, Grammar
from tests.returns.hard_text import delimiters, line_ends, pieces_of_text, quotings
from tests.returns.little_return import HEADERS, NAMES, WasRead, saved
from tests.returns.reference_reading import read_slowly

REFUSED = {"too_few_values", "too_many_values", "blank_row", "truncated_last_line", "header_repeated_in_data"}
OFTEN = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

batch_sizes = st.sampled_from([64, 500, 1 << 20])


@OFTEN
@given(st.data(), delimiters, line_ends, st.integers(2, 4), batch_sizes)
def test_any_text_gives_the_rows_that_the_slow_reading_gives(
    data: st.DataObject, delimiter: str, end: str, width: int, batch_bytes: int
) -> None:
    places = [NAMES.index(name) for name in ("gender", "ethnicity", "postcode", "dementia")][:width]
    titles = [HEADERS[place] for place in places]
    body = data.draw(pieces_of_text(delimiter, end))
    with tempfile.TemporaryDirectory() as folder:
        read = WasRead(saved(Path(folder), delimiter.join(titles) + end + body), batch_bytes)
    expected = read_slowly(body.encode(), Grammar(delimiter.encode(), width, width, width), 2, titles)
    rows = [(row["row"], row["line"], [row[NAMES[place]] for place in places]) for row in read.rows]
    refused = {fault.row for fault in read.faults if fault.name in REFUSED or fault.detail.get("refused")}
    assert rows == expected.rows
    assert read.counts == (len(expected.rows), len(expected.refused))
    assert sorted(row for row in refused if row) == [row for row, _ in expected.refused]


cells = st.text(st.sampled_from(["a", "b", '"', ",", ";", "\n", " ", "é", "\ufeff", "5"]), max_size=8)


@OFTEN
@given(
    st.lists(st.tuples(cells, cells, cells), max_size=12),
    delimiters,
    line_ends,
    quotings,
    batch_sizes,
)
def test_well_formed_text_gives_the_rows_that_pythons_csv_module_gives(
    triples: list[tuple[str, str, str]], delimiter: str, end: str, quoting: Literal[0, 1], batch_bytes: int
) -> None:
    names = ("la_code", "event_description", "planned_units_per_week")
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow(HEADERS)
    for triple in triples:
        writer.writerow([dict(zip(names, triple, strict=True)).get(name, "x") for name in NAMES])
    with tempfile.TemporaryDirectory() as folder:
        read = WasRead(saved(Path(folder), text.getvalue()), batch_bytes)
    _, *parsed = csv.reader(io.StringIO(text.getvalue(), newline=""), delimiter=delimiter)
    assert [[row[name] for name in NAMES] for row in read.rows] == [
        [cell if cell.strip(BLANKS) else "" for cell in row] for row in parsed
    ]
    assert read.counts == (len(triples), 0)
