"""The page of commands, from what the command line says of itself."""

from __future__ import annotations

from collections.abc import Iterator

import click
from docs.generating.markdown import notice, page, plain, table

from opencld import errors
from opencld.cli import cld


def commands_page() -> str:
    """Return the page with every command, argument, option and exit code."""
    commands = list(all_commands())
    return page(
        "# Commands",
        notice("[the command line](../../src/opencld/cli)"),
        "Everything happens on your own machine; nothing is sent anywhere. Each command also answers to "
        "`--help`.",
        table(
            ["Command", "What it does"],
            [(f"`{one.command_path}`", _first_line(one.command)) for one in commands],
        ),
        *(block for one in commands for block in _section(one)),
        "## Exit codes",
        "A command ends with a number that other programs can ask for. `cld validate` uses 0 and 1 as its "
        "`--fail-on` says; the others mean the same for every command.",
        table(["Code", "Meaning"], _exit_codes()),
    )


def all_commands() -> Iterator[click.Context]:
    '""Yield the context of every command, which knows the words that call it; groups before what is in'
    'them.""'
    yield from _with_subcommands(cld, None, "cld")


def _with_subcommands(
    command: click.Command, parent: click.Context | None, word: str
) -> Iterator[click.Context]:
    # settings such as the names of --help come down from the parent
    context = click.Context(command, parent=parent, info_name=word, **command.context_settings)
    yield context
    if isinstance(command, click.Group):
        for inner_word in command.list_commands(context):
            inner = command.get_command(context, inner_word)
            assert inner is not None
            yield from _with_subcommands(inner, context, inner_word)


def _section(context: click.Context) -> Iterator[str]:
    name, command = context.command_path, context.command
    yield f"## {name}"
    yield f"```\n{' '.join([name, *command.collect_usage_pieces(context)])}\n```"
    yield plain(_prose(command))
    arguments = [param for param in command.params if isinstance(param, click.Argument)]
    if arguments:
        rows = [(f"`{_placeholder(argument)}`", _kind(argument)) for argument in arguments]
        yield table(["Argument", "What it takes"], rows)
    options = [param for param in command.get_params(context) if isinstance(param, click.Option)]
    yield table(["Option", "What it does"], [(_spelling(option), _meaning(option)) for option in options])


def _prose(command: click.Command) -> str:
    """The help text without its list of exit codes, which the page has once for all."""
    paragraphs = (command.help or "").split("\n\n")
    return "\n\n".join(" ".join(part.split()) for part in paragraphs if "\b" not in part)


def _first_line(command: click.Command) -> str:
    return plain(_prose(command).split("\n\n")[0])


def _placeholder(argument: click.Argument) -> str:
    name = argument.metavar or str(argument.name).upper()
    return name if argument.nargs == 1 or argument.metavar else f"{name}..."


def _kind(argument: click.Argument) -> str:
    if isinstance(argument.type, click.Choice):
        return "one of " + ", ".join(f"`{choice}`" for choice in argument.type.choices)
    return "one or several" if argument.nargs == -1 else "one"


def _spelling(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in option.opts)
    if option.is_flag or option.count:
        return names
    takes = option.metavar or "TEXT"
    if isinstance(option.type, click.Choice):
        takes = "|".join(map(str, option.type.choices))
    return f"{names} {plain(takes)}"


def _meaning(option: click.Option) -> str:
    meaning = plain(option.help or "")
    if option.required:
        meaning += " Required."
    if option.show_default and not option.is_flag:
        meaning += f" Default: `{option.default}`."
    return meaning


def _exit_codes() -> Iterator[tuple[str, str]]:
    yield "0", "Done; with `cld validate`, no finding as grave as `--fail-on`."
    yield (
        "1",
        (
            "With `cld validate`: at least one finding as grave as `--fail-on`, or graver. "
            "With `cld land`: a file was rejected."
        ),
    )
    for error in sorted(errors.OpencldError.__subclasses__(), key=lambda error: error.exit_code):
        meaning = " ".join((error.__doc__ or "").split())
        yield str(error.exit_code), meaning.removesuffix(f" Exit code {error.exit_code}.")
    yield "130", "Stopped with Ctrl+C."
