"""Hospital spells as the register has them: files landed beside submissions, for measures that follow people home."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import Connection, func, or_, select

from opencld.errors import AlreadyLanded, Misused
from opencld.submissions.register import Register, Writing
from opencld.submissions.store import Content
from opencld.submissions.tables import HOSPITAL_SPELLS


@dataclass(frozen=True)
class Spells:
    """One row of the table `hospital_spells`, whose comments say what each value is."""

    name: str
    landed_at: datetime
    landed_by: str
    file: str
    content_hash: str
    content_bytes: int
    encryption_key: str | None
    spells_hash: str
    rows: int
    people: int
    first_discharge: date | None
    last_discharge: date | None
    opencld: str

    @property
    def content(self) -> Content:
        """How the store has its bytes."""
        return Content(self.content_hash, self.content_bytes, self.encryption_key)


def all_spells(register: Register) -> tuple[Spells, ...]:
    """Return all hospital spells in the order of landing."""
    query = select(HOSPITAL_SPELLS).order_by(HOSPITAL_SPELLS.c.landed_at, HOSPITAL_SPELLS.c.name)
    with register.reading() as connection:
        return tuple(Spells(**row) for row in connection.execute(query).mappings())


def find_spells(register: Register, name: str) -> Spells:
    """Return the hospital spells of a name. Raises Misused, naming those there are, where there are none."""
    known = all_spells(register)
    found = next((one for one in known if one.name == name), None)
    if found is None:
        there = f"There are {', '.join(one.name for one in known)}." if known else "None were landed yet."
        raise Misused(f"There are no hospital spells {name!r}. {there} `cld land-spells FILE` lands some.")
    return found


def refuse_double(connection: Connection, name: str, content: Content) -> None:
    """Raise AlreadyLanded where the same bytes, or others of this name, are there."""
    query = select(HOSPITAL_SPELLS).where(
        or_(HOSPITAL_SPELLS.c.name == name, HOSPITAL_SPELLS.c.content_hash == content.content_hash)
    )
    for row in connection.execute(query).mappings():
        known = Spells(**row)
        if known.content_hash == content.content_hash:
            raise AlreadyLanded(
                f"This file is the hospital spells {known.name} already, landed {known.landed_at:%Y-%m-%d %H:%M:%S}. "
                "Nothing was done."
            )
        raise AlreadyLanded(
            f"There are other hospital spells called {name} already, landed {known.landed_at:%Y-%m-%d %H:%M:%S}. "
            "Give these another name with --name. Nothing was done."
        )


def is_registered(connection: Connection, name: str | None = None, content_hash: str | None = None) -> bool:
    """Say whether hospital spells have this name, or these bytes."""
    query = select(func.count()).where(
        or_(HOSPITAL_SPELLS.c.name == name, HOSPITAL_SPELLS.c.content_hash == content_hash)
    )
    return bool(connection.execute(query).scalar_one())


def record_spells(writing: Writing, spells: Spells) -> None:
    """Add hospital spells, and say so in the audit."""
    values = {field.name: getattr(spells, field.name) for field in fields(spells)}
    writing.insert(HOSPITAL_SPELLS, values)
    writing.audit("spells landed", after=values)
