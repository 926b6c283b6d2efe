"""Copies of the packaged specification that a test may break."""

from __future__ import annotations

import shutil
from pathlib import Path

from opencld.specification import PACKAGED

RULES = """\
- code: T1
  title: An event that ends before it starts
  severity: error
  fields: [event_end_date]
  when: event_type == "Service"
  must: event_start_date <= event_end_date
  message: "{header} is before {event_start_date}."
  act: Correct one of the two dates.
  why: An event cannot end before it starts.
  guidance: Event End Date

- code: T2
  title: A cell that is blank
  kind: each
  severity: error
  fields: [gender, ethnicity]
  must: filled(cell)
  message: "{header} is blank."
  act: Fill it in.
  why: Figures leave the row out.
  guidance: Annex A

- code: T3
  title: A value that is not listed
  kind: cell
  severity: error
  fields: {data_type: [defined_list]}
  when: filled(cell)
  message: "`{value}` is not listed."
  act: Use a listed value.
  why: Figures count it as unknown.
  guidance: Data quality

- code: T4
  title: Two rows alike
  kind: across
  severity: warning
  query: alike
  message: As row {other_row}.
  act: Delete one.
  why: Only one counts.
  guidance: Event Reference

- code: T5
  title: An empty file
  kind: file
  severity: reject
  fault: empty_file
  message: The file holds nothing.
  act: Export again.
  why: There is nothing to submit.
  guidance: Data collection process
"""


def a_copy_in(folder: Path) -> Path:
    """Copy the packaged data files, with one rule of each kind in place of the packaged rules."""
    for path in PACKAGED.rglob("*.csv"):
        target = folder / path.relative_to(PACKAGED)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    (folder / "rules/across").mkdir(parents=True)
    (folder / "rules/rules.yaml").write_text(RULES, encoding="utf-8")
    (folder / "rules/across/alike.sql").write_text("SELECT 1 AS row", encoding="utf-8")
    return folder
