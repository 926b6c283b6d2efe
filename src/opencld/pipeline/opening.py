"""Opens a repository of submissions for landing, having made sure first that everything needed is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from opencld.errors import KeyUnusable
from opencld.identity.events import check_pattern
from opencld.pipeline.landing import Landing, room_in
from opencld.settings import read_settings, user_of_this_machine
from opencld.specification import Specification
from opencld.submissions.home import chosen_home, make_home
from opencld.submissions.keys import Key, read_key
from opencld.submissions.register import Register, check_key, open_register
from opencld.submissions.tables import KEYS


@contextmanager
def open_landing(home: Path | None, specification: Specification, by: str | None = None) -> Iterator[Landing]:
    """Open the repository in a folder, or in that of `OPENCLD_HOME`, making it where it is not there.

    `by` is who lands, by default the user of this machine. Raises KeyUnusable for a missing or wrong key, Misused,
    CannotWrite, RegisterNotOurs.
    """
    settings = read_settings()
    check_pattern(settings.conversation)
    pseudonym_key = read_key(settings.pseudonym_key, "OPENCLD_PSEUDONYM_KEY")
    encryption_key = (
        read_key(settings.encryption_key, "OPENCLD_ENCRYPTION_KEY") if settings.encryption_key else None
    )
    made = make_home(chosen_home(home, settings.home))
    register = open_register(made.register)
    try:
        _check_keys(register, pseudonym_key, encryption_key)
        landing = Landing(
            home=made,
            register=register,
            specification=specification,
            pseudonym_key=pseudonym_key,
            encryption_key=encryption_key,
            conversation=settings.conversation,
            by=by or user_of_this_machine(),
        )
        with room_in(made):
            landing.sweep()
        yield landing
    finally:
        register.close()


def _check_keys(register: Register, pseudonym_key: Key, encryption_key: Key | None) -> None:
    """Refuse keys other than those of earlier submissions before anything is written."""
    with register.reading() as connection:
        rows = connection.execute(select(KEYS.c.purpose, KEYS.c.fingerprint)).all()
    known = {row.purpose: row.fingerprint for row in rows}
    check_key("pseudonyms", known.get("pseudonyms"), pseudonym_key)
    if encryption_key:
        check_key("encryption", known.get("encryption"), encryption_key)
    elif "encryption" in known:
        raise KeyUnusable(
            "OPENCLD_ENCRYPTION_KEY is not set, but earlier submissions are encrypted. Set it to their key "
            f"(fingerprint {known['encryption']}). Nothing was landed."
        )
