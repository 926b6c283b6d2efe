"""Previewing: returns straight from files to figures, beside those of the returns before and those after repair."""

from __future__ import annotations

import filecmp
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from pathlib import Path

import polars as pl

from opencld.errors import Misused
from opencld.identity.hospital_spells import pseudonymised, read_hospital_spells
from opencld.main_tables.references import References
from opencld.pipeline.contradictions import contradicting_events
from opencld.pipeline.coverage import unused
from opencld.pipeline.figures import give_references, read_references
from opencld.pipeline.identifiers import Identifiers
from opencld.pipeline.preview import KINDS, Previewed, preview_authority
from opencld.pipeline.taking_in import Glimpse, Taken, TakingIn
from opencld.settings import Settings, read_settings
from opencld.specification import load_specification
from opencld.specification.reference_folder import with_reference
from opencld.sql.duckdb_engine import DuckdbEngine, open_duckdb
from opencld.validation.one_pass import Progress
from opencld.validation.working_files import make_working_folder

ProgressOf = Callable[[str], AbstractContextManager[Progress]]
"""Given what is being done, gives a context in which progress is shown."""


@dataclass(frozen=True)
class Asked:
    """What is to be previewed: returns, those sent before them, a file of hospital spells, the day to judge them on.

    `reference` is a folder of reference tables of one's own. `with_cases` also makes who is counted, `show_identifiers`
    with names and NHS numbers; `with_fixed` also the figures as they would be after the safe suggestions of a check.
    `names` are what people call files that go by other names.
    """

    returns: tuple[Path, ...]
    previous: tuple[Path, ...]
    as_of: date
    reference: Path | None = None
    spells: Path | None = None
    with_cases: bool = False
    show_identifiers: bool = False
    with_fixed: bool = False
    names: Mapping[Path, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Preview:
    """An authority's figures: of its returns, of those before alone, and of its returns after repair; and in words what
    is to be known about these returns. `previous` and `fixed` are None where not asked for.
    """

    taken: tuple[Taken, ...]
    this: Previewed
    previous: Previewed | None
    fixed: Previewed | None
    remarks: tuple[str, ...]


def preview(asked: Asked, progress_of: ProgressOf) -> tuple[Preview, ...]:
    """Preview returns, authority by authority, in the order of their codes. All working files are gone afterwards.

    Raises CannotRead, CannotWrite, and Misused where a return would be rejected or the returns do not belong together.
    """
    check_files((*asked.returns, *asked.previous), asked.names)
    settings = read_settings()
    specification = with_reference(load_specification(), asked.reference)
    references = read_references(asked.reference, specification)
    identifiers = Identifiers(asked.show_identifiers) if asked.with_cases else None
    with _working_folder(settings) as folder:
        taking = TakingIn(folder, specification, settings.conversation, identifiers)
        spells = _spells(asked, taking)
        taken = list(_take_all(asked, taking, progress_of))
        fixed = [_fixed(one, taking, progress_of) for one in taken] if asked.with_fixed else []
        codes = sorted({one.la_code for one in taken})
        with _engine(settings, references, spells) as engine:
            run = _Run(asked, engine, references, identifiers, spells, progress_of)
            return tuple(run.preview(*(_of(code, some) for some in (taken, fixed))) for code in codes)


@dataclass(frozen=True)
class _Run:
    """What the previews of several authorities have in common."""

    asked: Asked
    engine: DuckdbEngine
    references: References
    identifiers: Identifiers | None
    spells: Path | None
    progress_of: ProgressOf

    def preview(self, taken: Sequence[Taken], fixed: Sequence[Taken]) -> Preview:
        before = [one for one in taken if one.is_previous]
        this = self._figures(taken, self.identifiers)
        return Preview(
            tuple(taken),
            this,
            self._figures(before) if before else None,
            self._figures(fixed) if fixed else None,
            (*remarks(taken), *self._remarks_on_spells(taken)),
        )

    def _figures(self, taken: Sequence[Taken], identifiers: Identifiers | None = None) -> Previewed:
        with self.progress_of(f"Making the figures of {taken[0].la_name}"):
            with_spells = self.spells is not None
            return preview_authority(
                self.engine, taken, self.references, self.asked.as_of, with_spells, identifiers
            )

    def _remarks_on_spells(self, taken: Sequence[Taken]) -> Iterator[str]:
        if self.spells and self.asked.spells:
            name = self.asked.names.get(self.asked.spells, self.asked.spells.name)
            yield from remarks_on_spells(self.spells, name, taken)
            if self.references.tables["lsoa_lookup"].is_empty():
                yield (
                    "No hospital stay can be placed in an authority, so ASCOF 2D counts nobody: the reference table "
                    "lsoa_lookup, of small areas and their authorities, is empty. Give one of your own (--reference)."
                )


def _engine(settings: Settings, references: References, spells: Path | None) -> DuckdbEngine:
    """Open an engine that has all that the figures of every authority are made with."""
    engine = open_duckdb(settings.scratch, settings.engine_memory_mb, in_memory=True, at_once=len(KINDS))
    give_references(engine, references)
    if spells:
        engine.give_files("hospital_spells", [spells])
    return engine


def check_files(paths: Sequence[Path], names: Mapping[Path, str]) -> None:
    """Refuse what cannot be read twice, and a file that is named twice. Raises Misused."""
    for path in paths:
        if str(path) == "-":
            raise Misused(
                "Standard input cannot be previewed, for it is read twice. Save it to a file first."
            )
    for one, other in combinations([path for path in paths if path.is_file()], 2):
        if one.samefile(other) or filecmp.cmp(one, other, shallow=False):
            raise Misused(
                f"{names.get(one, one)} and {names.get(other, other)} are the same return. Name each once."
            )


def remarks(taken: Sequence[Taken]) -> Iterator[str]:
    """Yield in words what is to be known about an authority's returns before its figures are looked at."""
    for one in taken:
        name, codes = one.name, one.summary.la_codes
        if one.summary.derived_period is None:
            yield f"{name} is used for nothing: no month has enough events, so no period can be derived from it."
        others = sum(rows for code, rows in codes.items() if code.strip() != one.la_code)
        if others:
            yield (
                f"{others:,} rows of {name} have another LA code or none. They count for {one.la_code} here, as the "
                "centre counts a return for who sent it. `cld validate` names them."
            )
    for one in unused(taken):
        yield f"{one.name} is used for nothing: a later return covers the same quarters."
    contradicting = contradicting_events([one.events for one in taken])
    if contradicting:
        yield (
            f"{contradicting:,} events are in several of these returns with different ends or outcomes. The return of "
            "the latest period counts, as it does at the centre. `cld compare` lists them."
        )


def remarks_on_spells(spells: Path, name: str, taken: Sequence[Taken]) -> Iterator[str]:
    """Yield in words how many people of pseudonymised hospital spells are not in an authority's returns."""
    in_returns = pl.concat([pl.scan_parquet(one.events).select("nhs_number") for one in taken])
    people = pl.scan_parquet(spells).select("nhs_number").drop_nulls().unique()
    known = people.join(in_returns, on="nhs_number", how="semi")
    everybody, found = (int(some.select(pl.len()).collect().item()) for some in (people, known))
    if everybody and not found:
        yield (
            f"Nobody of the {everybody:,} people in {name} is in the returns of {taken[0].la_name}, so none of the "
            "hospital spells is used. They are matched by NHS number: check that the file is of the same people."
        )
    elif found < everybody:
        yield (
            f"{found:,} of the {everybody:,} people in {name} are in the returns of {taken[0].la_name}, matched by NHS "
            "number. The hospital spells of the others are not used."
        )


def _take_all(asked: Asked, taking: TakingIn, progress_of: ProgressOf) -> Iterator[Taken]:
    """Take the returns in, in the order in which they will have been received."""
    glimpses = [(taking.glimpse(path, asked.names.get(path, "")), True) for path in asked.previous]
    glimpses += [(taking.glimpse(path, asked.names.get(path, "")), False) for path in asked.returns]
    _check_previous(glimpses)
    for glimpse, is_previous in sorted(glimpses, key=lambda one: (_end(one[0]), not one[1])):
        with progress_of(f"Checking {glimpse.name}") as progress:
            yield taking.take(glimpse, asked.as_of, is_previous, progress)


def _check_previous(glimpses: Sequence[tuple[Glimpse, bool]]) -> None:
    ends: dict[str, date] = {}
    for one, is_previous in glimpses:
        if not is_previous:
            ends[one.la_code] = max(_end(one), ends.get(one.la_code, date.min))
    for one, is_previous in glimpses:
        if is_previous and one.la_code not in ends:
            raise Misused(
                f"{one.name} is of {one.la_code}, of which no return is to be previewed. Name one, or leave "
                "this file out (--previous)."
            )
        if is_previous and one.stated and one.stated[1] > ends[one.la_code]:
            raise Misused(
                f"{one.name} was named as sent before (--previous), but its period ends on {one.stated[1]:%d/%m/%Y}, "
                f"after that of the return, {ends[one.la_code]:%d/%m/%Y}. Exchange the two."
            )


def _end(glimpse: Glimpse) -> date:
    return glimpse.stated[1] if glimpse.stated else date.max


def _of(la_code: str, taken: Sequence[Taken]) -> list[Taken]:
    return [one for one in taken if one.la_code == la_code]


def _fixed(one: Taken, taking: TakingIn, progress_of: ProgressOf) -> Taken:
    """Take a return in once more, after the safe suggestions of a check; one sent before stays as it is."""
    if one.is_previous:
        return one
    from opencld.repair import Output, Wanted, check_for_repair, repair

    with progress_of(f"Mending {one.name}") as progress:
        target = taking.folder / f"fixed-{one.number}" / one.path.with_suffix(".csv").name
        target.parent.mkdir()
        checked = check_for_repair(one.path, one.received, progress, taking.specification)
        repair(checked, Wanted(), Output(target, target.with_suffix(".changes.csv")))
        checked.close()
        return replace(
            taking.take(taking.glimpse(target, one.name), one.received, False, progress),
            received=one.received,
        )


def _spells(asked: Asked, taking: TakingIn) -> Path | None:
    if asked.spells is None:
        return None
    target = taking.folder / "hospital_spells.parquet"
    spells = read_hospital_spells(asked.spells, asked.names.get(asked.spells, ""))
    pseudonymised(spells, taking.pseudonyms).write_parquet(target)
    return target


@contextmanager
def _working_folder(settings: Settings) -> Iterator[Path]:
    folder = make_working_folder(settings.scratch)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
