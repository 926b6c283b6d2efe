"""The page of a preview: one file that opens anywhere, each figure with the way to its method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from markupsafe import Markup

import opencld.preview
from opencld import __version__
from opencld.drawing import Bar, Column, Table, bars, render
from opencld.measures import find_measure, measure_tables, measures
from opencld.pipeline import preview_sentences as sentences
from opencld.pipeline.preview_files import figures_beside
from opencld.pipeline.previewing import Preview
from opencld.preview import Beside

TEMPLATES = Path(opencld.preview.__file__).parent / "templates"
DRAWN = ("percent", "rate per 100,000")


@dataclass(frozen=True)
class ShownMeasure:
    """What the page has of a measure: its figures as a table, and as a picture where they are shares or rates."""

    measure: str
    key: str
    title: str
    picture: Markup | None
    table: Table


@dataclass(frozen=True)
class ShownAuthority:
    """What the page has of an authority."""

    key: str
    name: str
    returns: Table
    periods: list[tuple[str, str]]
    remarks: tuple[str, ...]
    measures: list[ShownMeasure]
    not_shown: Table
    limits: list[str]


def page(previews: Sequence[Preview]) -> str:
    """Return the page as HTML."""
    return render(
        TEMPLATES,
        "preview.html",
        version=__version__,
        authorities=[shown_authority(one) for one in previews],
        methods=[
            (one.name, one.title, measure_tables()[one.tables[0]].source.rstrip("."), one.quirks)
            for one in measures().values()
        ],
    )


def shown_authority(one: Preview) -> ShownAuthority:
    """Return what a page says of an authority's figures."""
    key = f"la-{one.this.la_code}"
    titles = tuple(Column(name, is_number=place > 3) for place, name in enumerate(sentences.RETURN_COLUMNS))
    return ShownAuthority(
        key,
        f"{one.this.la_code} {one.this.la_name}",
        Table(f"{key}-returns", "Returns", titles, tuple(sentences.return_rows(one))),
        sentences.periods(one),
        one.remarks,
        [
            _measure(one, key, measure, list(figures))
            for measure, figures in groupby(figures_beside(one), key=lambda figure: figure.measure)
        ],
        Table(
            f"{key}-not-shown",
            "Not shown",
            (Column("Measures"), Column("Why", width="long")),
            tuple(sentences.reasons(one)),
        ),
        sentences.limits_of(one),
    )


def _measure(one: Preview, key: str, measure: str, figures: list[Beside]) -> ShownMeasure:
    title = find_measure(measure).title
    columns = tuple(
        Column(name, is_number=place > 1) for place, name in enumerate(sentences.figure_columns(one))
    )
    rows = tuple(sentences.figure_row(one, figure) for figure in figures)
    key = f"{key}-{measure}"
    return ShownMeasure(measure, key, title, _picture(key, title, figures), Table(key, title, columns, rows))


def _picture(key: str, title: str, figures: Sequence[Beside]) -> Markup | None:
    """Bars of shares and rates, those of the returns before beneath each."""
    drawn = []
    for figure in figures:
        if figure.name not in DRAWN:
            continue
        for run, label, word in ((figure.this, figure.group, ""), (figure.previous, "", " before")):
            if run and run.value is not None:
                drawn.append(Bar(label, (run.value,), f"{run.value:,.1f}{word}"))
    if not drawn:
        return None
    of_a_whole = all(figure.name == "percent" for figure in figures)
    return bars(
        f"{key}-picture", title, "The table below has the same.", drawn, 100 if of_a_whole else 0, of_a_whole
    )
