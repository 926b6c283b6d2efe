"""What one run of the application knows: the returns it was given, what became of them, and how to go on with each."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from opencld.errors import Misused
from opencld.notes import Notes
from opencld.portal import tasks
from opencld.portal.foreman import Foreman, NotYet, Work
from opencld.portal.tasks import Besides, Checked, Compared, File, Fixable, Fixed, Previewed
from opencld.repair import Decision, Repaired
from opencld.reports import Teams
from opencld.settings import Settings

REPORTS: Mapping[str, str] = {
    "report.html": "One page with every rule that found something, charts and a search",
    "summary.md": "A summary without personal data, for a message",
    "findings.xlsx": "A workbook with every finding, and a sheet for each team where teams are known",
    "findings.csv": "Every finding, one a line",
    "findings.parquet": "Every finding, for data tools",
    "findings.json": "Every finding, for other programs",
    "annotated.csv": "The return as it was, with one more column that holds each row's findings",
}
"""The reports on a checked return, by the name of the file, and what each is."""


WITH_TEAMS = "findings.xlsx"
"""The report that has teams."""


@dataclass(frozen=True)
class Mending:
    """How a corrected return came about: from which return, what was done, and where the log of it lies."""

    origin: int
    repaired: Repaired
    log: Path


@dataclass
class HeldReturn:
    """A return that the application holds, and all work on it. `mending` is None for one that was given.

    `sharing` is the work of sharing its findings out by team, each time that this was done after the check. `beside`
    are folders of other files that were given for it alone.
    """

    number: int
    file: File
    size: int
    as_of: date
    teams: Teams | None = None
    mending: Mending | None = None
    check: Work | None = None
    sharing: list[Work] = field(default_factory=list)
    fixes: Work | None = None
    reports: dict[str, Work] = field(default_factory=dict)
    notes: Notes | None = None
    beside: list[Path] = field(default_factory=list)

    @property
    def works(self) -> list[Work]:
        """All work on it alone."""
        return [work for work in (self.check, *self.sharing, self.fixes, *self.reports.values()) if work]

    @property
    def checked(self) -> Checked | None:
        """What the check came to; None before it is done."""
        return self.check.result if self.check and self.check.state == "done" else None

    @property
    def fixable(self) -> Fixable | None:
        """What can be fixed; None before somebody looked for it."""
        return self.fixes.result if self.fixes and self.fixes.state == "done" else None


class NotHere(Misused):
    """Something that this run does not hold: it was removed, or belongs to an earlier run."""


class Session:
    """Everything of one run, in memory and in its private folder."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder, self.settings = folder, settings
        self.foreman = Foreman(folder)
        self.returns: dict[int, HeldReturn] = {}
        self.comparisons: dict[int, Work] = {}
        self.previews: dict[int, Work] = {}
        self.files: dict[int, File] = {}
        self.searches: list[str] = [""]
        self._numbers, self._comparison_numbers, self._preview_numbers = count(1), count(1), count(1)
        self._made_of: dict[int, set[int]] = {}

    def new_place(self) -> Path:
        """Return a path, in a folder of its own, for the bytes of one more file; no name of theirs is in it."""
        number = next(self._numbers)
        folder = self.folder / f"file-{number}"
        folder.mkdir(mode=0o700)
        return folder / "return.csv"

    def hold(
        self, file: File, as_of: date, teams: Teams | None = None, mending: Mending | None = None
    ) -> HeldReturn:
        """Hold a file as a return."""
        number = max(self.returns, default=0) + 1
        held = HeldReturn(number, file, file.path.stat().st_size, as_of, teams, mending)
        self.returns[number] = held
        return held

    def take_in(self, file: File, as_of: date, teams: Teams | None) -> HeldReturn:
        """Hold a file as a return and have it checked. Raises NotYet, and then holds nothing."""
        held = self.hold(file, as_of, teams)
        try:
            self.begin_check(held)
        except NotYet:
            self.remove(held)
            raise
        return held

    def new_folder(self) -> Path:
        """Return a folder for several files that belong together; no name of theirs is in it."""
        return self.new_place().parent

    def keep(self, file: File) -> int:
        """Keep a file that is to stand beside returns, such as one of teams, and return its number."""
        number = max(self.files, default=0) + 1
        self.files[number] = file
        return number

    def kept(self, number: int) -> File:
        """Return a file that was given to stand beside returns. Raises NotHere."""
        if number not in self.files:
            raise NotHere(f"There is no file {number} here. It was removed, or belongs to an earlier run.")
        return self.files[number]

    def forget(self, number: int) -> None:
        """Delete a file that was given to stand beside returns. Raises NotHere."""
        shutil.rmtree(self.kept(number).path.parent, ignore_errors=True)
        del self.files[number]

    def remove(self, held: HeldReturn) -> None:
        """Forget a return, and delete its file and everything that was made of it."""
        for work in held.works:
            self.foreman.forget(work)
        for works in (self.comparisons, self.previews):
            for number, work in list(works.items()):
                if held.number in self._made_of.get(work.number, ()):
                    self.foreman.forget(work)
                    del works[number]
        for folder in (held.file.path.parent, *held.beside):
            shutil.rmtree(folder, ignore_errors=True)
        del self.returns[held.number]

    def others(self, held: HeldReturn) -> list[HeldReturn]:
        """Return the returns of this run besides this one."""
        return [one for one in self.returns.values() if one is not held]

    def held(self, number: int) -> HeldReturn:
        """Return a held return. Raises NotHere where there is none of this number."""
        if number not in self.returns:
            raise NotHere(
                f"There is no return {number} here. It was removed, or belongs to an earlier run: work files go when "
                "the program stops. Give the file once more."
            )
        return self.returns[number]

    def checked(self, number: int) -> tuple[HeldReturn, Checked]:
        """Return a return that was checked. Raises NotHere where it is not held, NotYet where it is not checked."""
        held = self.held(number)
        if held.checked is None:
            raise NotYet(f"{held.file.name} has not been checked yet. Wait until it is, or check it first.")
        return held, held.checked

    def begin_check(self, held: HeldReturn) -> Work:
        """Have a return checked, with the day of receipt and the teams it is held with."""
        for work in held.works:
            self.foreman.stop(work)
        held.fixes, held.notes = None, None
        held.reports.clear()
        held.check = self.foreman.begin(
            f"Checking {held.file.name}",
            f"/returns/{held.number}",
            "/",
            tasks.check_return,
            held.file,
            held.as_of,
            held.teams,
        )
        return held.check

    def begin_sharing(self, held: HeldReturn, teams: Teams | None) -> Work:
        """Have the findings of a checked return shared out by team; where that fails they stay as they were.

        Raises NotYet.
        """
        _, checked = self.checked(held.number)
        check = held.check

        def take_over(work: Work) -> None:
            if check is held.check and check is not None:
                check.result, held.teams = work.result, teams
                held.reports.pop(WITH_TEAMS, None)

        place = f"/returns/{held.number}"
        work = self.foreman.begin(
            f"Sharing out the findings of {held.file.name}",
            f"{place}#rows",
            place,
            tasks.share_out,
            checked.validation,
            teams,
            on_done=take_over,
        )
        held.sharing.append(work)
        return work

    def begin_looking(self, held: HeldReturn) -> Work:
        """Have somebody look for what can be fixed in a return; what was already found is kept."""
        if held.fixes and held.fixes.state in ("waiting", "running", "done"):
            return held.fixes
        place = f"/returns/{held.number}"
        held.fixes = self.foreman.begin(
            f"Looking for what can be fixed in {held.file.name}",
            f"{place}/fix",
            place,
            tasks.look_for_fixes,
            held.file,
            held.as_of,
        )
        return held.fixes

    def begin_fixing(self, held: HeldReturn, classes: Sequence[str], decisions: Sequence[Decision]) -> Work:
        """Have a corrected return written, which is then held and checked as a return of its own. Raises NotYet."""
        if held.fixable is None:
            raise NotYet(f"Nobody has looked yet for what can be fixed in {held.file.name}. Do so first.")

        def hold_corrected(work: Work) -> None:
            fixed: Fixed = work.result
            if not fixed.repaired.is_another:
                work.then = f"/returns/{held.number}/fix?unchanged=1"
                return
            name = f"{_stem(held.file.name)}_corrected.csv"
            mending = Mending(held.number, fixed.repaired, fixed.log)
            corrected = self.hold(File(fixed.path, name), held.as_of, held.teams, mending)
            work.then = f"/work/{self.begin_check(corrected).number}"

        return self.foreman.begin(
            f"Correcting {held.file.name}",
            f"/returns/{held.number}/fix",
            f"/returns/{held.number}/fix",
            tasks.fix_return,
            held.fixable.validation,
            tuple(classes),
            tuple(decisions),
            on_done=hold_corrected,
        )

    def begin_comparing(self, last: HeldReturn, this: HeldReturn, with_measures: bool) -> Work:
        """Have a return compared with the one before it, `with_measures` also by what it does to each measure."""
        number = next(self._comparison_numbers)
        work = self.comparisons[number] = self.foreman.begin(
            f"Comparing {this.file.name} with {last.file.name}",
            f"/comparisons/{number}",
            f"/returns/{this.number}/compare",
            tasks.compare_returns,
            last.file,
            this.file,
            this.as_of,
            with_measures,
            about=this.number,
        )
        self._made_of[work.number] = {last.number, this.number}
        return work

    def begin_preview(
        self, returns: Sequence[HeldReturn], previous: Sequence[HeldReturn], besides: Besides
    ) -> Work:
        """Have the figures of returns made, beside those of returns sent before."""
        number = next(self._preview_numbers)
        work = self.previews[number] = self.foreman.begin(
            f"Making the figures of {', '.join(one.file.name for one in returns)}",
            f"/previews/{number}",
            f"/returns/{returns[0].number}/figures",
            tasks.preview_figures,
            tuple(one.file for one in returns),
            tuple(one.file for one in previous),
            returns[0].as_of,
            besides,
            about=returns[0].number,
        )
        self._made_of[work.number] = {one.number for one in (*returns, *previous)}
        return work

    def begin_report(self, held: HeldReturn, name: str) -> Work:
        """Have a report written; one that was already written is kept. Raises NotYet, NotHere."""
        _, checked = self.checked(held.number)
        if name not in REPORTS:
            raise NotHere(f"There is no report {name!r}. There are {', '.join(REPORTS)}.")
        written = held.reports.get(name)
        if written is None or written.state in ("refused", "stopped", "broken"):
            place = f"/returns/{held.number}/downloads"
            held.reports[name] = self.foreman.begin(
                f"Writing {name} on {held.file.name}",
                f"{place}?ready={name}",
                place,
                tasks.write_report_of,
                checked.validation,
                name,
                held.teams,
            )
        return held.reports[name]

    def work(self, number: int) -> Work:
        """Return a piece of work. Raises NotHere."""
        if number not in self.foreman.works:
            raise NotHere(f"There is no work {number} here. It belongs to an earlier run, or never began.")
        return self.foreman.works[number]

    def comparison(self, number: int) -> Compared:
        """Return a comparison that is done. Raises NotHere."""
        result: Compared = _result_of(self.comparisons, number, "comparison")
        return result

    def preview(self, number: int) -> Previewed:
        """Return a preview that is done. Raises NotHere."""
        result: Previewed = _result_of(self.previews, number, "preview")
        return result

    def remember_search(self, words: str) -> int:
        """Keep what somebody looks for, so that a URL need not hold it, and return its number; 0 for nothing."""
        if not words.strip():
            return 0
        if words not in self.searches:
            self.searches.append(words)
        return self.searches.index(words)

    def search(self, number: int) -> str:
        """Return what was looked for; blank where that is not known."""
        return self.searches[number] if 0 <= number < len(self.searches) else ""

    def close(self) -> None:
        """Stop all work."""
        self.foreman.close()


def _result_of(works: Mapping[int, Work], number: int, what: str) -> Any:
    work = works.get(number)
    if work is None or work.state != "done":
        raise NotHere(f"There is no {what} {number} here, or it is not done. Begin it from a return's page.")
    return work.result


def _stem(name: str) -> str:
    for ending in (".csv.gz", ".csv", ".zip", ".gz", ".txt"):
        if name.lower().endswith(ending):
            return name[: -len(ending)]
    return name
