"""Count what invented returns of England come to: `python -m bench.likeness FOLDER`, for the page on their likeness.

The folder is one that `cld synth --england --quarter 2026-03-31 --out FOLDER` has made.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb

COUNTS = Path(__file__).parents[1] / "docs" / "data" / "synthetic_england.csv"
EVENTS = """
CREATE VIEW events AS
SELECT
    "LA Code" AS la_code,
    "NHS Number" AS person,
    strptime("Date of Birth", '%d/%m/%Y')::DATE AS born,
    "Client Type" AS client_type,
    "Event Type" AS event_type,
    strptime("Event Start Date", '%d/%m/%Y')::DATE AS event_start,
    strptime("Event End Date", '%d/%m/%Y')::DATE AS event_end,
    "Service Type" AS service_type,
    "Assessment Type" AS assessment_type
FROM read_csv(?, all_varchar = true, header = true)
"""


def main() -> None:
    """Count and write the table that the page is made from."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="what `cld synth --england` has made")
    folder = parser.parse_args().folder
    connection = duckdb.connect(config={"memory_limit": "2GB", "threads": 2})
    files = [str(path) for path in sorted(folder.glob("*_2026-03-31.csv"))]
    connection.execute(EVENTS.replace("?", repr(files)))
    query = (Path(__file__).parent / "likeness.sql").read_text(encoding="utf-8")
    COUNTS.parent.mkdir(exist_ok=True)
    connection.sql(query).write_csv(str(COUNTS))
    print(f"Wrote {COUNTS.name}: `make docs` makes the page from it.")


if __name__ == "__main__":
    main()
