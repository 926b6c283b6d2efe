"""`cld repeat`: make the tables of an earlier run again, and say what is different."""

from __future__ import annotations

from pathlib import Path

import click

from opencld.cli.centre import HOME
from opencld.cli.figures import options, run
from opencld.errors import Misused


@click.command()
@click.argument("manifest", type=click.Path(path_type=Path))
@options(HOME)
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Write the tables here."
)
def repeat(manifest: Path, home: Path | None, out: Path) -> None:
    """Make the tables of an earlier run again from its MANIFEST, and say whether they are the same.

    \b
    Exit codes
      0  everything is the same
      1  something is different: the code, a submission, a reference table or a figure
    """
    from opencld.pipeline.outputs import asked_of, differences, read_manifest

    before = read_manifest(manifest)
    if out.resolve() == manifest.parent.resolve():
        raise Misused(
            f"{out} holds the earlier run. Name another folder with --out, so that nothing is lost."
        )
    suffix = "parquet" if any(name.endswith(".parquet") for name in before["files"]) else "csv"
    written = run(home, asked_of(before["asked"]), out, suffix)
    assert written is not None
    found = differences(before, read_manifest(written))
    click.echo("\n".join(found) if found else "Every table is the same as before.")
    raise SystemExit(1 if found else 0)
