"""Landing of hospital spells: kept as received, pseudonymised like submissions, recorded; all of it or nothing."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from opencld import __version__
from opencld.errors import Misused
from opencld.identity.hospital_spells import pseudonymised, read_hospital_spells
from opencld.identity.pseudonyms import Pseudonyms
from opencld.pipeline.landing import Landing
from opencld.submissions import records
from opencld.submissions.register import Writing, now
from opencld.submissions.spells import Spells, record_spells, refuse_double
from opencld.submissions.staging import Staging
from opencld.submissions.store import Content, hash_of, read_content, take_in

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


def land_spells(landing: Landing, path: Path, name: str | None = None) -> Spells:
    """Land a file of hospital spells under a name, by default that of the file.

    Raises Misused for a name that cannot be one, CannotRead for a file that holds no spells, AlreadyLanded,
    CannotWrite, RegisterBusy or StoreDamaged; and then nothing landed.
    """
    name = _checked_name(name or path.name.split(".")[0].lower().replace(" ", "_"))
    spells = read_hospital_spells(path)
    with landing.staging(path.name) as staging:
        content = take_in(path, staging.content, landing.encryption_key)
        pseudonymised(spells, Pseudonyms(landing.pseudonym_key)).write_parquet(staging.events)
        discharges: list[date] = spells["discharge_date"].drop_nulls().sort().to_list()
        record = Spells(
            name=name,
            landed_at=now(),
            landed_by=landing.by,
            file=path.name,
            **vars(content),
            spells_hash=hash_of(staging.events),
            rows=spells.height,
            people=spells["nhs_number"].drop_nulls().n_unique(),
            first_discharge=discharges[0] if discharges else None,
            last_discharge=discharges[-1] if discharges else None,
            opencld=__version__,
        )
        with landing.register.writing(landing.by) as writing:
            refuse_double(writing.connection, name, content)
            _place(landing, writing, content, name, staging)
            landing.use_keys(writing)
            record_spells(writing, record)
    return record


def _checked_name(name: str) -> str:
    if not NAME.fullmatch(name):
        raise Misused(
            f"{name!r} cannot be the name of hospital spells. Give one with --name: small letters, digits, hyphens and "
            "underscores, 60 at most."
        )
    return name


def _place(landing: Landing, writing: Writing, content: Content, name: str, staging: Staging) -> None:
    """Put spells and bytes in their places; bytes that a submission has stay as they are, once verified."""
    home = landing.home
    home.spells.mkdir(exist_ok=True)
    moves = [(staging.events, home.spells_of(name))]
    stored = records.stored_content(writing.connection, content.content_hash)
    if stored:
        for _ in read_content(home, stored, landing.encryption_key):
            pass
    else:
        moves.append(
            (staging.content, home.content_of(content.content_hash, content.encryption_key is not None))
        )
    staging.place(moves)
