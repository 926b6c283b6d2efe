"""`cld validate`: check returns and say what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import click

from opencld import __version__, second_process
from opencld.cli.days import RECEIVED
from opencld.cli.progress import Progress, progress_of
from opencld.cli.starting import end, starting
from opencld.errors import CannotRead, Misused

if TYPE_CHECKING:
    from opencld.notes import Notes
    from opencld.reports.teams import Teams
    from opencld.validation import Validation

# its own name for it would take a while to import
JUDGING_SECTIONS = "opencld.validation.sections:JudgingBeside"
FAIL_ON = ("reject", "error", "warning", "note", "never")


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@RECEIVED
@click.option(
    "--findings",
    "findings_path",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Write every finding, one a line, to a .csv, .parquet or .json file.",
)
@click.option(
    "--report",
    "report_paths",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="PATH",
    help="Write a report to pass on: .html, one page with everything; .md, a summary without personal data; .xlsx, a "
    "workbook with every finding. May be given several times.",
)
@click.option(
    "--team-column",
    metavar="HEADER",
    help="Give each team a sheet of the .xlsx report, by this column of the return.",
)
@click.option(
    "--teams",
    "teams_path",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The same, by a .csv file with the columns la_person_unique_identifier and team.",
)
@click.option(
    "--annotated",
    "annotated_path",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Write the return as it was, with one more column that holds each row's findings, to a .csv file.",
)
@click.option(
    "--notes",
    "notes_path",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Show these notes on the return (see `cld notes`) beside its findings, here and in reports.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for other programs.")
@click.option(
    "--fields", "with_fields", is_flag=True, help="Also show each field's result as the centre reports it."
)
@click.option("--show", default=10, show_default=True, metavar="N", help="Examples of findings to show.")
@click.option(
    "--show-identifiers",
    is_flag=True,
    help="Show NHS numbers, names, birth dates, postcodes and linked identifiers instead of [hidden].",
)
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default="error",
    show_default=True,
    help="End with exit code 1 where there is a finding this grave or graver.",
)
def validate(
    files: tuple[str, ...],
    as_of: date | None,
    findings_path: Path | None,
    report_paths: tuple[Path, ...],
    team_column: str | None,
    teams_path: Path | None,
    annotated_path: Path | None,
    notes_path: Path | None,
    as_json: bool,
    with_fields: bool,
    show: int,
    show_identifiers: bool,
    fail_on: str,
) -> None:
    """Check returns: will they be accepted, what is wrong row by row, and what would be right.

    FILE is a CSV file, also gzipped (.csv.gz) or alone in a .zip, an Excel workbook (.xlsx), or - for standard
    input. Nothing is changed and nothing leaves this machine.

    \b
    Exit codes
      0  no finding as grave as --fail-on
      1  at least one finding as grave as --fail-on, or graver
      2  an option that makes no sense
      3  a file that cannot be read
      4  a file that cannot be written
      5  a fault in the specification's own data
    """
    as_of = as_of or date.today()
    with_field_results = with_fields or as_json or bool(report_paths)
    prepare_second_process(files, as_of, with_field_results)
    check_options(files, findings_path, report_paths, annotated_path)
    teams = read_teams(files, report_paths, team_column, teams_path)
    notes = read_notes_on(files, notes_path)
    checked, unread = check_all(files, as_of, show_identifiers, with_field_results, bool(report_paths))
    check_notes(notes, checked, notes_path)
    with (
        annotating(checked, annotated_path, bool(report_paths)),
        writing(checked, findings_path),
    ):
        if not as_json:
            show_results(checked, findings_path is not None, with_fields, show)
            show_notes(notes)
        if report_paths:
            from opencld.reports import Results, write_reports

            write_reports(report_paths, Results(checked, findings_path, unread, teams, notes=notes))
    if as_json:
        click.echo(json.dumps(as_plain_values(checked, unread), indent=2, ensure_ascii=False))
    else:
        show_places(findings_path if checked else None, report_paths, annotated_path if checked else None)
    failed = fail_on != "never" and any(one.summary.reaches(fail_on) for one in checked)  # type: ignore[arg-type]
    for one in checked:
        one.close()
    end(CannotRead.exit_code if unread else 1 if failed else 0)


def check_options(
    files: tuple[str, ...],
    findings_path: Path | None,
    report_paths: tuple[Path, ...],
    annotated_path: Path | None,
) -> None:
    """Refuse, before anything long is begun, what could only fail at its end."""
    if files.count("-") > 1:
        raise Misused("Standard input (-) can be named only once.")
    inputs = [Path(file) for file in files if file != "-"]
    if findings_path:
        from opencld.validation.findings import check_target

        check_target(findings_path, inputs)
    if report_paths:
        from opencld.reports import check_report_target

        for path in report_paths:
            check_report_target(path, inputs)
    if annotated_path:
        from opencld.reports.annotated import check_annotated_target

        if len(files) > 1 or "-" in files:
            raise Misused("--annotated takes one return, in a file of its own. Check the others one by one.")
        check_annotated_target(annotated_path, inputs[0])
    outputs = [path.resolve() for path in (findings_path, annotated_path, *report_paths) if path]
    if twice := {path for path in outputs if outputs.count(path) > 1}:
        raise Misused(f"{twice.pop()} is named for two outputs. Give each a file of its own.")


def read_teams(
    files: tuple[str, ...], report_paths: tuple[Path, ...], column: str | None, lookup: Path | None
) -> Teams | None:
    """Find out, before anything long is begun, which team owns a person."""
    if not column and not lookup:
        return None
    from opencld.reports.teams import Teams, check_team_column, read_lookup
    from opencld.specification import load_specification

    if column and lookup:
        raise Misused("Name teams by --team-column or by --teams, not by both.")
    if all(path.suffix.lower() != ".xlsx" for path in report_paths):
        raise Misused("Teams get sheets of a workbook: add --report findings.xlsx.")
    if lookup:
        return read_lookup(lookup)
    if "-" in files:
        raise Misused("--team-column needs a file, for the column is read once more after the check.")
    check_team_column(str(column), [Path(file) for file in files], load_specification())
    return Teams(column=str(column))


def read_notes_on(files: tuple[str, ...], notes_path: Path | None) -> Notes | None:
    """Read the notes before anything long is begun. Raises Misused where there are several returns."""
    if notes_path is None:
        return None
    from opencld.notes import read_notes

    if len(files) > 1:
        raise Misused("--notes is on one return. Check the others one by one.")
    return read_notes(notes_path)


def check_notes(notes: Notes | None, checked: list[Validation], notes_path: Path | None) -> None:
    """Refuse notes on another return."""
    if notes and notes_path and checked:
        from opencld.notes import check_notes_on

        check_notes_on(notes, checked[0].summary, notes_path.name)


def show_notes(notes: Notes | None) -> None:
    """Print the notes on the return."""
    if notes:
        from opencld.reports.noted import all_notes

        click.echo("\nNotes for the comments box")
        for about, text in all_notes(notes):
            click.echo(f"  {about}: {text}")


def check_all(
    files: tuple[str, ...],
    as_of: date,
    show_identifiers: bool,
    with_field_results: bool,
    with_sense_checks: bool,
) -> tuple[list[Validation], dict[str, str]]:
    """Check every file; one that cannot be read is named, with the reason, and does not stop the others."""
    with starting():
        from opencld.specification import load_specification
        from opencld.validation import validate as check

        specification = load_specification()
    checked: list[Validation] = []
    unread: dict[str, str] = {}
    for file in files:
        try:
            with progress_of(f"Checking {Path(file).name}") as progress:
                checked.append(
                    check(
                        file,
                        as_of,
                        show_identifiers,
                        with_field_results,
                        importing_at_the_end(progress),
                        specification,
                        with_sense_checks=with_sense_checks,
                    )
                )
        except CannotRead as error:
            click.echo(f"cld: {error}", err=True)
            unread[file] = str(error)
    return checked, unread


def importing_at_the_end(progress: Progress) -> Progress:
    """Import what shows the result, which takes a while, when all is read: there is a processor free for it then."""

    def told(done: int, size: int | None) -> None:
        progress(done, size)
        if done == size:
            Thread(target=import_module, args=("opencld.cli.result",)).start()

    return told


def prepare_second_process(files: tuple[str, ...], as_of: date, with_field_results: bool) -> None:
    """Start a second process before anything that takes long is imported, on the first file that is large enough."""
    for file in files:
        path = Path(file)
        if path.is_file() and second_process.is_worth_starting(path.stat().st_size):
            stamp = (path.stat().st_size, path.stat().st_mtime_ns)
            second_process.prepare(JUDGING_SECTIONS, (file, stamp, as_of, with_field_results, None))
            return


@contextmanager
def writing(checked: list[Validation], findings_path: Path | None) -> Iterator[None]:
    """Write the findings of all returns to one file, if one is named, while something else is done."""
    if not findings_path or not checked:
        yield
        return
    from opencld.settings import read_settings
    from opencld.validation.findings import findings_written_meanwhile

    findings = [(one.summary.file, one.kept_findings) for one in checked]
    with findings_written_meanwhile(findings_path, findings, read_settings().memory_mb):
        yield


@contextmanager
def annotating(checked: list[Validation], path: Path | None, is_busy: bool) -> Iterator[None]:
    """Write the return with its findings beside each row, if a path is named; `is_busy` where there is more to do."""
    if not path or not checked:
        yield
        return
    from opencld.reports.annotated import annotated_meanwhile, write_annotated

    if is_busy:
        with annotated_meanwhile(path, checked[0]):
            yield
    else:
        yield
        write_annotated(path, checked[0])


def show_results(checked: list[Validation], has_findings_file: bool, with_fields: bool, show: int) -> None:
    """Print what was found, return by return."""
    from opencld.cli.result import print_result
    from opencld.cli.terminal import terminal

    console = terminal()
    for one in checked:
        print_result(console, one, has_findings_file, with_fields, show)


def show_places(
    findings_path: Path | None, report_paths: tuple[Path, ...], annotated_path: Path | None
) -> None:
    """Print where everything is that was written."""
    places = [
        *([f"Every finding is in {findings_path}."] if findings_path else ()),
        *(f"The report is in {path}." for path in report_paths),
        *([f"The annotated return is in {annotated_path}."] if annotated_path else ()),
    ]
    if places:
        click.echo("\n" + "\n".join(places))


def as_plain_values(checked: list[Validation], unread: dict[str, str]) -> dict[str, Any]:
    """Return what `--json` prints: the results, and why other files could not be read."""
    return {
        "opencld": __version__,
        "returns": [one.summary.as_dict() for one in checked],
        "unread": [{"file": file, "error": error} for file, error in unread.items()],
    }
