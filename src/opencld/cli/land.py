"""`cld land`: take returns into the repository of submissions."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opencld.cli.centre import BY, HOME, REFERENCE, check_installed, specification_with
from opencld.errors import Misused

if TYPE_CHECKING:
    from opencld.pipeline.landing import Landing
    from opencld.submissions.arrivals import Arrival
    from opencld.submissions.receipts import Outcome


class Moment(click.ParamType[datetime]):
    """Reads 2026-04-20 14:49:42.500, or a day alone."""

    name = "moment"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the moment. Raises click's BadParameter with the forms that are read."""
        from opencld.submissions.arrivals import read_moment

        try:
            return read_moment(str(value))
        except ValueError:
            self.fail(
                f"{value!r} is no moment. Write it like 2026-04-20 14:49:42, or 2026-04-20.", param, ctx
            )


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@click.option("--la-code", metavar="CODE", help="LA code of the authority that sent the file.")
@click.option(
    "--imported-at",
    type=Moment(),
    metavar="MOMENT",
    help="When it was received (2026-04-20 14:49:42). Default: now.",
)
@click.option("--comment", default="", metavar="TEXT", help="What the authority says of it.")
@click.option(
    "--again", is_flag=True, help="Land it although the same file of the authority is a submission already."
)
@click.option(
    "--manifest",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="Land all files that a CSV file names: la_code, file, imported_at; if need be rows, first_record_id, comment.",
)
@HOME
@REFERENCE
@BY
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Print receipts as text, or as JSON for other programs.",
)
def land(
    file: Path | None,
    la_code: str | None,
    imported_at: datetime | None,
    comment: str,
    again: bool,
    manifest: Path | None,
    home: Path | None,
    reference: Path | None,
    by: str | None,
    form: str,
) -> None:
    """Take a return into the repository of submissions, or all those that a manifest names.

    The bytes are kept as received, under the hash of their content; they are checked, pseudonymised and recorded, and a
    receipt is printed. Either all of it happens or nothing. A file that the portal would refuse leaves only the reason.
    Files of a manifest that are submissions already are passed over, so it can be landed again after an interruption.

    \b
    Exit codes
      0  everything is landed
      1  a file was rejected
      others as in the reference: wrong options, no authority, key, room, …
    """
    check_installed()
    arrivals = _arrivals(file, la_code, imported_at, comment, again, manifest)
    specification = specification_with(reference)
    from opencld.pipeline.opening import open_landing
    from opencld.submissions.arrivals import check_arrivals
    from opencld.submissions.receipts import Rejection
    from opencld.submissions.register import now

    check_arrivals(arrivals, specification, now())
    with open_landing(home, specification, by) as landing:
        outcomes = _land_all(landing, arrivals, manifest is not None, form)
    sys.exit(1 if any(isinstance(one, Rejection) for one in outcomes) else 0)


def _arrivals(
    file: Path | None,
    la_code: str | None,
    imported_at: datetime | None,
    comment: str,
    again: bool,
    manifest: Path | None,
) -> tuple[Arrival, ...]:
    from opencld.submissions.arrivals import Arrival, read_manifest

    if manifest:
        if file or la_code or imported_at or comment:
            raise Misused(
                "With --manifest, authority, moment and comment of each file stand in the manifest."
            )
        return read_manifest(manifest)
    if not file or not la_code:
        raise Misused("Name a file with --la-code, the authority that sent it; or several with --manifest.")
    return (Arrival(file, la_code, imported_at, comment, again=again),)


def _land_all(landing: Landing, arrivals: tuple[Arrival, ...], is_manifest: bool, form: str) -> list[Outcome]:
    """Land files in their order, and say of each what came of it."""
    from opencld.cli.receipt import as_plain_values, one_line, summed_up, whole

    outcomes: list[Outcome] = []
    try:
        for outcome in _outcomes(landing, arrivals, is_manifest):
            outcomes.append(outcome)
            if form == "text":
                counted = f"{len(outcomes)} of {len(arrivals)}"
                click.echo(f"{counted}: {one_line(outcome)}" if is_manifest else whole(outcome))
    finally:
        if form == "json":
            plain = [as_plain_values(one) for one in outcomes]
            click.echo(json.dumps(plain, indent=2, ensure_ascii=False))
        elif is_manifest:
            click.echo(summed_up(outcomes, len(arrivals)))
    return outcomes


def _outcomes(landing: Landing, arrivals: tuple[Arrival, ...], is_manifest: bool) -> Iterator[Outcome]:
    from opencld.cli.progress import progress_of
    from opencld.pipeline.landing_several import land_several
    from opencld.settings import processors

    if is_manifest:
        yield from land_several(landing, arrivals, processors())
        return
    for arrival in arrivals:
        with progress_of(f"Landing {arrival.path.name}") as progress:
            yield landing.land(arrival, progress)
