"""Repairing a return: what is changed, what is not, and that the log says all of it."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opencld.errors import CannotRead, CannotWrite, Misused
from opencld.repair import Decision, Output, Repaired, Wanted, check_for_repair, preview, repair, undecided
from opencld.specification import Rule
from tests.validation.little_returns import AS_OF, FIELDS, HEADERS, SPECIFICATION, an_event, write_return

ODD: Mapping[str, Sequence[str]] = {
    "gender": ["FEMALE", " Female", "female.", "F", "Male "],
    "ethnicity": ["White - Irish", "WHITE: IRISH"],
    "client_type": ["Service User", "service user"],
    "service_component": ["Home Support", "Community Supported Living", "Cleaning", "day support"],
    "postcode": ["qq12zz", "QQ1-2ZZ", "zz99 3wz", "UNKNOWN", "QQ1 OZZ"],
    "unit_cost": ["£23.50", "1,250.00", " 14", "ten pounds", "$5", "2.35E+01"],
    "nhs_number": ["999 000 0107", "9990000107.0", "999000010", "9990000108"],
    "event_start_date": ["2025-07-01", "1/7/2025", "01/07/2025 00:00:00", "45839", "01/07/25", "07/25/2025"],
    "date_of_birth": ["1948-06-14", "14 June 1948", "14/06/48"],
    "la_code": ["503.0", " 503", "Lincolnshire"],
    "event_description": ["=1+1", 'said "no", twice', "two\nlines", "Zoë"],
}
odd_cells = st.sampled_from([(name, text) for name, texts in ODD.items() for text in texts])
odd_rows = st.lists(st.lists(odd_cells, max_size=3).map(dict), min_size=1, max_size=8)
quotings = st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
OFTEN = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def written(
    rows: Sequence[Mapping[str, str]], delimiter: str = ",", end: str = "\r\n", quoting: int = 0
) -> str:
    """Write changed service rows as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(HEADERS)
    for number, cells in enumerate(rows, start=1):
        event = {"event_reference": f"E{number}", "la_person_unique_identifier": f"P{number}", **cells}
        writer.writerow(an_event("service", **event).values())
    return text.getvalue()


def repaired(
    path: Path, wanted: Wanted | None = None, name: str = "fixed.csv", **options: bool
) -> tuple[Repaired, Output]:
    """Repair a return and give what was done and where it is."""
    output = output_for(path, name, **options)
    return repair(check_for_repair(path, AS_OF), wanted or Wanted(), output), output


def output_for(path: Path, name: str = "fixed.csv", **options: bool) -> Output:
    """Where to write beside a return."""
    return Output(path.with_name(name), path.with_name(name).with_suffix(".changes.csv"), **options)


