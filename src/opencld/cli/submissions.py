"""`cld submissions`: look at what has landed, and what should have."""

from __future__ import annotations

import sys
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opencld.cli.centre import BY, HOME, REFERENCE, open_repository, specification_with
from opencld.cli.days import DAY
from opencld.cli.showing import FORMAT, show_rows

if TYPE_CHECKING:
    from opencld.submissions.calendar import Expected
    from opencld.submissions.records import Submission

AUTHORITY = click.option("--la-code", metavar="CODE", help="Only this authority.")


@click.group()
def submissions() -> None:
    """List and show what has landed, what was due, and whether the store is whole."""


@submissions.command("list")
@HOME
@AUTHORITY
@click.option("--rejected", is_flag=True, help="Show files that were rejected instead, with the reasons.")
@FORMAT
def list_command(home: Path | None, la_code: str | None, rejected: bool, form: str) -> None:
    """List submissions in the order in which they were received."""
    with open_repository(home) as (_, register):
        from opencld.submissions.records import Submission, all_submissions, audit_entries

        if rejected:
            entries = [(entry, entry.after or {}) for entry in audit_entries(register, action="rejected")]
            rows = [
                (entry.at, entry.by, after["la_code"], after["file"], " ".join(after["reasons"]))
                for entry, after in entries
                if la_code in (None, after["la_code"])
            ]
            show_rows(("When", "By", "LA code", "File", "Reasons"), rows, form)
            return
        listed = all_submissions(register, la_code)
        if form == "table":
            columns = (
                "No.",
                "LA code",
                "Authority",
                "Received",
                "Rows",
                "Derived period",
                "Errors",
                "Status",
            )
            show_rows(columns, [_short_row(one) for one in listed], form)
        else:
            names = [field.name for field in fields(Submission)]
            show_rows(names, [[getattr(one, name) for name in names] for one in listed], form)


def _short_row(one: Submission) -> tuple[str | int | datetime, ...]:
    """What fits on a terminal."""
    derived = f"{one.derived_start:%Y-%m} to {one.derived_end:%Y-%m}" if one.derived_start else "none"
    return (
        one.submission_id, one.la_code, one.la_name, one.imported_at, one.rows, derived, one.errors, one.status,
    )  # fmt: skip


@submissions.command()
@click.argument("number", type=int)
@HOME
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Print the receipt as text, or as JSON for other programs.",
)
def show(number: int, home: Path | None, form: str) -> None:
    """Show the receipt of a submission, and what the audit says of it."""
    import json

    with open_repository(home) as (_, register):
        from opencld.cli.receipt import as_plain_values, whole
        from opencld.submissions.receipts import Receipt
        from opencld.submissions.records import audit_entries, find_submission, finding_counts

        receipt = Receipt(find_submission(register, number), finding_counts(register, number))
        if form == "json":
            click.echo(json.dumps(as_plain_values(receipt), indent=2, ensure_ascii=False))
            return
        click.echo(whole(receipt))
        click.echo("\nAudit")
        for entry in audit_entries(register, number):
            comment = (entry.after or {}).get("comment")
            click.echo(
                f"  {entry.at:%Y-%m-%d %H:%M:%S}  {entry.action} by {entry.by}"
                + (f": {comment}" if comment else "")
            )


@submissions.command()
@HOME
@REFERENCE
@AUTHORITY
@click.option(
    "--as-of", type=DAY, metavar="DATE", help="As things stood at the end of this day. Default: today."
)
@click.option(
    "--periods",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="The last N quarters due.",
)
@click.option("--missing", is_flag=True, help="Only where nothing was received.")
@FORMAT
def calendar(
    home: Path | None,
    reference: Path | None,
    la_code: str | None,
    as_of: date | None,
    periods: int,
    missing: bool,
    form: str,
) -> None:
    """Show what each authority was to send for each quarterly period, and what came.

    A submission counts for the period that ends in the month of its stated end. Usable is the latest whose derived
    period covers the quarter's twelve months: that is the one the centre takes.
    """
    specification = specification_with(reference)
    with open_repository(home) as (_, register):
        from opencld.submissions.calendar import authorities_listed, periods_due
        from opencld.submissions.calendar import calendar as laid_out
        from opencld.submissions.records import all_submissions

        day = as_of or date.today()
        expected = laid_out(
            authorities_listed(specification, la_code),
            periods_due(specification.schedule, day, periods),
            all_submissions(register),
            day,
        )
    columns = [
        "Period", "LA code", "Authority", "State", "Due by", "First received", "Times", "Submissions", "Usable",
    ]  # fmt: skip
    show_rows(columns, [_calendar_row(one) for one in expected if not (missing and one.received)], form)


def _calendar_row(one: Expected) -> tuple[str | int | date | None, ...]:
    numbers = ", ".join(str(submission.submission_id) for submission in one.received)
    return (
        f"{one.period.start} to {one.period.end}",
        one.authority.la_code,
        one.authority.la_name,
        f"{one.state}, resubmitted" if one.is_resubmitted else one.state,
        one.due_by,
        one.first_received.date() if one.first_received else None,
        len(one.received),
        numbers,
        str(one.usable.submission_id) if one.usable else "",
    )


@submissions.command()
@click.argument("number", type=int)
@HOME
@click.option("--comment", required=True, metavar="TEXT", help="Why.")
@click.option("--undo", is_flag=True, help="Take it in again.")
@BY
def withdraw(number: int, home: Path | None, comment: str, undo: bool, by: str | None) -> None:
    """Withdraw a submission: it stays in the store, and is used for nothing from now on."""
    with open_repository(home) as (_, register):
        from opencld.settings import user_of_this_machine
        from opencld.submissions.records import change_status
        from opencld.submissions.states import ACCEPTED, WITHDRAWN

        state = ACCEPTED if undo else WITHDRAWN
        changed = change_status(register, number, state, by or user_of_this_machine(), comment)
        click.echo(f"Submission {number} of {changed.la_code} {changed.la_name} is now {changed.status}.")


@submissions.command()
@HOME
def check(home: Path | None) -> None:
    """Read every file of the store, and name those that are absent or not as they were written."""
    with open_repository(home) as (opened, register):
        from opencld.settings import read_settings
        from opencld.submissions.checking import check_spells, check_store, unregistered_files
        from opencld.submissions.keys import read_key

        setting = read_settings().encryption_key
        key = read_key(setting, "OPENCLD_ENCRYPTION_KEY") if setting else None
        whole = 0
        faults = []
        for checked in check_store(opened, register, key):
            whole += not checked.faults
            for fault in checked.faults:
                faults.append(fault)
                click.echo(f"Submission {checked.submission.submission_id}: {fault}")
        for name, fault in check_spells(opened, register, key):
            faults.append(fault)
            click.echo(f"Hospital spells {name}: {fault}")
        for path in unregistered_files(opened, register):
            click.echo(f"{path} belongs to no submission, and is ignored.")
        click.echo(
            f"{whole:,} submissions are whole" + (f", {len(faults):,} files are not." if faults else ".")
        )
        sys.exit(faults[0].exit_code if faults else 0)
