"""The golden set: submissions of invented authorities, and what the published method makes of them.

What is in it says `README.md` beside this module.
"""

from __future__ import annotations

import tarfile
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


def unpack_submissions(folder: Path) -> Path:
    """Unpack the 83 submissions into a folder. Returns the manifest there, whose paths lead to them."""
    with tarfile.open(HERE / "submissions.tar.xz") as packed:
        packed.extractall(folder, filter="data")
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

    def of_person(person: str, la_code: str) -> str:
        local = person.removeprefix(f"{la_code}_")
        if local == person:
            return str(pseudonyms.of_nhs_numbers(pl.Series([person]))[0])
        return f"{la_code}_{pseudonyms.of_people(pl.Series([local]), la_code)[0]}"

    def of_identifier(identifier: str, la_code: str) -> str:
        if identifier.upper() == "UNKNOWN":
            return identifier
        return str(pseudonyms.of_people(pl.Series([identifier]), la_code)[0])

    for column, pseudonym in (("person_id", of_person), ("la_person_id", of_identifier)):
        if column in table.columns:
            pairs = table.select("la_code", column).unique().drop_nulls()
            made = [pseudonym(value, la_code) for la_code, value in pairs.iter_rows()]
            replacement = pairs.with_columns(pl.Series("made", made, dtype=pl.String))
            table = (
                table.join(replacement, on=["la_code", column], how="left")
                .with_columns(pl.col("made").alias(column))
                .drop("made")
            )
    return table


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
