"""`cld notes`: draft notes for the comments box, and print them as its text."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from opencld.cli.days import RECEIVED
from opencld.cli.progress import progress_of
from opencld.errors import Misused


@click.command()
@click.argument("cld_return", metavar="[RETURN]", required=False, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The .yaml file of notes to write.",
)
@click.option(
    "--last",
    "last_path",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Last quarter's notes: what they say is carried over, to be confirmed.",
)
@RECEIVED
@click.option(
    "--print",
    "print_path",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Print this file of notes as the text for the comments box.",
)
@click.option("--force", is_flag=True, help="Overwrite the file of notes if it exists.")
def notes(
    cld_return: Path | None,
    output: Path | None,
    last_path: Path | None,
    as_of: date | None,
    print_path: Path | None,
    force: bool,
) -> None:
    """Draft notes on a RETURN for the portal's comments box, or print them as the comment.

    The draft says, from the findings, which mandatory fields and event types are missing, and asks what the collection
    guidance wants to know each time. Fill in why, and when it will come; confirm what is right; then --print it.

    \b
    Exit codes
      0  done
      1  printed, but some notes are not confirmed and were left out
      2  an option, or a file of notes, that makes no sense
      3  a file that cannot be read
      4  a file that cannot be written, or exists already
    """
    if print_path and not (cld_return or output or last_path):
        sys.exit(_print(print_path))
    if print_path or not cld_return or not output:
        raise Misused(
            "Give a return and a file to write (cld notes RETURN.csv -o notes.yaml), or --print notes.yaml alone."
        )
    _draft(cld_return, output, last_path, as_of, force)


def _draft(cld_return: Path, output: Path, last_path: Path | None, as_of: date | None, force: bool) -> None:
    from opencld import saving
    from opencld.notes import as_yaml, draft, read_notes
    from opencld.specification import load_specification
    from opencld.validation import validate

    inputs = [path for path in (cld_return, last_path) if path]
    saving.check_target(output, "the notes", (".yaml", ".yml"), inputs)
    if output.exists() and not force:
        raise saving.exists_already(output)
    last = read_notes(last_path) if last_path else None
    specification = load_specification()
    with progress_of(f"Checking {cld_return.name}") as progress:
        validation = validate(cld_return, as_of, progress=progress)
    drafted = draft(validation.summary, specification, last)
    validation.close()
    saving.save(as_yaml(drafted).encode(), output, overwrite=force)
    click.echo(
        f"Wrote {output}: {len(drafted.missing)} notes on what is missing and {len(drafted.answers)} standing "
        f"questions. Edit it, confirm what is right, and print the comment: cld notes --print {output}"
    )


def _print(path: Path) -> int:
    from opencld.notes import comment, read_notes

    read = read_notes(path)
    text = comment(read)
    if text:
        click.echo(text, nl=False)
    if not read.unconfirmed:
        return 0
    left_out = "\n".join(f"  {about}" for about in read.unconfirmed)
    click.echo(
        f"cld: {len(read.unconfirmed)} notes are not confirmed and were left out:\n{left_out}", err=True
    )
    return 1
