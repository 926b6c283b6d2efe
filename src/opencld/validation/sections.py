"""Judges a large return by sections, this process and a second one each taking the next when done with the last."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from functools import cached_property
from itertools import count
from math import ceil
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import polars as pl

from opencld import second_process
from opencld.returns import Encoding, Return, Section, Tally, open_return
from opencld.second_process import Gone, SecondProcess
from opencld.specification import Specification, load_specification
from opencld.validation.judging import Judge, Judged, stretches_of
from opencld.validation.readings import Readings
from opencld.validation.reporting_period import Period

HEAD_BYTES = 1 << 16  # enough to see which period the rows state
SECTION_BYTES = 80 << 20  # a larger section takes more memory, smaller ones are judged more slowly
WORK = f"{__name__}:JudgingBeside"


class SectionJudged(NamedTuple):
    """What the stretches of a section came to, and its tally. Rows and lines count from its beginning."""

    stretches: list[Judged]
    tally: Tally


Written = list[tuple[Path, Path]]
InFiles = tuple[SectionJudged, Written]
"""A section as the second process judged it. What is needed of each stretch, and the people among it, it writes to
files, which is quicker than sending them."""


class Asked(NamedTuple):
    """What the second process needs to know of a return and of what is asked.

    By the stamp, size and time, it shows whether both processes see the same file. Without a specification the packaged
    one is taken.
    """

    path: str | Path
    stamp: tuple[int, int]
    as_of: date
    with_field_results: bool
    specification: Specification | None


class Piece(NamedTuple):
    """A section to be judged against a period, by default the one presumed of the return, after a text of which that is
    presumed to be the encoding; and a folder for what the second process hands over."""

    section: Section
    period: Period | None
    encoding: Encoding
    folder: Path


def presumed_period(judge: Judge, cld_return: Return) -> Period | None:
    """Return the period that the first rows of a return state."""
    head = cld_return.read_head(HEAD_BYTES)
    return next(map(judge.presume, head.batches()), None)


def judge_section(
    judge: Judge, cld_return: Return, section: Section, period: Period | None, encoding: Encoding
) -> SectionJudged:
    """Judge a section in this process. Its rows are read by themselves, and so is their tally."""
    reading = cld_return.read_section(section, encoding)
    stretches = [
        judge.judge(judge.read(stretch.cells, period), stretch) for stretch in stretches_of(reading.batches())
    ]
    return SectionJudged(stretches, reading.tally)


class JudgingBeside:
    """What the second process does: having been told what is asked, it judges one piece after the other.

    The command, which imports nothing that takes long, asks by a plain tuple.
    """

    def __init__(self, asked: Asked) -> None:
        path, stamp, as_of, with_field_results, own = asked
        specification = own or load_specification()
        self._cld_return = open_return(path, specification)
        if self._cld_return.stamp != stamp:
            raise Gone
        absent = frozenset(self._cld_return.absent)
        self._judge = Judge(specification, Readings(specification), as_of, absent, with_field_results)
        # sought here too, for the first process is still busy with it
        self._presumed = presumed_period(self._judge, self._cld_return)
        self._files = count()

    def __call__(self, piece: Piece) -> InFiles:
        """Judge a section."""
        period = piece.period or self._presumed
        judged = judge_section(self._judge, self._cld_return, piece.section, period, piece.encoding)
        files = (piece.folder / f"judged-{number:06}.arrow" for number in self._files)
        return _in_files(judged, files)


def _in_files(judged: SectionJudged, files: Iterator[Path]) -> InFiles:
    written = [(next(files), next(files)) for _ in judged.stretches]
    for one, (needed, people) in zip(judged.stretches, written, strict=True):
        one.needed.write_ipc(needed)
        one.people.write_ipc(people)
    sent = [one._replace(needed=one.needed.clear(), people=one.people.clear()) for one in judged.stretches]
    return (SectionJudged(sent, judged.tally), written)


def _from_files(judged: SectionJudged, written: Written) -> SectionJudged:
    stretches = [
        one._replace(needed=pl.read_ipc(needed), people=pl.read_ipc(people))
        for one, (needed, people) in zip(judged.stretches, written, strict=True)
    ]
    return SectionJudged(stretches, judged.tally)


def begin_second(cld_return: Return, asked: Asked) -> SecondProcess | None:
    """Start a second process for a return, where there is enough for it to do, and a processor to do it."""
    if not cld_return.may_be_cut or not second_process.is_worth_starting(cld_return.size or 0):
        return None
    try:
        return second_process.take(WORK, asked)
    except Gone:
        return None


def sections_of(cld_return: Return) -> list[Section]:
    """Cut a return so that two processes have as much to do. The last two sections are smaller, as one has to wait for
    the other, and the smaller one is for this process, which has other things to do."""
    pairs = ceil((cld_return.size or 0) / SECTION_BYTES / 2) - 1
    return cld_return.sections([24, 24] * pairs + [17, 15])


class TwoProcesses:
    """Judges pieces of a return in this process and a second one. Where that one fails, its work is done here."""

    def __init__(self, judge: Judge, cld_return: Return, second: SecondProcess) -> None:
        self._judge, self._cld_return, self._second = judge, cld_return, second
        self._second_is_gone = False
        self._waiting: deque[tuple[Piece, Future[InFiles]]] = deque()
        self._choosing, self._judging_here = Lock(), Lock()

    @cached_property
    def presumed(self) -> Period | None:
        """The period that the first rows state."""
        return presumed_period(self._judge, self._cld_return)

    def judged(self, pieces: Sequence[Piece], *meanwhile: Callable[[], object]) -> Generator[SectionJudged]:
        """Yield what each piece came to, in their order, as soon as it is known. What is to be done `meanwhile` is done
        when no piece is left for this process."""
        judging = deque(Future[InFiles]() for _ in pieces)
        self._waiting.extend(zip(pieces, judging, strict=True))
        with ThreadPoolExecutor(max_workers=2) as threads:
            threads.submit(self._work, is_here=False)
            threads.submit(self._work, is_here=True, meanwhile=meanwhile)
            try:
                while judging:
                    judged, written = judging.popleft().result()
                    # read only now that the second process has its next piece
                    yield _from_files(judged, written) if written else judged
            finally:
                self._waiting.clear()

    def _work(self, is_here: bool, meanwhile: Sequence[Callable[[], object]] = ()) -> None:
        while chosen := self._choose(is_here):
            self._settle(*chosen, is_here)
            # what it came to is not kept here while the next one is judged
            del chosen
        for one in meanwhile:
            one()

    def _choose(self, is_here: bool) -> tuple[Piece, Future[InFiles]] | None:
        with self._choosing:
            if not self._waiting:
                return None
            takes_the_last = is_here and len(self._waiting) == 2
            return self._waiting.pop() if takes_the_last else self._waiting.popleft()

    def _settle(self, piece: Piece, future: Future[InFiles], is_here: bool) -> None:
        try:
            future.set_result(self._judge_here(piece) if is_here else self._judge_beside(piece))
        except BaseException as error:
            future.set_exception(error)

    def _judge_here(self, piece: Piece) -> InFiles:
        # one at a time, for there is memory for one
        with self._judging_here:
            period = piece.period or self.presumed
            judged = judge_section(self._judge, self._cld_return, piece.section, period, piece.encoding)
            return (judged, [])

    def _judge_beside(self, piece: Piece) -> InFiles:
        if not self._second_is_gone:
            try:
                judged: InFiles = self._second.do(piece)
                return judged
            except Gone:
                self._second_is_gone = True
        return self._judge_here(piece)
