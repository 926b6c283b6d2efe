"""What the person who checked a return should do next, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from opencld.validation.summary import Summary

What = Literal["mend", "save-as-csv", "write-findings", "fix", "correct", "look", "send"]


@dataclass(frozen=True)
class Step:
    """Something to do. `command` says how, in terms of the command line; blank where nothing is to be typed."""

    what: What
    text: str
    command: str = ""

    @property
    def sentence(self) -> str:
        """The step with its command, for those who type."""
        return f"{self.text} ({self.command})." if self.command else f"{self.text}."


def next_steps(summary: Summary, findings_written: bool) -> list[str]:
    """Return the steps as sentences, the most pressing first."""
    return [
        step.sentence
        for step in steps_after(summary)
        if not (findings_written and step.what == "write-findings")
    ]


def steps_after(summary: Summary) -> tuple[Step, ...]:
    """Return the steps, the most pressing first."""
    return tuple(_steps(summary))


def _steps(summary: Summary) -> Iterator[Step]:
    found = summary.findings
    if not any(found.values()):
        yield Step(
            "send", "Send it, and use the comments box to say what is missing or incomplete, if anything is"
        )
        return
    if found["reject"]:
        yield Step("mend", "Mend what would make the portal refuse the file, and check again")
    if not summary.is_csv:
        yield Step("save-as-csv", "Save the file as a CSV with commas; the collection asks for one")
    yield Step(
        "write-findings", "Get every finding with its row", "`--findings findings.csv`, .parquet or .json"
    )
    if summary.safe:
        yield Step(
            "fix",
            f"Take the suggestions marked safe: they mend {summary.safe:,} "
            f"finding{'s' if summary.safe != 1 else ''} and keep each value's meaning",
            "`cld fix`",
        )
    if found["error"]:
        yield Step(
            "correct",
            "Correct the errors at their source; each rule is explained with examples",
            "`cld spec rule CODE`",
        )
    if found["warning"]:
        yield Step("look", "Look at the warnings; they may be right, and then need nothing")
    if not found["reject"]:
        yield Step(
            "send", "Send it, and say in the comments box which fields are incomplete and when they will come"
        )
