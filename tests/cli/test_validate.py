"""`cld validate` as a person or a program runs it, each time in a process of its own or through click."""

from __future__ import annotations

import csv
import gzip
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from python_calamine import load_workbook

from tests.validation.little_returns import an_event, write_return

COLUMNS = [
    "file",
    "row",
    "line",
    "la_person_unique_identifier",
    "event_reference",
    "rule",
    "severity",
    "field",
    "value",
    "message",
    "suggestion",
    "suggestion_is_safe",
    "suggestion_class",
]
CLEAN = [
    an_event("request", event_start_date="30/04/2025", event_end_date="30/04/2025"),
    an_event("service"),
    an_event("review", event_start_date="02/03/2026", event_end_date="02/03/2026"),
]
FAULTY = [
    *CLEAN,
    an_event("assessment", gender="FEMALE", nhs_number="9990000108", event_end_date="01/06/2025"),
]


def cld(*arguments: object, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "opencld", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
    )


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return write_return(tmp_path / "clean.csv", CLEAN)


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    return write_return(tmp_path / "faulty.csv", FAULTY)


def test_a_clean_return_is_said_to_be_clean_in_words(clean: Path) -> None:
    done = cld("validate", clean, "--as-of", "2026-04-20")
    assert done.returncode == 0
    assert b"0 findings in 3 rows" in done.stdout
    assert b"Yes." in done.stdout


def test_errors_end_with_exit_code_1_and_the_return_would_still_be_accepted(faulty: Path) -> None:
    done = cld("validate", faulty, "--as-of", "2026-04-20")
    assert done.returncode == 1
    assert b"Yes, but the centre will report its errors back." in done.stdout
    for rule in (b"DL02", b"NN05", b"EO01"):
        assert rule in done.stdout


@pytest.mark.parametrize(("fail_on", "code"), [("reject", 0), ("error", 1), ("note", 1), ("never", 0)])
def test_fail_on_says_how_grave_a_finding_must_be_for_exit_code_1(
    faulty: Path, fail_on: str, code: int
) -> None:
    assert cld("validate", faulty, "--as-of", "2026-04-20", "--fail-on", fail_on).returncode == code


def test_personal_values_are_hidden_on_the_terminal_and_in_files(faulty: Path, tmp_path: Path) -> None:
    target = tmp_path / "findings.csv"
    done = cld("validate", faulty, "--as-of", "2026-04-20", "--findings", target)
    everything = done.stdout + done.stderr + target.read_bytes()
    for personal in (b"9990000108", b"Wren", b"Holloway", b"14/06/1948", b"QQ1 2ZZ"):
        assert personal not in everything
    assert b"[hidden]" in target.read_bytes()


def test_personal_values_are_shown_when_asked_for(faulty: Path, tmp_path: Path) -> None:
    target = tmp_path / "findings.csv"
    cld("validate", faulty, "--as-of", "2026-04-20", "--findings", target, "--show-identifiers")
    assert b"9990000108" in target.read_bytes()


def test_findings_are_the_same_in_csv_parquet_and_json(faulty: Path, tmp_path: Path) -> None:
    targets = {ending: tmp_path / f"findings.{ending}" for ending in ("csv", "parquet", "json")}
    for target in targets.values():
        assert cld("validate", faulty, "--as-of", "2026-04-20", "--findings", target).returncode == 1
    frame = pl.read_parquet(targets["parquet"])
    assert frame.columns == COLUMNS
    assert frame.height >= 3
    with targets["csv"].open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    assert [row["rule"] for row in read] == frame["rule"].to_list()
    assert [row["message"] for row in read] == frame["message"].to_list()
    assert json.loads(targets["json"].read_text(encoding="utf-8"))[0] == frame.to_dicts()[0]


def test_findings_about_the_file_have_neither_row_nor_line(tmp_path: Path) -> None:
    source = tmp_path / "return.csv"
    write_return(source, [an_event("request")])
    text = source.read_text(encoding="utf-8").replace(",Planned units per week", "").replace(",\n", "\n")
    source.write_text(text, encoding="utf-8")
    target = tmp_path / "findings.csv"
    assert cld("validate", source, "--findings", target).returncode == 1
    with target.open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    assert (first["rule"], first["severity"], first["row"], first["line"]) == ("FI04", "reject", "", "")


