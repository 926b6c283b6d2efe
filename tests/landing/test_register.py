"""The register: its migrations make its tables, and every write has an entry in the audit that nobody can change."""

from __future__ import annotations

import sqlite3
from dataclasses import fields
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column

from opencld.submissions.records import Entry, FindingCount, Submission, change_status
from opencld.submissions.register import MIGRATIONS, open_register
from opencld.submissions.tables import AUDIT, FINDINGS_BY_RULE, METADATA, SUBMISSIONS, VERSION
from tests.landing.homes import a_return, land, with_key  # noqa: F401 - a fixture

WRITTEN_WITH_AUDIT = ("submissions", "keys")


def test_the_migrations_make_the_tables(tmp_path: Path) -> None:
    register = open_register(tmp_path / "register.sqlite")
    with register.reading() as connection:
        differences = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True}), METADATA
        )
    register.close()
    # comments are documentation; SQLite keeps none
    assert [one for one in differences if one[0] not in ("add_table_comment",)] == []


def test_the_version_is_that_of_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == VERSION


def test_opening_a_register_again_changes_nothing(tmp_path: Path) -> None:
    open_register(tmp_path / "register.sqlite").close()
    before = (tmp_path / "register.sqlite").read_bytes()
    open_register(tmp_path / "register.sqlite").close()
    assert (tmp_path / "register.sqlite").read_bytes() == before


@pytest.mark.parametrize("column", [c for table in METADATA.tables.values() for c in table.columns], ids=str)
def test_every_column_says_what_it_holds(column: Column[object]) -> None:
    assert column.comment


def test_things_have_the_columns_of_their_tables() -> None:
    assert [field.name for field in fields(Submission)] == SUBMISSIONS.columns.keys()
    assert [field.name for field in fields(Entry)] == AUDIT.columns.keys()
    assert {"submission_id", *(field.name for field in fields(FindingCount))} == set(
        FINDINGS_BY_RULE.columns.keys()
    )


def test_the_audit_can_be_neither_changed_nor_removed(tmp_path: Path) -> None:
    land(tmp_path / "home", a_return(tmp_path / "return.csv"))
    database = sqlite3.connect(tmp_path / "home/register.sqlite")
    for write in ("UPDATE audit SET by = 'nobody'", "DELETE FROM audit"):
        with pytest.raises(sqlite3.IntegrityError, match="an audit entry is never"):
            database.execute(write)
    database.close()


def test_every_row_that_is_written_is_in_the_audit(tmp_path: Path) -> None:
    land(tmp_path / "home", a_return(tmp_path / "return.csv"))
    land(tmp_path / "home", a_return(tmp_path / "other.csv", people=4))
    register = open_register(tmp_path / "home/register.sqlite")
    change_status(register, 2, "withdrawn", "somebody", "sent by mistake")
    register.close()
    database = sqlite3.connect(tmp_path / "home/register.sqlite")
    actions = database.execute("SELECT action, submission_id, by FROM audit ORDER BY entry_id").fetchall()
    rows = {
        name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in WRITTEN_WITH_AUDIT
    }
    database.close()
    assert actions == [
        ("upgraded", None, "opencld"),
        ("first key", None, "somebody"),
        ("landed", 1, "somebody"),
        ("landed", 2, "somebody"),
        ("withdrawn", 2, "somebody"),
    ]
    assert rows == {"submissions": 2, "keys": 1}