def cells_of(path: Path, delimiter: str = ",") -> list[list[str]]:
    """Read a return with Python's own csv module."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def log_of(output: Output) -> list[dict[str, str]]:
    """Read a change log."""
    with output.log.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def replayed(cells: list[list[str]], log: list[dict[str, str]]) -> list[list[str]]:
    """Do again, by the log alone, what was done to a return."""
    titles, *_ = cells
    cells = [list(row) for row in cells]
    for change in (change for change in log if change["row"]):
        row, place = cells[int(change["row"])], titles.index(change["field"])
        assert row[place] == change["before"]
        row[place] = change["after"]
    gone = {titles.index(change["field"]) for change in log if not change["row"]}
    return [[cell for place, cell in enumerate(row) if place not in gone] for row in cells]


@pytest.mark.needs_more
@OFTEN
@given(odd_rows, st.sampled_from([",", ";", "\t"]), st.sampled_from(["\n", "\r\n"]), quotings)
def test_a_repair_can_be_replayed_is_complete_and_creates_no_finding(
    rows: list[dict[str, str]], delimiter: str, end: str, quoting: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "return.csv"
        path.write_bytes(written(rows, delimiter, end, quoting).encode())
        before = check_for_repair(path, AS_OF)
        output = output_for(path)
        done = repair(before, Wanted(), output)
        log = log_of(output)
        assert replayed(cells_of(path, delimiter), log) == cells_of(output.path, delimiter)
        assert (done.changed, done.left) == (len(log), 0)
        after = check_for_repair(output.path, AS_OF)
        second = output_for(path, "again.csv")
        assert not repair(after, Wanted(), second).is_another
        assert second.path.read_bytes() == output.path.read_bytes()
        on = ["row", "rule", "field"]
        new = after.findings.join(before.findings, on=on, how="anti", nulls_equal=True)
    assert set(new["rule"]) <= rules_that_could_not_judge(log)


def rules_that_could_not_judge(log: list[dict[str, str]]) -> set[str]:
    """The rules that were silent because they need a cell that could not be read until it was changed.

    Of a defined list each of these values was read as what it surely means, so that no rule was silent.
    """
    fields = {field.header: field for field in SPECIFICATION.fields}
    changed = {fields[line["field"]].name for line in log} - set(SPECIFICATION.defined_lists)
    if "date_of_birth" in changed:
        changed |= {"age_at_start", "age_at_end"}
    return {rule.code for rule in SPECIFICATION.rules if changed & needs_of(rule)}


def needs_of(rule: Rule) -> set[str]:
    """The names that a rule, or the query of one across rows, speaks of."""
    conditions = (*rule.when.values(), *rule.must.values())
    needed = set(rule.fields).union(*(condition.names() for condition in conditions))
    return needed | {name for name in FIELDS if name in rule.query}


def test_nothing_but_the_changed_cells_differs_by_a_single_byte(tmp_path: Path) -> None:
    lines = written(
        [{}, {"gender": "FEMALE"}, {"event_description": "two\nlines", "gender": "male "}]
    ).encode()
    lines = lines.replace(b"\r\n", b"\n", 2) + b"\r\n\n" + b"503,short\r\n" + b"," * 47 + b"\n"
    path = tmp_path / "return.csv"
    path.write_bytes(b"\xef\xbb\xbf" + lines)
    _, output = repaired(path)
    assert output.path.read_bytes() == b"\xef\xbb\xbf" + lines.replace(b"FEMALE", b"Female").replace(
        b"male ,", b"Male,"
    )


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-be", "utf-8-sig"])
def test_the_encoding_stays_unless_asked(encoding: str, tmp_path: Path) -> None:
    text = written([{"gender": "FEMALE", "event_description": "Zoë asked"}])
    path = tmp_path / "return.csv"
    path.write_bytes(text.encode(encoding))
    _, output = repaired(path)
    assert output.path.read_bytes() == text.replace("FEMALE", "Female").encode(encoding)
    _, in_utf_8 = repaired(path, name="utf8.csv", to_utf_8=True)
    content = in_utf_8.path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    assert content == text.replace("FEMALE", "Female").encode()


def test_only_the_classes_asked_for_are_taken(tmp_path: Path) -> None:
    path = write_return(
        tmp_path / "return.csv",
        [an_event("service", gender="FEMALE", ethnicity="White - Irish", la_code=" 503")],
    )
    for classes, fields in {
        ("case",): ["Gender"],
        ("spaces", "release-1"): ["LA Code", "Ethnicity"],
        ("punctuation",): [],
    }.items():
        _, output = repaired(path, Wanted(frozenset(classes)))
        assert sorted(line["field"] for line in log_of(output)) == sorted(fields)


def test_a_value_that_comes_to_need_quotes_gets_them(tmp_path: Path) -> None:
    listed = "Supported accommodation, supported lodgings or supported group home"
    path = tmp_path / "return.csv"
    path.write_bytes(written([{"accommodation_status": listed.replace(",", "")}]).encode())
    _, output = repaired(path)
    assert output.path.read_bytes() == written([{"accommodation_status": listed}]).encode()


def test_a_new_value_is_in_quotes_where_the_old_one_was(tmp_path: Path) -> None:
    text = written([{"gender": "FEMALE"}], quoting=csv.QUOTE_ALL)
    path = tmp_path / "return.csv"
    path.write_bytes(text.encode())
    _, output = repaired(path)
    assert output.path.read_bytes() == text.replace("FEMALE", "Female").encode()


def test_what_needs_a_decision_is_left_until_it_is_decided(tmp_path: Path) -> None:
    rows = [an_event("service", service_component="Community Supported Living", event_start_date="01/07/25")]
    path = write_return(tmp_path / "return.csv", rows)
    checked = check_for_repair(path, AS_OF)
    assert undecided(checked).select("field", "before", "rows").rows() == [
        ("Event Start Date", "01/07/25", 1),
        ("Service Component", "Community Supported Living", 1),
    ]
    decision = Decision(
        "Service Component", "Community Supported Living", "Extra care housing", "Decided in d.csv, line 2"
    )
    done, output = repaired(path, Wanted(decisions=(decision,)))
    assert done.changed == 1
    (line,) = log_of(output)
    assert (line["after"], line["why"]) == ("Extra care housing", "Decided in d.csv, line 2")


def test_a_decision_goes_before_a_safe_suggestion(tmp_path: Path) -> None:
    path = write_return(tmp_path / "return.csv", [an_event("service", gender="FEMALE")])
    _, output = repaired(path, Wanted(decisions=(Decision("Gender", "FEMALE", "Unknown", "why"),)))
    assert [line["after"] for line in log_of(output)] == ["Unknown"]


def test_dropped_columns_are_taken_out_of_every_row_with_one_line_in_the_log(tmp_path: Path) -> None:
    rows = [[*row, "Dr Nought", "x"] for row in csv.reader(io.StringIO(written([{}, {"gender": "FEMALE"}])))]
    rows[0][-2:] = ["GP Practice Name", "Provider CQC Location Name"]
    for row in rows:
        row.insert(3, row.pop(-1))
    path = tmp_path / "return.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    _, output = repaired(path, Wanted(frozenset({"dropped-column", "release-1"})))
    log = log_of(output)
    assert [line["field"] for line in log] == ["Provider CQC Location Name", "GP Practice Name"]
    assert cells_of(output.path)[0] == HEADERS
    assert replayed(cells_of(path), log) == cells_of(output.path)


def test_in_place_keeps_the_return_as_it_was_beside_it_and_never_writes_over_an_earlier_one(
    tmp_path: Path,
) -> None:
    path = write_return(tmp_path / "return.csv", [an_event("service", gender="FEMALE")])
    path.with_name("return.csv.bak").write_text("an earlier one")
    before = path.read_bytes()
    done, _ = repaired(path, name="return.csv", in_place=True)
    assert done.backup == tmp_path / "return.csv.bak2"
    assert done.backup.read_bytes() == before
    assert path.read_bytes() == before.replace(b"FEMALE", b"Female")
    assert path.with_name("return.csv.bak").read_text() == "an earlier one"


def test_in_place_writes_nothing_where_nothing_is_to_be_changed(tmp_path: Path) -> None:
    path = write_return(tmp_path / "return.csv", [an_event("service")])
    done, _ = repaired(path, name="return.csv", in_place=True)
    assert not done.is_another
    assert [one.name for one in tmp_path.iterdir()] == ["return.csv"]


def test_a_row_with_an_open_quote_is_left_where_the_new_value_would_need_quotes(tmp_path: Path) -> None:
    listed = "Supported accommodation, supported lodgings or supported group home"
    row = an_event("service", gender="FEMALE", accommodation_status=listed.replace(",", ""))
    cells = [cell for cell in row.values() if "," not in cell]
    assert len(cells) == len(row) - 1, "the ethnicity alone has commas"
    row = row | {"ethnicity": "White: Irish", "event_description": '"open'}
    text = ",".join(HEADERS) + "\n" + ",".join(row.values()) + "\n"
    path = tmp_path / "return.csv"
    path.write_text(text, encoding="utf-8")
    done, output = repaired(path)
    assert (done.changed, done.left) == (1, 1)
    assert output.path.read_text(encoding="utf-8") == text.replace("FEMALE", "Female")


def test_the_preview_counts_rows_of_each_change(tmp_path: Path) -> None:
    path = write_return(tmp_path / "return.csv", [an_event("service", gender="FEMALE")] * 3)
    found = preview(check_for_repair(path, AS_OF), Wanted())
    assert found.rows() == [("Gender", "FEMALE", "Female", "case", 3)]


def test_a_return_that_has_changed_since_its_check_is_not_repaired(tmp_path: Path) -> None:
    path = write_return(tmp_path / "return.csv", [an_event("service", gender="FEMALE")] * 3)
    checked = check_for_repair(path, AS_OF)
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(CannotRead, match="no longer as it was"):
        repair(checked, Wanted(), Output(tmp_path / "fixed.csv", tmp_path / "log.csv"))
    assert [one.name for one in tmp_path.iterdir()] == ["return.csv"]


def test_where_the_log_cannot_be_written_the_repaired_return_is_not_there_either(tmp_path: Path) -> None:
    path = write_return(tmp_path / "return.csv", [an_event("service", gender="FEMALE")])
    (tmp_path / "log.csv").mkdir()
    with pytest.raises(CannotWrite, match="could not be written"):
        repair(check_for_repair(path, AS_OF), Wanted(), Output(tmp_path / "fixed.csv", tmp_path / "log.csv"))
    assert not (tmp_path / "fixed.csv").exists()


def test_a_workbook_is_refused(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "return.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet().write_row(0, 0, HEADERS)
    with pytest.raises(Misused, match="Save it as CSV"):
        check_for_repair(path, AS_OF)