def test_a_clean_return_makes_a_findings_file_with_a_header_alone(clean: Path, tmp_path: Path) -> None:
    target = tmp_path / "findings.csv"
    cld("validate", clean, "--as-of", "2026-04-20", "--findings", target)
    assert target.read_text(encoding="utf-8").strip() == ",".join(COLUMNS)


def test_several_files_are_checked_and_named_in_one_file_of_findings(
    clean: Path, faulty: Path, tmp_path: Path
) -> None:
    target = tmp_path / "findings.parquet"
    done = cld("validate", clean, faulty, "--as-of", "2026-04-20", "--findings", target)
    assert done.returncode == 1
    assert set(pl.read_parquet(target)["file"]) == {"faulty.csv"}
    assert done.stdout.index(b"clean.csv") < done.stdout.index(b"faulty.csv")


def test_reports_are_written_for_all_files_together_and_named_at_the_end(
    clean: Path, faulty: Path, tmp_path: Path
) -> None:
    page, message = tmp_path / "report.html", tmp_path / "report.md"
    done = cld("validate", clean, faulty, "--as-of", "2026-04-20", "--report", page, "--report", message)
    assert done.returncode == 1
    for report in (page, message):
        written = report.read_text(encoding="utf-8")
        assert "clean.csv" in written
        assert "faulty" in written
        assert str(report) in "".join(done.stdout.decode().split("\n"))
    for personal in ("9990000108", "Wren", "Holloway", "14/06/1948", "QQ1 2ZZ"):
        assert personal not in page.read_text(encoding="utf-8") + message.read_text(encoding="utf-8")
    assert "Events by month" in page.read_text(encoding="utf-8")


def test_a_file_that_cannot_be_read_is_named_in_the_report(tmp_path: Path) -> None:
    source, page = tmp_path / "letter.csv", tmp_path / "report.html"
    source.write_bytes(b"%PDF-1.7")
    assert cld("validate", source, "--report", page).returncode == 3
    assert "letter.csv is a PDF document" in page.read_text(encoding="utf-8")


def test_standard_input_is_read_and_so_are_gzipped_returns(faulty: Path, tmp_path: Path) -> None:
    piped = cld("validate", "-", "--as-of", "2026-04-20", "--json", stdin=faulty.read_bytes())
    packed = tmp_path / "faulty.csv.gz"
    packed.write_bytes(gzip.compress(faulty.read_bytes()))
    unpacked = cld("validate", packed, "--as-of", "2026-04-20", "--json")
    [one], [other] = (json.loads(done.stdout)["returns"] for done in (piped, unpacked))
    assert one["rules"] == other["rules"]
    assert piped.returncode == unpacked.returncode == 1


def test_json_says_what_the_terminal_says(faulty: Path) -> None:
    done = cld("validate", faulty, "--as-of", "20/04/2026", "--json")
    [result] = json.loads(done.stdout)["returns"]
    assert result["is_accepted"] is True
    assert result["rows_read"] == 4
    assert result["events"] == {"Assessment": 1, "Request": 1, "Review": 1, "Service": 1}
    assert result["stated_period"] == ["2025-04-01", "2026-03-31"]
    assert {count["rule"] for count in result["rules"]} >= {"DL02", "NN05", "EO01"}
    gender = [one for one in result["field_results"] if one["field"] == "gender"]
    assert {one["validity"]: one["cells"] for one in gender} == {"Passed: Valid": 3, "Failed: Invalid": 1}


def test_the_centres_field_results_are_shown_on_request(faulty: Path) -> None:
    done = cld("validate", faulty, "--as-of", "2026-04-20", "--fields")
    assert b"Failed: Invalid" in done.stdout
    assert b"Applicable but not mandatory" in done.stdout


