"""`cld key`: make the keys that protect people."""

from __future__ import annotations

import os
from pathlib import Path

import click

from opencld.errors import CannotWrite, Misused


@click.group()
def key() -> None:
    """Make the keys from which pseudonyms are made and with which submissions are encrypted."""


@key.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Write the key to a new file that only you may read, instead of the terminal.",
)
def new(out: Path | None) -> None:
    """Make a new key, 64 hexadecimal digits at random.

    Make one for OPENCLD_PSEUDONYM_KEY and another for OPENCLD_ENCRYPTION_KEY, once, and keep copies where the
    repository is not. Without the first, people can no longer be matched with earlier submissions; without the second,
    submissions can no longer be read.
    """
    from opencld.submissions.keys import Key, new_key

    made = new_key()
    if out is None:
        click.echo(made)
        return
    _write(out, made)
    click.echo(
        f"Wrote a key to {out}. Its fingerprint is {Key(bytes.fromhex(made)).fingerprint}. Keep a copy elsewhere."
    )


def _write(path: Path, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Misused(f"{path} is there already, and may hold a key in use. Name another file.") from None
    except OSError as error:
        raise CannotWrite(f"{path} could not be written: {error.strerror}.") from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text + "\n")
