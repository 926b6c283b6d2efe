"""The page of findings: the file that `--findings` writes, what is hidden, severities, results by field."""

from __future__ import annotations

from collections.abc import Mapping

from docs.generating.markdown import notice, page, table

from opencld.specification import SEVERITIES, Specification
from opencld.specification.pages import words
from opencld.validation.field_results import STATUSES, VALIDITIES
from opencld.validation.findings import COLUMNS, FORMATS
from opencld.validation.suggestions import CLASSES
from opencld.validation.wording import HIDDEN

COLUMN_MEANINGS: Mapping[str, str] = {
    "file": "name of the return, without its folders",
    "row": "number of the data row, from 1; blank for a finding on the whole file",
    "line": "line of the file on which the row begins, the header being on line 1 as a rule; a row with a "
    "line break in a value takes several lines",
    "la_person_unique_identifier": "the person's local identifier, as submitted",
    "event_reference": "the event's reference, as submitted",
    "rule": "the rule's code; `cld spec rule CODE` explains it",
    "severity": "reject, error, warning or note",
    "field": 'header of the field at fault; several are joined by "; ", the one at fault first; blank for a '
    "whole row",
    "value": 'the value as submitted; several are joined by "; "',
    "message": "what is wrong, and what to do",
    "suggestion": "what the value should be, where that can be told",
    "suggestion_is_safe": "true where the suggestion keeps the value's meaning for certain, so that it may "
    "be taken without anyone looking",
    "suggestion_class": "what kind of change the suggestion is: one of [the classes](#classes-of-suggestions)",
}
STATUS_MEANINGS: Mapping[str, str] = {
    "Mandatory": "the field must be filled on this row",
    "Applicable but not mandatory": "it may be filled",
    "Not applicable": "it says nothing about this kind of row",
    "Undetermined": "the type of event cannot be read, so nobody can tell",
}
VALIDITY_MEANINGS: Mapping[str, str] = {
    "Passed: Valid": "a value of the field's data type",
    "Passed: Blank (Not Mandatory)": "blank, as it may be",
    "Failed: Blank (Mandatory)": "blank where it must be filled",
    "Failed: Invalid": "not a value of the field's data type",
    "Failed: Release 1": "a value of the Release 1 list that Release 2 spells otherwise or has dropped",
}


def findings_page(specification: Specification) -> str:
    """Return the page on the columns of findings, and how to read them."""
    personal = "; ".join(field.header for field in specification.fields if field.personal)
    return page(
        "# Findings",
        notice("[validation](../../src/opencld/validation) and [the fields](fields.md)"),
        "`cld validate RETURN.csv --findings findings.csv` writes one line per finding, however many there "
        "are, in the order of files and rows, those on a whole file first. From Python, "
        "`Validation.findings` has the same columns.",
        table(["Column", "What it holds"], [(f"`{name}`", COLUMN_MEANINGS[name]) for name in COLUMNS]),
        f"The file ends in {_either(list(FORMATS))}, and is written in that format. It appears whole or not "
        "at all.",
        "## Classes of suggestions",
        "[`cld fix --only`](../how-to/fix-a-return.md) takes suggestions by class. Those from *date-order* on always "
        "need a decision; others need one where the meaning is in doubt, such as a Release 1 value that may have come "
        "to mean something else.",
        table(["Class", "What changes"], [(f"`{name}`", does) for name, does in CLASSES.items()]),
        "## What is hidden",
        "Local identifiers and event references are always shown: they are how you find the row. These "
        f"fields are personal, and read `{HIDDEN}` in values, messages and suggestions unless you ask for "
        f"them with `--show-identifiers`: {personal}. So does a description in which personal data was "
        "found. Other values appear as submitted.",
        "## Severities",
        table(["Severity", "Meaning"], [(f"**{one}**", words.SEVERITIES[one]) for one in SEVERITIES]),
        "Nothing in a row's content ever rejects a return. `--fail-on` says from which severity on the "
        "command ends with exit code 1.",
        "## One finding per fault",
        "A cell that cannot be read makes one finding, and rules that need its value stay silent; so does a "
        "cell that is blank where it must be filled. A row that repeats another is found once, not also for "
        "its reference.",
        "## Results by field",
        "`cld validate --fields` counts the cells of each field in the words of the centre's own data "
        "quality report: the status of the field on the row, and the validity of the cell. `--json` has "
        "them under `field_results`.",
        table(["Status", "Meaning"], [(one, STATUS_MEANINGS[one]) for one in STATUSES]),
        table(["Validity", "Meaning"], [(one, VALIDITY_MEANINGS[one]) for one in VALIDITIES]),
    )


def _either(endings: list[str]) -> str:
    marked = [f"`{ending}`" for ending in endings]
    return f"{', '.join(marked[:-1])} or {marked[-1]}"
