"""The command `cld`: each command parses what was typed, calls one function of the library, and shows the result."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module

import click

from opencld import __version__
from opencld.cli.starting import OWN_PROCESS
from opencld.errors import CannotWrite, OpencldError
from opencld.settings import keep_memory_at_hand

COMMANDS = {
    "validate": "Check returns and say what is wrong with them, row by row.",
    "serve": "Open everything for returns in the browser: check, fix, compare, preview.",
    "fix": "Take safe suggestions and your decisions, with a log of every change.",
    "upgrade": "Turn a Release 1 return into a Release 2 one.",
    "synth": "Invent returns: people who do not exist, as authorities would submit them.",
    "compare": "Compare a return with the one before it: what is new, what changed, what is missing.",
    "preview": "Make the figures of returns before they are sent.",
    "notes": "Draft notes for the portal's comments box: what is missing, and when it will come.",
    "land": "Take returns into the repository of submissions.",
    "land-spells": "Take hospital spells into the repository, for ASCOF 2D.",
    "submissions": "List and show what has landed, what was due, and whether the store is whole.",
    "tables": "Make main tables: one row per event, by the published method.",
    "measure": "Make the figures of a measure, equal to the published method.",
    "lineage": "Say of every row of a submission what became of it.",
    "repeat": "Make the tables of an earlier run again, and say what is different.",
    "key": "Make the keys that protect people.",
    "spec": "Look up fields, defined lists and rules, or export the specification.",
}


class Commands(click.Group):
    """Imports a command only when it is asked for, so that `cld --help` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the commands in the order in which people use them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the module of the command; it holds a click command of the same name."""
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        command = getattr(import_module(f"opencld.cli.{name}"), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cld")
def cld() -> None:
    """Check returns of England's adult social care Client Level Data (CLD).

    Start with `cld validate RETURN.csv`. Everything happens on this machine; nothing is sent anywhere.
    """


def main() -> None:
    """Run `cld`; faults that a user can mend end with one message and their own exit code, without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # a Windows pipe may know fewer characters than a message holds
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    keep_memory_at_hand()
    try:
        cld.main(prog_name="cld", standalone_mode=False, obj=OWN_PROCESS)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except OpencldError as error:
        click.echo(f"cld: {error}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        sys.exit(_not_printed(error))


def _not_printed(error: OSError) -> int:
    """Return the exit code where what is printed could not be taken in; whoever reads it may have read enough."""
    # what has a name is a file, and not what is printed
    if error.filename or error.errno not in (errno.EPIPE, errno.ENOSPC):
        raise error
    # what is left over has no place to go when Python ends either
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno == errno.EPIPE:
        return 1
    message = "The disk has no room for what was to be printed. Make room, or print it somewhere else."
    click.echo(f"cld: {message}", err=True)
    return CannotWrite.exit_code
