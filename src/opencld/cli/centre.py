"""What the commands of the centre share: where the repository is, and what must be installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from opencld.errors import Misused

if TYPE_CHECKING:
    from opencld.specification import Specification
    from opencld.submissions.home import Home
    from opencld.submissions.register import Register

NEEDED = ("sqlalchemy", "alembic", "cryptography", "filelock", "sqlglot")
Command = TypeVar("Command", bound=Callable[..., Any])

HOME = click.option(
    "--home",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of the repository of submissions. Default: OPENCLD_HOME.",
)
BY = click.option(
    "--by", metavar="NAME", help="Who does this, for the audit. Default: the user of this machine."
)
REFERENCE = click.option(
    "--reference",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder with reference lists of your own; its la_lookup.csv replaces the list of local authorities.",
)


def check_installed() -> None:
    """Raise Misused, saying what to install, where the libraries of the centre are absent."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise Misused(
            f"This command needs {', '.join(missing)}, which `cld validate` does not. "
            "Install the rest, in a copy of the project: pip install '.[centre]'"
        )


def specification_with(reference: Path | None) -> Specification:
    """Return the specification, with the reference lists of a folder where one is named."""
    from opencld.specification import load_specification
    from opencld.specification.reference_folder import with_reference

    return with_reference(load_specification(), reference)


@contextmanager
def open_repository(home: Path | None) -> Iterator[tuple[Home, Register]]:
    """Open a repository that is there, to look at it."""
    check_installed()
    from opencld.settings import read_settings
    from opencld.submissions.home import chosen_home, open_home
    from opencld.submissions.register import open_register

    opened = open_home(chosen_home(home, read_settings().home))
    register = open_register(opened.register)
    try:
        yield opened, register
    finally:
        register.close()
