"""The register: who sent what when, and what came of it. A SQLite database; every write carries an audit entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, inspect, select, text
from sqlalchemy.exc import DatabaseError, OperationalError

from opencld.errors import CannotWrite, KeyUnusable, RegisterBusy, RegisterNotOurs
from opencld.submissions.keys import Key
from opencld.submissions.tables import AUDIT, COUNTERS, KEYS, VERSION

MIGRATIONS = Path(__file__).parent / "migrations"
SECONDS_TO_WAIT = 600
WRITES = "opencld_writes"


def next_free(connection: Connection, counter: str) -> int:
    """Return the number that a counter will give next, if nobody else takes it before."""
    return int(connection.execute(select(COUNTERS.c.next).where(COUNTERS.c.name == counter)).scalar_one())


class Writing:
    """One transaction that writes. What it writes, it also says in the audit."""

    def __init__(self, connection: Connection, by: str) -> None:
        self.connection = connection
        self.by = by

    def next_number(self, counter: str, count: int, first: int | None = None) -> int:
        """Take `count` numbers of a counter, or those from `first` on; return the first of them."""
        free = next_free(self.connection, counter)
        taken = free if first is None else first
        update = COUNTERS.update().where(COUNTERS.c.name == counter)
        self.connection.execute(update.values(next=max(free, taken + count)))
        return taken

    def insert(self, table: Table, *rows: Mapping[str, Any]) -> None:
        """Add rows; say so by `audit`."""
        if rows:
            self.connection.execute(table.insert(), list(rows))

    def audit(
        self,
        action: str,
        submission_id: int | None = None,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        """Add an entry to the audit."""
        self.insert(
            AUDIT,
            {
                "at": now(),
                "by": self.by,
                "action": action,
                "submission_id": submission_id,
                "before": _plain(before),
                "after": _plain(after),
            },
        )

    def use_key(self, purpose: str, key: Key) -> None:
        """Note which key serves a purpose when it is first used. Raises KeyUnusable where another one does."""
        known = self.connection.execute(
            select(KEYS.c.fingerprint).where(KEYS.c.purpose == purpose)
        ).scalar_one_or_none()
        check_key(purpose, known, key)
        if known is None:
            values = {"purpose": purpose, "fingerprint": key.fingerprint, "since": now()}
            self.insert(KEYS, values)
            self.audit("first key", after=values)


class Register:
    """An open register. Get one by `open_register`."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self.path = path

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read what is there, as of one moment."""
        with self._mended(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self, by: str) -> Iterator[Writing]:
        """Hold the register for writing: all of it is kept, or after an error none. Others wait meanwhile.

        Raises RegisterBusy where another one held it too long, CannotWrite where the disk is full or closed to writing.
        """
        with self._mended(), self._engine.execution_options(**{WRITES: True}).begin() as connection:
            yield Writing(connection, by)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _mended(self) -> Iterator[None]:
        """Say in our words what the database cannot do for want of room, rights, time or wholeness."""
        try:
            yield
        except OperationalError as error:
            reason = str(error.orig)
            if "locked" in reason:
                raise RegisterBusy(
                    f"Another landing has held {self.path} for {SECONDS_TO_WAIT} seconds. Try again when it is done. "
                    "Nothing was written."
                ) from None
            raise CannotWrite(
                f"{self.path} could not be written: {reason}. Nothing was half-written."
            ) from None
        except DatabaseError as error:
            if "not a database" in str(error.orig) or "malformed" in str(error.orig):
                raise RegisterNotOurs(
                    f"{self.path} is damaged or no register ({error.orig}). Restore it from a backup."
                ) from None
            raise


def open_register(path: Path) -> Register:
    """Open a register, making or bringing it up to date where need be.

    Raises RegisterNotOurs where a newer version wrote it, or it is no database; CannotWrite where it cannot be made.
    """
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": SECONDS_TO_WAIT})
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    register = Register(engine, path)
    try:
        _bring_up_to_date(register)
    except BaseException:
        register.close()
        raise
    return register


def _on_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say so, tables are made within them too
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _bring_up_to_date(register: Register) -> None:
    with register.reading() as connection:
        version = _version(connection)
    if version == VERSION:
        return
    if version is not None and version > VERSION:
        raise RegisterNotOurs(
            f"{register.path} was written by a newer version of opencld (register {version}; this one knows "
            f"{VERSION}). Use that version or a newer one. Nothing was changed."
        )
    # Alembic takes a while to load, and most registers are up to date
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with register.writing("opencld") as writing:
        if _version(writing.connection) != version:
            return  # another process was quicker
        config.attributes["connection"] = writing.connection
        command.upgrade(config, "head")
        writing.audit("upgraded", before={"register": version}, after={"register": VERSION})


def _version(connection: Connection) -> str | None:
    """The version of the register's tables, as Alembic notes it; None where there are none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if version is None else str(version)


def check_key(purpose: str, known: str | None, key: Key) -> None:
    """Raise KeyUnusable where the register knows another key for this purpose."""
    if known not in (None, key.fingerprint):
        variable = {"pseudonyms": "OPENCLD_PSEUDONYM_KEY", "encryption": "OPENCLD_ENCRYPTION_KEY"}[purpose]
        raise KeyUnusable(
            f"This is not the key for {purpose} that earlier submissions were landed with: its fingerprint is "
            f"{key.fingerprint}, theirs {known}. Set {variable} to the right one. Nothing was landed."
        )


def now() -> datetime:
    """Return the moment, by the clock of this place, to the millisecond."""
    moment = datetime.now()
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in values.items()
    }
