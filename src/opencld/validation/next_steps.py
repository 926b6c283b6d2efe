"""What the person who checked a return should do next, in order."""

from __future__ import annotations

from opencld.validation.summary import Summary


def next_steps(summary: Summary, findings_written: bool) -> list[str]:
    """Return the steps, the most pressing first."""
    found = summary.findings
    if not any(found.values()):
        return ["Send it, and use the comments box to say what is missing or incomplete, if anything is."]
    steps = []
    if found["reject"]:
        steps.append("Mend what would make the portal refuse the file, and check again.")
    if not summary.is_csv:
        steps.append("Save the file as a CSV with commas; the collection asks for one.")
    if not findings_written:
        steps.append("Get every finding with its row: add --findings findings.csv (or .parquet, .json).")
    if summary.safe:
        steps.append(
            f"Take the suggestions marked safe (`cld fix`): they mend {summary.safe:,} "
            f"finding{'s' if summary.safe != 1 else ''} and keep each value's meaning."
        )
    if found["error"]:
        steps.append(
            "Correct the errors at their source; `cld spec rule CODE` explains each rule with examples."
        )
    if found["warning"]:
        steps.append("Look at the warnings; they may be right, and then need nothing.")
    if not found["reject"]:
        steps.append(
            "Send it, and say in the comments box which fields are incomplete and when they will come."
        )
    return steps
