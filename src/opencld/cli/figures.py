"""What `cld tables`, `cld measure` and `cld repeat` share: options, progress, how a run is done and shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from opencld.cli.centre import check_installed
from opencld.cli.days import DAY

if TYPE_CHECKING:
    import polars as pl

    from opencld.pipeline.figures import Asked, Made
    from opencld.sql import Engine, Progress, SqlTable

Command = TypeVar("Command", bound=Callable[..., Any])
ROWS_SHOWN = 30

FROM = click.option(
    "--from",
    "start",
    type=DAY,
    required=True,
    metavar="DATE",
    help="First day of the period: the first of a month.",
)
TO = click.option(
    "--to",
    "end",
    type=DAY,
    required=True,
    metavar="DATE",
    help="Last day of the period: the last of a month.",
)
AS_OF = click.option(
    "--as-of",
    type=DAY,
    metavar="DATE",
    help="Use only submissions imported by this day. Default: today.",
)
REFERENCE = click.option(
    "--reference",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A folder with reference tables of your own, each in place of the packaged one of its name. "
    "`cld tables reference` writes the packaged ones.",
)
OUT = click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write the tables here, with a manifest from which `cld repeat` makes them again. Default: only show them.",
)
FORMAT = click.option(
    "--format",
    "suffix",
    type=click.Choice(("csv", "parquet")),
    default="csv",
    show_default=True,
    help="The kind of files to write.",
)
ENGINE = click.option(
    "--engine",
    type=click.Choice(("duckdb", "spark")),
    default="duckdb",
    show_default=True,
    help="What runs the method. Both give the same figures; Spark is for when one machine is outgrown.",
)


def options(*decorators: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Put several options on a command, in this order."""

    def decorate(command: Command) -> Command:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


def run(home: Path | None, asked: Asked, out: Path | None, suffix: str) -> Path | None:
    """Do what was asked, write it where it was asked to be, show it. Returns the manifest, if one was written."""
    check_installed()
    from opencld.pipeline.figures import make, read_references, submitted_in
    from opencld.pipeline.outputs import write_outputs
    from opencld.settings import read_settings
    from opencld.sql import open_engine
    from opencld.submissions.home import chosen_home

    settings = read_settings()
    submitted = submitted_in(chosen_home(home, settings.home))
    references = read_references(Path(asked.reference) if asked.reference else None)
    with (
        open_engine(asked.engine, settings.scratch, settings.engine_memory_mb) as engine,
        progress() as shown,
    ):
        made = make(engine, submitted, references, asked, shown)
        spells = submitted.spells_of(asked.spells) if asked.spells else None
        manifest = write_outputs(engine, made, asked, references, out, suffix, spells) if out else None
        show(engine, made, manifest)
    return manifest


@contextmanager
def progress() -> Iterator[Progress]:
    """Show on a terminal which table is being made, and how many there are."""
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("Choosing submissions…") as status:

        def shown(done: int, tables: int, table: SqlTable) -> None:
            status.update(f"{table.title} ({done + 1} of {tables})")

        yield shown


def show(engine: Engine, made: Made, manifest: Path | None) -> None:
    """Print what the run read, its figures, who is missing, and where everything was written."""
    from opencld.cli.terminal import terminal

    console = terminal(140)
    authorities = made.submissions["la_code"].n_unique()
    console.print(f"{made.submissions.height} submissions of {authorities} local authorities were read.")
    for table in made.asked_for:
        if not table.startswith("main_"):
            _print_figures(console, engine.frame(table), made, made.tables[table])
    for table in made.tables:
        if table.startswith("authorities_without") or table == "unmapped_values":
            _print_table(console, engine.frame(table), made.tables[table])
    for table in made.left_out:
        _print_left_out(console, engine.frame(table), made.tables[table])
    if "ascof_2d_matches" in made.tables:
        console.print(f"\n{_matched(*engine.frame('ascof_2d_matches').row(0))}")
    if manifest:
        console.print(
            f"\n{len(made.tables)} tables were written to {manifest.parent}, and {manifest.name} with them."
        )


def _print_figures(console: Any, figures: pl.DataFrame, made: Made, title: str) -> None:
    with_submission = _of_those_read(figures, made)
    _print_table(console, with_submission, title)
    if with_submission.height < figures.height:
        console.print(
            f"{figures.height - with_submission.height:,} rows of local authorities without a submission are left "
            "out here; --out has them, with zeros as the published method gives."
        )


def _of_those_read(figures: pl.DataFrame, made: Made) -> pl.DataFrame:
    """Return the figures of authorities of which a submission was read, and of all together."""
    if "la_code" not in figures.columns:
        return figures
    together = ("all", "99999")
    return figures.filter(figures["la_code"].is_in([*made.submissions["la_code"].unique(), *together]))


def _print_left_out(console: Any, frame: pl.DataFrame, title: str) -> None:
    """Print how many each step left out of all authorities, those left out of the numerator alone below the others."""
    import polars as pl

    everywhere = frame.filter(pl.col("la_code") == "all").drop("la_code")
    if "in_denominator" in everywhere.columns:
        words = {0: "figure", 1: "numerator only"}
        everywhere = everywhere.with_columns(
            pl.col("in_denominator").replace_strict(words, return_dtype=pl.String).alias("left_out_of")
        ).drop("in_denominator")
    _print_table(console, everywhere, title, rows_shown=100)


def _matched(people: int, matched: int) -> str:
    if not matched:
        return (
            "Nobody in the hospital spells is in the submissions, so there is nothing to measure. Check that they "
            "are of the same area and years, and that their NHS numbers are real ones and not pseudonyms already."
        )
    return f"{matched:,} of the {people:,} people in the hospital spells are in the submissions."


def _print_table(console: Any, frame: pl.DataFrame, title: str, rows_shown: int = ROWS_SHOWN) -> None:
    from rich.table import Table

    if frame.is_empty():
        return
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    frame = frame.sort(frame.columns)
    # a period that is the same on every row is said once
    constant = [name for name in ("period_start", "period_end") if name in frame.columns]
    for name in (name for name in frame.columns if name not in constant):
        table.add_column(name, justify="right" if frame[name].dtype.is_numeric() else "left")
    for row in frame.drop(constant).head(rows_shown).iter_rows():
        table.add_row(*("" if value is None else str(value) for value in row))
    console.print()
    console.print(table)
    if frame.height > rows_shown:
        console.print(f"… and {frame.height - rows_shown} more rows: write them with --out.")


def today() -> date:
    """Return the day on which the command is run."""
    return date.today()
