"""The golden set: submissions of invented authorities, and what the published method makes of them.

What is in it says `README.md` beside this module.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from click.testing import CliRunner

from opencld.cli import cld
from opencld.identity.pseudonyms import Pseudonyms
from opencld.submissions.keys import read_key

HERE = Path(__file__).parent
MAPPINGS = HERE / "mappings"
HOSPITAL_SPELLS = HERE / "hospital_spells.parquet"
SPELLS = "golden"
"""The name under which the tests land the hospital spells."""


@contextmanager
def packed_submissions() -> Iterator[tarfile.TarFile]:
    """Open the 83 submissions to be unpacked."""
    with tarfile.open(HERE / "submissions.tar.xz") as packed:
        # Python has this since 3.11.4, asks for it since 3.12, and takes it by itself since 3.14
        packed.extraction_filter = getattr(tarfile, "data_filter", None)
        yield packed


def unpack_submissions(folder: Path) -> Path:
    """Unpack the 83 submissions into a folder. Returns the manifest there, whose paths lead to them."""
    with packed_submissions() as packed:
        packed.extractall(folder)
    manifest = folder / "submissions.csv"
    manifest.write_bytes((HERE / "submissions.csv").read_bytes())
    return manifest


def expected(table: str) -> pl.DataFrame:
    """Return one of the expected tables, all columns as text, blank as null."""
    return pl.read_parquet(HERE / "expected" / f"{table}.parquet")


KEY = "1f" * 32
"""The key under which the tests land the golden set."""


def pseudonymised(table: pl.DataFrame) -> pl.DataFrame:
    """Return an expected table with its identifiers as pseudonyms under the test key.

    A person there is an NHS number, or the council's code, underscore and local identifier.
    """
    pseudonyms = Pseudonyms(read_key(KEY, "KEY"))

    def of_people(people: pl.Series, la_code: str) -> pl.Series:
        start = f"{la_code}_"
        locally = start + pseudonyms.of_people(people.str.strip_prefix(start), la_code)
        return locally.zip_with(people.str.starts_with(start), pseudonyms.of_nhs_numbers(people))

    def of_identifiers(identifiers: pl.Series, la_code: str) -> pl.Series:
        is_unknown = identifiers.str.to_uppercase() == "UNKNOWN"
        return identifiers.zip_with(is_unknown, pseudonyms.of_people(identifiers, la_code))

    replacements = {"person_id": of_people, "la_person_id": of_identifiers}
    columns = [column for column in replacements if column in table.columns]
    if not columns:
        return table
    return pl.concat(
        part.with_columns(
            **{column: replacements[column](part[column], part["la_code"][0]) for column in columns}
        )
        for part in table.partition_by("la_code")
    )


def land_golden_set(folder: Path) -> None:
    """Land the whole set in the home there, by the command line, as its users would."""
    submitted, spells = unpack_submissions(folder), folder / "hospital_spells.csv"
    pl.read_parquet(HOSPITAL_SPELLS).write_csv(spells)
    home = ["--home", str(folder / "home")]
    for command in (
        ["land", "--manifest", str(submitted), "--reference", str(MAPPINGS), *home],
        ["land-spells", str(spells), "--name", SPELLS, *home],
    ):
        done = CliRunner().invoke(cld, command, catch_exceptions=False)
        assert done.exit_code == 0, done.output