def test_a_file_with_semicolons_is_read_but_not_called_ready_to_send(clean: Path) -> None:
    clean.write_text(clean.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    done = cld("validate", clean, "--as-of", "2026-04-20")
    assert b"Not as it is: save it as a CSV file with commas first." in done.stdout


def test_a_title_above_the_headers_is_pointed_out(clean: Path) -> None:
    clean.write_text("Our return\n" + clean.read_text(encoding="utf-8"), encoding="utf-8")
    done = cld("validate", clean, "--as-of", "2026-04-20")
    assert done.returncode == 1
    assert b"They seem to be on line 2" in done.stdout


def test_json_says_why_a_file_could_not_be_read(tmp_path: Path) -> None:
    done = cld("validate", tmp_path / "missing.csv", "--json")
    [unread] = json.loads(done.stdout)["unread"]
    assert done.returncode == 3
    assert "missing.csv" in unread["error"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["{missing}"], 3, "missing.csv"),
        (["{folder}"], 3, "folder"),
        ([], 2, "Missing argument"),
        (["{clean}", "--as-of", "yesterday"], 2, "2026-04-20"),
        (["{clean}", "--findings", "{folder}/findings.txt"], 2, ".parquet"),
        (["{clean}", "--findings", "{folder}/none/findings.csv"], 4, "no folder"),
        (["{clean}", "--findings", "{clean}"], 2, "one of the returns"),
        (["{clean}", "--report", "{folder}/report.doc"], 2, ".html"),
        (["{clean}", "--report", "{folder}/none/report.html"], 4, "no folder"),
        (["{clean}", "--report", "{folder}"], 2, "ends in neither"),
        (["-", "-"], 2, "only once"),
        (["{clean}", "--fail-on", "mistake"], 2, "reject"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words_with_its_own_exit_code(
    clean: Path, tmp_path: Path, arguments: list[str], code: int, words: str
) -> None:
    before = clean.read_bytes()
    names = {"clean": clean, "folder": tmp_path, "missing": tmp_path / "missing.csv"}
    done = cld("validate", *(argument.format(**names) for argument in arguments))
    said = (done.stderr + done.stdout).decode()
    assert done.returncode == code, said
    assert words in said
    assert "Traceback" not in said
    assert clean.read_bytes() == before


def test_a_file_that_cannot_be_read_does_not_stop_the_others(clean: Path, tmp_path: Path) -> None:
    done = cld("validate", tmp_path / "missing.csv", clean, "--as-of", "2026-04-20")
    assert done.returncode == 3
    assert b"missing.csv" in done.stderr
    assert b"0 findings in 3 rows" in done.stdout


def test_a_setting_that_makes_no_sense_is_refused(clean: Path) -> None:
    assert cld("validate", clean, OPENCLD_MEMORY_MB="lots").returncode == 2
    assert cld("validate", clean, OPENCLD_SCRATCH="/nowhere/at/all").returncode == 2


def test_nothing_is_left_in_the_scratch_folder_whatever_it_is_called(faulty: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "O'Brien's scratch"
    scratch.mkdir()
    target = tmp_path / "O'Brien's findings.csv"
    done = cld("validate", faulty, "--findings", target, OPENCLD_SCRATCH=str(scratch))
    assert done.returncode == 1, done.stderr
    assert target.exists()
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("ending", ["csv", "parquet", "json"])
def test_a_disk_that_is_full_leaves_no_half_written_findings(tmp_path: Path, ending: str) -> None:
    source = write_return(tmp_path / "return.csv", [an_event("request", gender=f"G{n}") for n in range(3000)])
    target = tmp_path / f"findings.{ending}"
    target.write_bytes(b"what was there before")
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(source), str(target)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4, done.stderr
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert target.read_bytes() == b"what was there before"
    assert {path.name for path in tmp_path.iterdir()} == {"return.csv", target.name}


def test_a_scratch_folder_that_is_full_is_named(faulty: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    program = "import resource, runpy; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000));"
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{program} runpy.run_module('opencld', run_name='__main__')",
            "validate",
            str(faulty),
            f"--findings={tmp_path / 'findings.csv'}",
        ],
        capture_output=True,
        text=True,
        env={**os.environ, "OPENCLD_SCRATCH": str(scratch)},
        check=False,
    )
    assert done.returncode == 4, done.stderr
    assert "OPENCLD_SCRATCH" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(scratch.iterdir()) == []


FULL_DISK = """
import resource, sys
import opencld.validation, opencld.cli
from opencld.validation import findings

write = findings._write
def write_to_a_full_disk(*arguments):
    # from here on no file can grow beyond two thousand bytes, as on a full disk
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))
    return write(*arguments)
findings._write = write_to_a_full_disk
sys.argv = ["cld", "validate", sys.argv[1], "--findings", sys.argv[2]]
opencld.cli.main()
"""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_what_cannot_be_printed_is_said(faulty: Path) -> None:
    command = [sys.executable, "-m", "opencld", "validate", str(faulty)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 4
    assert done.stderr.splitlines()[-1].startswith("cld: The disk has no room")
    assert "Traceback" not in done.stderr


def test_whoever_reads_may_stop_reading(faulty: Path) -> None:
    command = [sys.executable, "-m", "opencld", "validate", str(faulty), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
    assert process.returncode == 1


def test_help_and_version_answer() -> None:
    assert b"validate" in cld("--help").stdout
    assert cld("--version").stdout.startswith(b"cld")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime > 0


def test_reports_the_annotated_return_and_findings_are_written_by_one_check(
    faulty: Path, tmp_path: Path
) -> None:
    outputs = {"--findings": "f.csv", "--report": "f.xlsx", "--annotated": "a.csv"}
    arguments = [part for option, name in outputs.items() for part in (option, tmp_path / name)]
    done = cld("validate", faulty, "--as-of", "2026-04-20", *arguments)
    assert done.returncode == 1
    for name in outputs.values():
        assert str(tmp_path / name).encode() in b"".join(done.stdout.split())
    assert (
        (tmp_path / "a.csv").read_bytes().startswith(faulty.read_bytes().split(b"\r\n")[0] + b',"Findings"')
    )


@pytest.mark.parametrize("with_findings", [True, False])
def test_reports_written_side_by_side_hold_every_finding_once(
    faulty: Path, tmp_path: Path, with_findings: bool
) -> None:
    findings, workbook = tmp_path / "f.parquet", tmp_path / "f.xlsx"
    reports = [f"--report={path}" for path in (tmp_path / "f.html", workbook, tmp_path / "f.md")]
    done = cld("validate", faulty, *reports, "--json", *(["--findings", findings] if with_findings else []))
    (result,) = json.loads(done.stdout)["returns"]
    found = sum(result["findings"].values())
    assert len(load_workbook(workbook).get_sheet_by_name("Rows").to_python()) == 1 + found
    assert not with_findings or pl.read_parquet(findings).height == found


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--annotated", "a.txt"], b"does not end in .csv"),
        (["--annotated", "RETURN"], b"is one of the returns"),
        (["--annotated", "a.csv", "--findings", "a.csv"], b"named for two outputs"),
        (["--team-column", "Team"], b"add --report findings.xlsx"),
        (["--report", "f.xlsx", "--team-column", "Team"], b"has no column 'Team'"),
        (["--report", "f.xlsx", "--team-column", "Team", "--teams", "t.csv"], b"not by both"),
    ],
)
def test_outputs_that_cannot_be_are_refused_before_the_check(
    arguments: list[str], message: bytes, faulty: Path, tmp_path: Path
) -> None:
    placed = [
        str(faulty) if part == "RETURN" else str(tmp_path / part) if "." in part else part
        for part in arguments
    ]
    done = cld("validate", faulty, *placed)
    assert done.returncode == 2
    assert message in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [faulty.name]


def test_standard_input_and_several_returns_cannot_be_annotated(faulty: Path, tmp_path: Path) -> None:
    for files in (["-"], [faulty, faulty]):
        done = cld("validate", *files, "--annotated", tmp_path / "a.csv", stdin=faulty.read_bytes())
        assert done.returncode == 2
        assert b"--annotated takes one return" in done.stderr


def test_a_blank_date_of_death_fails_nowhere(tmp_path: Path) -> None:
    # mandatory, and yet to be left blank where the person is alive or the date is not known
    path = write_return(tmp_path / "r.csv", [an_event()])
    [result] = json.loads(cld("validate", path, "--as-of", "2026-04-20", "--json").stdout)["returns"]
    death = [one["validity"] for one in result["field_results"] if one["field"] == "date_of_death"]
    assert death == ["Passed: Blank (Not Mandatory)"]
