"""`cld serve`: everything in the browser, for one person on their own machine."""

from __future__ import annotations

import click

from opencld.errors import Misused

NEEDED = (
    "starlette",
    "uvicorn",
    "fastapi",
    "python_multipart",
    "nhsuk_frontend_jinja",
    "filelock",
    "sqlglot",
)


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="The port. Default: any that is free.",
)
@click.option(
    "--keep",
    is_flag=True,
    help="Keep the returns and everything made of them when it stops, and say where they are.",
)
@click.option("--no-browser", is_flag=True, help="Only print the link; do not open a browser.")
def serve(port: int, keep: bool, no_browser: bool) -> None:
    """Open the browser on a page that checks, fixes, compares and previews returns.

    It answers this machine alone, and only whoever has the link that it prints. Nothing leaves the machine, and what it
    wrote is deleted when it stops. Needs the extra: pip install '.[server]'.

    \b
    Exit codes
      0  stopped
      2  an option that makes no sense, or the extra is not installed
      4  the port is taken, or no folder for work files can be made
    """
    check_installed()
    from opencld.portal.serving import serve as serve_pages

    kept = serve_pages(port, keep, not no_browser, click.echo)
    click.echo(f"Stopped. The work files are in {kept}." if kept else "Stopped. The work files are deleted.")


def check_installed() -> None:
    """Refuse, and say what to do, where the extra is not installed. Raises Misused."""
    from importlib.util import find_spec

    if any(find_spec(name) is None for name in NEEDED):
        raise Misused(
            "cld serve needs more than is installed: pip install '.[server]' in a copy of the project."
        )
