"""Landing: from a file that arrives to a submission in the register, or to nothing at all.

    the bytes are copied and hashed ─► checked ─► pseudonymised part by part ─► under the register's lock: numbered,
    put in their places, recorded with an audit entry ─► receipt

Until the register's transaction is done, nothing that reads submissions sees any of it; afterwards all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

from opencld import __version__
from opencld.errors import AlreadyLanded, CannotRead, CannotWrite, Misused, OpencldError
from opencld.identity.events import Door
from opencld.identity.pseudonyms import Pseudonyms
from opencld.pipeline.event_files import EventParts, Numbers
from opencld.pipeline.tallies import Tallies
from opencld.specification import Specification
from opencld.submissions import records, spells
from opencld.submissions.arrivals import Arrival
from opencld.submissions.home import Home
from opencld.submissions.keys import Key
from opencld.submissions.receipts import Outcome, PassedOver, Receipt, Rejection
from opencld.submissions.register import Register, Writing, next_free, now
from opencld.submissions.staging import Staging, sweep
from opencld.submissions.states import ACCEPTED
from opencld.submissions.store import Content, hash_of, read_content, take_in
from opencld.validation import Summary, validate
from opencld.validation.one_pass import Progress
from opencld.validation.working_files import IO_WORDS


@dataclass(frozen=True)
class Landing:
    """Where things land, under which keys, judged by which specification, and who lands them.

    Get one by `opencld.pipeline.opening.open_landing`.
    """

    home: Home
    register: Register
    specification: Specification
    pseudonym_key: Key
    encryption_key: Key | None
    conversation: str
    by: str

    def land(
        self,
        arrival: Arrival,
        progress: Progress | None = None,
        before_registering: Callable[[], None] = lambda: None,
    ) -> Receipt | Rejection:
        """Land one file: afterwards the whole submission is there with its receipt, or none of it.

        `before_registering` is called when nothing is left to do but to write to the register, and may wait.
        Raises AlreadyLanded, CannotRead, CannotWrite, Misused, RegisterBusy or StoreDamaged, and then nothing landed.
        """
        with self.staging(arrival.path.name) as staging:
            return self._land(arrival, arrival.imported_at or now(), staging, progress, before_registering)

    @contextmanager
    def staging(self, name: str) -> Iterator[Staging]:
        """Give folders in which a file of that name may be landed; nothing stays of it after an error."""
        with room_in(self.home):
            try:
                with Staging(self.home, name) as staging:
                    yield staging
            except BaseException:
                self._sweep_if_possible()
                raise

    def land_or_pass_over(
        self,
        arrival: Arrival,
        progress: Progress | None = None,
        before_registering: Callable[[], None] = lambda: None,
    ) -> Outcome:
        """Land one file of several, unless it is a submission already: several may be landed again."""
        try:
            return self.land(replace(arrival, again=True), progress, before_registering)
        except AlreadyLanded as error:
            return PassedOver(arrival.path.name, arrival.la_code, str(error))

    def sweep(self) -> None:
        """Remove what landings that died have left."""
        with self.register.writing(self.by) as writing:
            swept = sweep(self.home, lambda path: _is_registered(writing, path))
            if swept:
                writing.audit("swept", after={"landings": swept})

    def _sweep_if_possible(self) -> None:
        try:
            self.sweep()
        except (OpencldError, OSError):
            # the error that brought us here matters more, and the next landing sweeps again
            return

    def _land(
        self,
        arrival: Arrival,
        imported_at: datetime,
        staging: Staging,
        progress: Progress | None,
        before_registering: Callable[[], None],
    ) -> Receipt | Rejection:
        state = _state(arrival.path)
        content = take_in(arrival.path, staging.content, self.encryption_key)
        with self.register.reading() as connection:
            _refuse_double(records.same_file(connection, arrival.la_code, content), arrival, imported_at)
            next_submission, next_record = (next_free(connection, name) for name in ("submission", "record"))
        likely = Numbers(next_submission, arrival.first_record_id or next_record)
        door = Door(self.specification, Pseudonyms(self.pseudonym_key), arrival.la_code, self.conversation)
        with EventParts(staging.events, door, self.specification, likely) as parts:
            summary, reasons = self._check(arrival, imported_at.date(), staging, parts, progress)
            if summary.is_accepted:
                _refuse_other_file(arrival, summary, self.specification)
                self._refuse_changed(arrival, state, content)
            before_registering()
            if summary.is_accepted:
                return self._register(_Judged(arrival, imported_at, content, summary), staging, parts)
            return self._reject(arrival, content, reasons)

    def _check(
        self, arrival: Arrival, as_of: date, staging: Staging, parts: EventParts, progress: Progress | None
    ) -> tuple[Summary, tuple[str, ...]]:
        """Check what arrived; return what that came to, and the reasons for rejecting it."""
        validation = validate(
            # the copy, which nobody changes meanwhile, where it is not encrypted
            arrival.path if self.encryption_key else staging.content,
            as_of=as_of,
            with_field_results=False,
            progress=progress,
            specification=self.specification,
            keep=parts.keep,
            scratch=staging.working,
        )
        try:
            if validation.summary.is_accepted:
                return validation.summary, ()
            findings = validation.findings
            return validation.summary, tuple(findings.filter(findings["severity"] == "reject")["message"])
        finally:
            validation.close()

    def _refuse_changed(self, arrival: Arrival, state: _State, content: Content) -> None:
        is_same = _state(arrival.path) == state
        if is_same and self.encryption_key:
            # not the copy was checked
            is_same = hash_of(arrival.path) == content.content_hash
        if not is_same:
            raise CannotRead(
                f"{arrival.path.name} changed while it was being landed. Nothing was; try again."
            )

    def _reject(self, arrival: Arrival, content: Content, reasons: tuple[str, ...]) -> Rejection:
        rejection = Rejection(arrival.path.name, arrival.la_code, reasons)
        with self.register.writing(self.by) as writing:
            writing.audit("rejected", after={**vars(rejection), "content_hash": content.content_hash})
        return rejection

    def _register(self, judged: _Judged, staging: Staging, parts: EventParts) -> Receipt:
        """Give the submission its numbers, put its files in their places, and record it, all at once."""
        arrival, rows = judged.arrival, judged.rows
        with self.register.writing(self.by) as writing:
            submission_id = writing.next_number("submission", 1)
            first = writing.next_number("record", rows, arrival.first_record_id)
            # whoever landed the same meanwhile is visible now that the register is ours
            same = records.same_file(writing.connection, arrival.la_code, judged.content)
            _refuse_double(same, arrival, judged.imported_at)
            records.check_record_ids(writing.connection, first, first + rows - 1)
            parts.gather(Numbers(submission_id, first))
            submission = self._submission(
                judged, submission_id, first, parts.tallies, hash_of(staging.events)
            )
            stored = self._place(writing, judged.content, submission_id, staging)
            submission = replace(submission, encryption_key=stored.encryption_key)
            self.use_keys(writing)
            counts = _counts(judged.summary)
            records.record(writing, submission, counts)
        return Receipt(submission, counts)

    def _submission(
        self, judged: _Judged, submission_id: int, first_record_id: int, tallies: Tallies, events_hash: str
    ) -> records.Submission:
        arrival, summary = judged.arrival, judged.summary
        derived_start, derived_end = summary.derived_period or (None, None)
        return records.Submission(
            submission_id=submission_id,
            la_code=arrival.la_code,
            la_name=self.specification.local_authorities[arrival.la_code].la_name,
            imported_at=judged.imported_at,
            landed_at=now(),
            landed_by=self.by,
            file=arrival.path.name,
            content_hash=judged.content.content_hash,
            content_bytes=judged.content.content_bytes,
            encryption_key=judged.content.encryption_key,
            events_hash=events_hash,
            rows=judged.rows,
            rows_refused=summary.rows_refused,
            first_record_id=first_record_id,
            last_record_id=first_record_id + judged.rows - 1,
            people=summary.people,
            release=tallies.release,
            release_1_cells=tallies.release_1_cells,
            stated_period_count=tallies.stated_period_count,
            stated_start=tallies.stated_start,
            stated_end=tallies.stated_end,
            derived_start=derived_start,
            derived_end=derived_end,
            errors=summary.findings["error"],
            warnings=summary.findings["warning"],
            notes=summary.findings["note"],
            specification=summary.release,
            opencld=__version__,
            comment=arrival.comment,
            status=ACCEPTED,
        )

    def _place(self, writing: Writing, content: Content, submission_id: int, staging: Staging) -> Content:
        """Put events and bytes in their places; bytes that are stored already stay as they are, once verified."""
        moves = [(staging.events, self.home.events_of(submission_id))]
        stored = records.stored_content(writing.connection, content.content_hash)
        if stored:
            for _ in read_content(self.home, stored, self.encryption_key):
                pass
        else:
            is_sealed = content.encryption_key is not None
            moves.append((staging.content, self.home.content_of(content.content_hash, is_sealed)))
        staging.place(moves)
        return stored or content

    def use_keys(self, writing: Writing) -> None:
        """Note that this landing uses its keys. Raises KeyUnusable where earlier ones used others."""
        writing.use_key("pseudonyms", self.pseudonym_key)
        if self.encryption_key:
            writing.use_key("encryption", self.encryption_key)


@dataclass(frozen=True)
class _Judged:
    """An arrival that was checked and may be recorded."""

    arrival: Arrival
    imported_at: datetime
    content: Content
    summary: Summary

    @property
    def rows(self) -> int:
        return self.summary.rows_read + self.summary.rows_refused


def _counts(summary: Summary) -> tuple[records.FindingCount, ...]:
    return tuple(
        records.FindingCount(count.rule, count.field, count.severity, count.findings, count.safe)
        for count in summary.rules
    )


def _refuse_double(same: tuple[records.Submission, ...], arrival: Arrival, imported_at: datetime) -> None:
    exactly = [one for one in same if one.imported_at == imported_at]
    if not same or (arrival.again and not exactly):
        return
    known = (exactly or same)[-1]
    again = "" if exactly else " If the authority did send the same file anew, say so with --again."
    raise AlreadyLanded(
        f"{arrival.path.name} is already submission {known.submission_id} of {known.la_code} {known.la_name}, "
        f"received {known.imported_at:%Y-%m-%d %H:%M:%S} ({known.status}). Nothing was done.{again}"
    )


def _refuse_other_file(arrival: Arrival, summary: Summary, specification: Specification) -> None:
    """Refuse a file that cannot be the one meant."""
    rows = summary.rows_read + summary.rows_refused
    if arrival.rows is not None and arrival.rows != rows:
        raise Misused(
            f"{arrival.path.name} has {rows:,} rows, not {arrival.rows:,} as the manifest says. Name the right file, "
            "or correct the manifest. This file was not landed."
        )
    codes = {code.strip() for code in summary.la_codes}
    others = sorted(codes & set(specification.local_authorities))
    if others and arrival.la_code not in codes:
        raise Misused(
            f"No row of {arrival.path.name} has the LA code {arrival.la_code}; they have {', '.join(others[:3])}. "
            "Name the authority that sent it. This file was not landed."
        )


_State: TypeAlias = tuple[int, int, int] | None


def _state(path: Path) -> _State:
    """What of a file is not as it was, once somebody wrote to it or put another one in its place; None without it."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _is_registered(writing: Writing, path: Path) -> bool:
    if path.parent.name == "spells":
        return spells.is_registered(writing.connection, name=path.stem)
    submission_id = int(path.stem) if path.suffix == ".parquet" else None
    is_submission = records.is_registered(writing.connection, path.stem, submission_id)
    return is_submission or spells.is_registered(writing.connection, content_hash=path.stem)


@contextmanager
def room_in(home: Home) -> Iterator[None]:
    """Say in our words that the disk is full or closed to writing, whichever library met it."""
    try:
        yield
    except OSError as error:
        raise _no_room(home, error.strerror or str(error)) from None
    except OpencldError:
        raise
    except Exception as error:
        if not any(words in str(error) for words in IO_WORDS):
            raise
        raise _no_room(home, str(error).splitlines()[0]) from None


def _no_room(home: Home, reason: str) -> CannotWrite:
    return CannotWrite(
        f"{home.folder} could not be written to: {reason}. Make room there, or name another home. Nothing was landed."
    )
