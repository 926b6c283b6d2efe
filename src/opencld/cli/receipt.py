"""Receipts as people and programs read them."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from opencld.submissions.receipts import Outcome, PassedOver, Receipt, Rejection, receipt_lines

LABEL_WIDTH, LINE_WIDTH = 20, 100


def whole(outcome: Outcome) -> str:
    """Return all that a receipt says, a line each; or why a file was rejected."""
    match outcome:
        case Receipt():
            return "\n".join(_labelled(label, text) for label, text in receipt_lines(outcome))
        case Rejection():
            reasons = "\n".join(f"  {reason}" for reason in outcome.reasons)
            return f"{outcome.file} of {outcome.la_code} was rejected. Nothing of it was kept.\n{reasons}"
    return outcome.reason


def one_line(outcome: Outcome) -> str:
    """Return what came of one file of several."""
    match outcome:
        case Receipt(submission=one):
            derived = f"{one.derived_start} to {one.derived_end}" if one.derived_start else "no period"
            return (
                f"submission {one.submission_id}, {one.la_code} {one.la_name}, {one.rows:,} rows, derived {derived}, "
                f"{one.errors:,} errors ({one.file})"
            )
        case Rejection():
            return f"rejected, {outcome.la_code} ({outcome.file}): {' '.join(outcome.reasons)}"
    return f"passed over. {outcome.reason}"


def summed_up(outcomes: Sequence[Outcome], count: int) -> str:
    """Return what came of several files in all."""
    landed = [one.submission for one in outcomes if isinstance(one, Receipt)]
    parts = [f"{len(landed):,} landed with {sum(one.rows for one in landed):,} rows"]
    for kind, words in ((PassedOver, "passed over as landed before"), (Rejection, "rejected")):
        number = sum(isinstance(one, kind) for one in outcomes)
        parts += [f"{number:,} {words}"] if number else []
    if count > len(outcomes):
        parts.append(
            f"{count - len(outcomes):,} not reached: mend what follows, then land the manifest again"
        )
    return f"Of {count:,} files {', '.join(parts)}."


def as_plain_values(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome for JSON."""
    kind = {Receipt: "landed", Rejection: "rejected", PassedOver: "passed over"}[type(outcome)]
    return {"outcome": kind, **_plain(asdict(outcome))}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _labelled(label: str, text: str) -> str:
    indent = " " * LABEL_WIDTH
    return textwrap.fill(text, LINE_WIDTH, initial_indent=label.ljust(LABEL_WIDTH), subsequent_indent=indent)
