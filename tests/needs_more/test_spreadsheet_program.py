"""In a real spreadsheet program: template and report open, and a return saved by it is read. Run by `make test-all`."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

import opencld
from opencld.reports import write_report
from opencld.specification import load_specification
from opencld.specification.exports import export
from tests.validation.little_returns import AS_OF, HEADERS

pytestmark = pytest.mark.needs_more
EXAMPLE = Path(__file__).parents[2] / "examples/faulty_return.csv"
# comma, quote, UTF-8, from line 1, every one of 48 columns as text
AS_TEXT = "CSV:44,34,76,1," + "/".join(f"{number}/2" for number in range(1, 49))
# the same, of every sheet, in a file each that is named after it
ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


def convert(source: Path, to: str, *, reading: str = "") -> Path:
    """Let LibreOffice open a file and save it in another form beside it."""
    program = shutil.which("soffice")
    if program is None:
        pytest.fail(
            "LibreOffice Calc is missing: install libreoffice-calc (Debian) and run again.", pytrace=False
        )
    profile = f"-env:UserInstallation={(source.parent / 'profile').as_uri()}"
    command = [
        program,
        profile,
        "--headless",
        "--convert-to",
        to,
        "--outdir",
        str(source.parent),
        str(source),
    ]
    if reading:
        command.insert(2, f"--infilter={reading}")
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return source.with_suffix("." + to.split(":")[0])


def test_the_template_opens_and_its_first_sheet_has_the_48_headers(tmp_path: Path) -> None:
    template = tmp_path / "template.xlsx"
    content = export(load_specification(), "template")
    assert isinstance(content, bytes)
    template.write_bytes(content)
    with convert(template, "csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == HEADERS


def test_a_return_saved_as_a_workbook_has_the_same_findings_as_the_csv(tmp_path: Path) -> None:
    source = tmp_path / "return.csv"
    whole = [line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if line.count(",") >= 47]
    source.write_text("\n".join(whole) + "\n", encoding="utf-8")
    from_text = opencld.validate(source, AS_OF).findings.drop("file")
    from_workbook = opencld.validate(convert(source, "xlsx", reading=AS_TEXT), AS_OF).findings.drop("file")
    # besides, a workbook is told that a CSV is wanted
    assert from_workbook["rule"][0] == "FI20"
    assert from_workbook[1:].equals(from_text)


def test_the_workbook_of_a_check_opens_and_every_finding_is_in_it(tmp_path: Path) -> None:
    checked = opencld.validate(EXAMPLE, AS_OF)
    report = tmp_path / "findings.xlsx"
    write_report(report, [checked])
    convert(report, ALL_SHEETS)
    with (tmp_path / "findings-Rows.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for title, name in {
        "LA Person Unique Identifier": "la_person_unique_identifier",
        "Event Reference": "event_reference",
        "Value": "value",
        "What is wrong and what to do": "message",
    }.items():
        assert [row[title] for row in rows] == checked.findings[name].to_list()
    assert [int(row["Row"]) for row in rows if row["Row"]] == checked.findings["row"].drop_nulls().to_list()
