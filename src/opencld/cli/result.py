"""Shows the result of a check on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from opencld.reports import sentences
from opencld.specification import SEVERITIES, Severity, load_specification
from opencld.validation.next_steps import next_steps

if TYPE_CHECKING:
    from opencld.validation import Summary, Validation

STYLES: dict[Severity, str] = {"reject": "bold red", "error": "red", "warning": "yellow", "note": "cyan"}
TONES: dict[sentences.Tone, str] = {"good": "green", "doubtful": "yellow", "bad": "bold red"}
ENOUGH_FOR_SHARES = 100  # characters on a line


def print_result(
    console: Console, validation: Validation, has_findings_file: bool, with_fields: bool, show: int
) -> None:
    """Print one return's result: accepted or not, what is in it, findings by rule, examples, what to do next."""
    summary = validation.summary
    console.print()
    console.rule(f"[bold]{escape(summary.file)}", align="left")
    console.print(_overview(summary))
    if summary.rules:
        console.print(_rules(summary, console.width))
        _print_examples(console, validation, show)
    if with_fields:
        console.print(_fields(summary))
    console.print("\n[bold]What to do next")
    for number, step in enumerate(next_steps(summary, has_findings_file), start=1):
        console.print(f" {number}. {escape(step)}")


def _overview(summary: Summary) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    table.add_row(sentences.QUESTION, _accepted(summary))
    for label, text in sentences.facts(summary, sentences.authority(summary, load_specification())):
        table.add_row(label, _findings(summary) if label == "Findings" else escape(text))
    for place, sentence in enumerate(summary.reading):
        table.add_row("" if place else "Reading the file", escape(sentence))
    return table


def _accepted(summary: Summary) -> Text:
    answer = sentences.accepted(summary)
    return Text(answer.text, TONES[answer.tone])


def _findings(summary: Summary) -> Text:
    found = sentences.found(summary)
    if not found:
        return Text(sentences.found_in_all(summary), "green")
    parts = [Text(text, STYLES[severity]) for severity, text in found.items()]
    return Text(", ").join(parts).append(sentences.safe(summary))


def _rules(summary: Summary, width: int) -> Table:
    table = Table(title="\nFindings by rule", title_justify="left", title_style="bold", header_style="bold")
    most = f"{max(count.findings for count in summary.rules):,}"
    _add_narrow(table, "Rule", max((count.rule for count in summary.rules), key=len))
    _add_narrow(table, "Severity", max(SEVERITIES, key=len))
    # nothing is cut off on a narrow terminal, and what can be done without makes room for words
    table.add_column("Field", max_width=32, overflow="fold")
    table.add_column("What", overflow="fold")
    shows_shares = width >= ENOUGH_FOR_SHARES
    for heading in ("Findings", *(("% of rows",) if shows_shares else ()), "Safe"):
        _add_narrow(table, heading, most, "right")
    graveness = {severity: place for place, severity in enumerate(SEVERITIES)}
    for count in sorted(summary.rules, key=lambda count: (graveness[count.severity], -count.findings)):
        table.add_row(
            count.rule,
            Text(count.severity, STYLES[count.severity]),
            escape(count.field),
            escape(count.title),
            f"{count.findings:,}",
            *([sentences.share(count.findings, summary)] if shows_shares else ()),
            f"{count.safe:,}" if count.safe else "",
        )
    return table


def _add_narrow(table: Table, heading: str, longest: str, justify: Literal["left", "right"] = "left") -> None:
    """Add a column that is never narrower than its texts; to let it be measured takes as long as to show it."""
    table.add_column(heading, justify=justify, no_wrap=True, width=max(len(heading), len(longest)))


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
        table.add_column(column, header_style="bold", overflow="fold")
    table.add_column("Cells", justify="right", header_style="bold")
    fields = load_specification().field
    for result in summary.field_results:
        style = "red" if result.validity.startswith("Failed") else ""
        header = escape(fields[result.field].header)
        table.add_row(header, result.status, Text(result.validity, style), f"{result.cells:,}")
    return table
