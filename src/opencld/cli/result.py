"""Shows the result of a check on the terminal."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from opencld.specification import SEVERITIES, Severity
from opencld.validation.next_steps import next_steps

if TYPE_CHECKING:
    from opencld.validation import Summary, Validation

STYLES: dict[Severity, str] = {"reject": "bold red", "error": "red", "warning": "yellow", "note": "cyan"}
PLURALS: dict[Severity, str] = {
    "reject": "reasons to refuse it",
    "error": "errors",
    "warning": "warnings",
    "note": "notes",
}
SINGULARS: dict[Severity, str] = {
    "reject": "reason to refuse it",
    "error": "error",
    "warning": "warning",
    "note": "note",
}


def print_result(
    console: Console, validation: Validation, findings_path: Path | None, with_fields: bool, show: int
) -> None:
    """Print one return's result: accepted or not, what is in it, findings by rule, examples, what to do next."""
    summary = validation.summary
    console.print()
    console.rule(f"[bold]{escape(summary.file)}", align="left")
    console.print(_overview(summary))
    if summary.rules:
        console.print(_rules(summary))
        _print_examples(console, validation, show)
    if with_fields:
        console.print(_fields(summary))
    console.print("\n[bold]What to do next")
    for number, step in enumerate(next_steps(summary, findings_path is not None), start=1):
        console.print(f" {number}. {escape(step)}")
    if findings_path:
        console.print(f"\nEvery finding is in {escape(str(findings_path))}.")


def _overview(summary: Summary) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    table.add_row("Will it be accepted?", _accepted(summary))
    table.add_row("Findings", _findings(summary))
    table.add_row("Reporting period", _period(summary))
    table.add_row("Rows", _rows(summary))
    table.add_row("Events", _events(summary))
    table.add_row("Local authority", _authority(summary))
    table.add_row("Judged as received on", _day(summary.as_of))
    for place, sentence in enumerate(summary.reading):
        table.add_row("" if place else "Reading the file", escape(sentence))
    return table


def _accepted(summary: Summary) -> Text:
    if not summary.is_accepted:
        return Text("No. The portal would refuse the file.", "bold red")
    if not summary.is_csv:
        return Text("Not as it is: save it as a CSV file with commas first.", "yellow")
    if summary.findings["error"]:
        return Text("Yes, but the centre will report its errors back.", "yellow")
    return Text("Yes.", "green")


def _findings(summary: Summary) -> Text:
    found = [(severity, summary.findings[severity]) for severity in SEVERITIES]
    if not any(count for _, count in found):
        return Text(f"0 findings in {summary.rows_read:,} rows.", "green")
    parts = [
        Text(f"{count:,} {(SINGULARS if count == 1 else PLURALS)[severity]}", STYLES[severity])
        for severity, count in found
        if count
    ]
    safe = f"; {summary.safe:,} can be mended safely" if summary.safe else ""
    return Text(", ").join(parts).append(safe)


def _period(summary: Summary) -> str:
    stated, derived = summary.stated_period, summary.derived_period
    stated_text = _days(stated) if stated else "none that can be read"
    if not derived:
        return f"stated {stated_text}; the centre can derive none from the data"
    if stated == derived:
        return f"stated {stated_text}; the centre will derive the same from the data"
    return f"stated {stated_text}; the centre will derive {_days(derived)} from the data"


def _days(period: tuple[date, date]) -> str:
    return f"{_day(period[0])} to {_day(period[1])}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _rows(summary: Summary) -> str:
    refused = f", {summary.rows_refused:,} refused" if summary.rows_refused else ""
    return f"{summary.rows_read:,} read{refused}; {summary.people:,} people"


def _events(summary: Summary) -> str:
    names = {"Request": "requests", "Assessment": "assessments", "Service": "services", "Review": "reviews"}
    counted = [f"{summary.events.get(name, 0):,} {plural}" for name, plural in names.items()]
    other = summary.events.get("None", 0)
    return ", ".join(counted) + (f", {other:,} rows of no known type" if other else "")


def _authority(summary: Summary) -> str:
    from opencld.specification import load_specification

    known = load_specification().local_authorities
    named = [
        f"{code or '(blank)'} {known[code].la_name if code in known else '(not on the list)'}".strip()
        + (f" ({rows:,} rows)" if len(summary.la_codes) > 1 else "")
        for code, rows in summary.la_codes.items()
    ]
    return escape(", ".join(named[:5])) or "none"


def _rules(summary: Summary) -> Table:
    rows = summary.rows_read + summary.rows_refused
    table = Table(title="\nFindings by rule", title_justify="left", title_style="bold", header_style="bold")
    table.add_column("Rule", no_wrap=True)
    table.add_column("Severity", no_wrap=True)
    table.add_column("Field", max_width=32)
    table.add_column("What")
    table.add_column("Findings", justify="right", no_wrap=True)
    table.add_column("% of rows", justify="right", no_wrap=True)
    table.add_column("Safe", justify="right", no_wrap=True)
    graveness = {severity: place for place, severity in enumerate(SEVERITIES)}
    for count in sorted(summary.rules, key=lambda count: (graveness[count.severity], -count.findings)):
        table.add_row(
            count.rule,
            Text(count.severity, STYLES[count.severity]),
            escape(count.field),
            escape(count.title),
            f"{count.findings:,}",
            _share(count.findings, rows),
            f"{count.safe:,}" if count.safe else "",
        )
    return table


def _share(findings: int, rows: int) -> str:
    if not rows:
        return ""
    share = 100 * findings / rows
    return "<0.1" if share < 0.05 else f"{share:.1f}"


def _print_examples(console: Console, validation: Validation, show: int) -> None:
    examples = validation.kept_findings.examples(show)
    if not examples:
        return
    console.print("\n[bold]Examples")
    for example in examples:
        row, line, field = example["row"], example["line"], example["field"]
        place = f"Row {row:,} (line {line:,})" if row else "The file"
        where = f"{place}, {field}" if field else place
        suggestion = _suggestion(example["suggestion"], example["suggestion_is_safe"])
        text = Text.assemble(
            (where, "bold"),
            ": ",
            example["message"],
            suggestion,
            (f" ({example['rule']})", STYLES[example["severity"]]),
        )
        console.print(text)


def _suggestion(suggestion: str, is_safe: bool) -> str:
    return f" Suggestion: {suggestion}{' (safe)' if is_safe else ''}." if suggestion else ""


def _fields(summary: Summary) -> Table:
    table = Table(
        title="\nField results as the centre reports them", title_justify="left", title_style="bold"
    )
    for column in ("Field", "Status", "Validity"):
        table.add_column(column, header_style="bold")
    table.add_column("Cells", justify="right", header_style="bold")
    for result in summary.field_results:
        style = "red" if result.validity.startswith("Failed") else ""
        table.add_row(result.field, result.status, Text(result.validity, style), f"{result.cells:,}")
    return table
