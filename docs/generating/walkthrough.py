"""The output of a check within the page that walks through it: the text around it is written by hand."""

from __future__ import annotations

import re
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from opencld.cli import cld

DOCS = Path(__file__).parent.parent
WALKTHROUGH = "how-to/check-a-return.md"
EXAMPLE = DOCS.parent / "examples" / "faulty_return.csv"
ARGUMENTS = ["validate", str(EXAMPLE), "--as-of", "2026-04-20", "--findings", "findings.csv"]
MOST_RULES, MOST_EXAMPLES = 6, 3
PLACE = re.compile(r"(<!-- output: (.+?) -->\n```\n).*?(```)", re.DOTALL)


def walkthrough_page() -> str:
    """Return the page with the output of `cld` as it is now."""
    parts = _parts(_output())
    page = (DOCS / WALKTHROUGH).read_text(encoding="utf-8")
    return PLACE.sub(lambda place: f"{place[1]}{parts[place[2]]}\n{place[3]}", page)


def _output() -> str:
    with TemporaryDirectory() as folder, chdir(folder):
        output = CliRunner().invoke(cld, ARGUMENTS).stdout
    return "\n".join(line.rstrip() for line in output.strip().splitlines())


def _parts(output: str) -> dict[str, str]:
    """Cut the output at its headings. Long lists are cut short, with dots where something is left out."""
    headings = ("Findings by rule", "Examples", "What to do next", "Every finding")
    places = [output.index(f"\n{heading}") for heading in headings]
    overview, rules, examples, steps, last = (
        output[start:end].strip("\n") for start, end in zip([0, *places], [*places, None], strict=True)
    )
    return {
        "overview": overview,
        "findings by rule": _shortened_table(rules),
        "examples": _shortened_examples(examples),
        "next steps": steps,
        "last line": last,
    }


def _shortened_table(text: str) -> str:
    *lines, last = text.splitlines()
    starts = [place for place, line in enumerate(lines) if re.match(r"│ [A-Z]{2}[0-9]{2} ", line)]
    if len(starts) <= MOST_RULES:
        return text
    return "\n".join([*lines[: starts[MOST_RULES]], "│ …", last])


def _shortened_examples(text: str) -> str:
    lines = text.splitlines()
    starts = [place for place, line in enumerate(lines) if re.match(r"(Row [0-9,]+|The file)\b", line)]
    if len(starts) <= MOST_EXAMPLES:
        return text
    return "\n".join([*lines[: starts[MOST_EXAMPLES]], "…"])
