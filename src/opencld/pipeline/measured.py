"""What a return does to each measure: figures of the last return, and those once this one is there as well."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from opencld.comparison.measured import FigureChange, Measured
from opencld.errors import Misused
from opencld.pipeline import preview_sentences as sentences
from opencld.pipeline.preview_files import figures_beside
from opencld.pipeline.previewing import Asked, ProgressOf, preview
from opencld.preview import Beside

MORE = (
    "`cld preview {this} --previous {last}` makes the same figures, and takes earlier returns, hospital spells and "
    "reference tables of your own beside."
)


def measure_both(
    last: Path, this: Path, as_of: date, progress_of: ProgressOf, names: tuple[str, str] | None = None
) -> Measured:
    """Make every figure that two returns allow, of the last alone and of both, as the centre would.

    `names` are what people call the two, where their files go by others. Raises Misused where the portal would reject
    one of them, CannotRead, CannotWrite.
    """
    try:
        called = names or (last.name, this.name)
        asked = Asked(
            (this,), (last,), as_of, names=dict(zip((last, this), called, strict=True)) if names else {}
        )
        [made] = preview(asked, progress_of)
    except Misused as refusal:
        raise Misused(
            f"{refusal} Or compare without measures (leave out --measures and --figures)."
        ) from None
    return Measured(
        periods=tuple(sentences.periods(made)),
        figures=tuple(map(_change, figures_beside(made))),
        not_shown=tuple(made.this.not_shown.items()),
        limits=(*sentences.limits_of(made), MORE.format(last=called[0], this=called[1])),
    )


def _change(one: Beside) -> FigureChange:
    last, this = (run.value if run else None for run in (one.previous, one.this))
    counts = (one.this.numerator, one.this.denominator) if one.this else (None, None)
    return FigureChange(one.measure, one.name, one.group, last, this, *counts)
