"""The workbook of a preview: a sheet for each measure, its figures above and the cases behind them below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from opencld import saving
from opencld.measures import find_measure
from opencld.pipeline import preview_sentences as sentences
from opencld.pipeline.preview_files import figures_beside
from opencld.pipeline.previewing import Preview
from opencld.preview import Beside

EXCEL_ROWS = 1_048_576
WIDTH = 22


def write_workbook(path: Path, previews: Sequence[Preview]) -> None:
    """Write the workbook, whole or not at all. Raises CannotWrite."""
    with saving.whole(path, "the report") as unfinished:
        # texts stay texts, whatever they begin with
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        with xlsxwriter.Workbook(unfinished, options) as book:
            bold = book.add_format({"bold": True})
            for one in previews:
                _write(book, bold, one)


def _write(book: Any, bold: Any, one: Preview) -> None:
    code = one.this.la_code
    sheet = book.add_worksheet(f"{code} returns")
    sheet.set_column(0, len(sentences.RETURN_COLUMNS), WIDTH)
    rows = [(f"{code} {one.this.la_name}",), (), sentences.RETURN_COLUMNS, *sentences.return_rows(one), ()]
    rows += [*sentences.periods(one), (), *((remark,) for remark in one.remarks), (), ("Not shown",)]
    rows += [*sentences.reasons(one), (), ("What a few files cannot show",)]
    rows += [(limit,) for limit in sentences.limits_of(one)]
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row, bold if place in (0, 2) else None)
    for measure, figures in groupby(figures_beside(one), key=lambda figure: figure.measure):
        _measure(book.add_worksheet(f"{code} {measure}"[:31]), bold, one, measure, list(figures))


def _measure(sheet: Any, bold: Any, one: Preview, measure: str, figures: list[Beside]) -> None:
    sheet.set_column(0, 20, WIDTH)
    sheet.write_row(
        0, 0, (find_measure(measure).title, f"Method: docs/reference/measures/{measure}.md"), bold
    )
    sheet.write_row(2, 0, sentences.figure_columns(one), bold)
    for place, figure in enumerate(figures, start=3):
        sheet.write_row(place, 0, _numbers(one, figure))
    place = 3 + len(figures) + 1
    for name in find_measure(measure).cases:
        if name in one.this.cases:
            place = _cases(sheet, bold, name, one.this.cases[name], place)


def _cases(sheet: Any, bold: Any, name: str, cases: pl.DataFrame, place: int) -> int:
    """Write a table of cases from a row on, as far as the sheet reaches. Returns the row after it and a blank one."""
    room = max(EXCEL_ROWS - place - 3, 0)
    cut = f": the first {room:,} of {cases.height:,}; --out has all" if cases.height > room else ""
    sheet.write(place, 0, f"{name}{cut}", bold)
    sheet.write_row(place + 1, 0, cases.columns, bold)
    texts = cases.head(room).with_columns(pl.selectors.temporal().cast(pl.String))
    for row_place, row in enumerate(texts.iter_rows(), start=place + 2):
        sheet.write_row(row_place, 0, row)
    return place + 3 + texts.height


def _numbers(one: Preview, figure: Beside) -> tuple[object, ...]:
    """A figure under the headings of `figure_columns`, numbers as numbers; in words where there is none."""
    texts = sentences.figure_row(one, figure)
    return (*texts[:2], *_as_numbers(texts[2:]))


def _as_numbers(texts: Sequence[str]) -> Iterator[object]:
    for text in texts:
        try:
            yield 0 if text == "=" else float(text.replace(",", ""))
        except ValueError:
            yield text
