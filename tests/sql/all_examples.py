"""All tables, their examples, and the reference tables they are run with. The tests of each engine share them."""

from __future__ import annotations

from pathlib import Path

import opencld
from opencld.lineage import lineage_tables
from opencld.main_tables import main_tables
from opencld.measures import measure_tables
from opencld.pipeline.figures import read_references
from opencld.sql.examples import Example, read_examples

TABLES = {**main_tables("single"), **main_tables("joined"), **measure_tables(), **lineage_tables("single")}
REFERENCES = dict(read_references(None).for_sql())
PARTS = ("main_tables", "measures", "lineage")
FILES = sorted(
    path for part in PARTS for path in (Path(opencld.__file__).parent / part).rglob("examples.yaml")
)
EXAMPLES = [example for file in FILES for example in read_examples(file)]


def told(example: Example) -> str:
    """Return the name of a test of an example."""
    return f"{example.table}: {example.name}"
