"""The pages about invented returns: what is assumed, and how like the published figures they come out."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from docs.generating.charts import Pair, bars, points
from docs.generating.markdown import notice, page, table

from opencld.specification import Specification
from opencld.synthetic import tables

DATA = Path(__file__).parent.parent / "data" / "synthetic_england.csv"
COMMANDS = (
    "cld synth --england --quarter 2026-03-31 --out england",
    "python -m bench.likeness england",
    "make docs",
)
JUNE, MARCH = "people in long term support on 30 June 2025", "people in long term support on 31 March 2026"
ASSESSED = "people assessed from April 2025 to March 2026"
SETTINGS = ("Community", "Residential care", "Nursing care", "Prison")
SMALL = 500
Counted = Mapping[tuple[str, str, str], int]


def assumptions_page() -> str:
    """Return the page with every rate and share."""
    folder = Path(tables.__file__).parent / "assumptions"
    return page(
        "# What invented returns are made of",
        notice("[the assumptions](../../src/opencld/synthetic/assumptions)"),
        "Everything that `cld synth` assumes is in these tables, not in its code. Where a source is an estimate, it is "
        "ours: chosen so that figures come out as on [the page about their likeness](synthetic-likeness.md), or merely "
        "plausible. Nothing was taken from real records.",
        "## Rates",
        table(
            ["Rate", "Value", "What it is", "Source"],
            [
                (f"`{line['rate']}`", line["value"], line["meaning"], line["source"])
                for line in _lines(folder / "rates.csv")
            ],
        ),
        "## Lives in long term support",
        table(
            ["Track", "Share of places", "Mean years", "Moves to residential care", "To nursing care", "Who"],
            [
                (
                    line["track"],
                    line["share"],
                    line["mean_years"],
                    line["to_residential_care"],
                    line["to_nursing_care"],
                    line["meaning"],
                )
                for line in _lines(folder / "tracks.csv")
            ],
        ),
        "## Shares",
        "Of each table the values that somebody gets, in parts of a hundred.",
        table(["What", "Whose", "Values", "Source"], _shares(folder / "shares.csv")),
    )


def likeness_files(specification: Specification) -> dict[str, str]:
    """Return the page on likeness and its charts, by their paths under `docs/`."""
    counted = {(line["figure"], line["la_code"], line["part"]): int(line["value"]) for line in _lines(DATA)}
    return {
        "reference/synthetic-likeness.md": _likeness_page(specification, counted),
        "reference/charts/settings.svg": bars(
            "People in long term support on 30 June 2025, by setting (%)", list(_settings(counted)), " %"
        ),
        "reference/charts/long-term-support.svg": points(
            "People in long term support on 31 March 2026, by authority",
            list(_authorities(specification, counted, MARCH)),
            "published",
            "invented",
        ),
        "reference/charts/assessed.svg": points(
            "People assessed, April 2025 to March 2026, by authority",
            list(_authorities(specification, counted, ASSESSED)),
            "published",
            "invented",
        ),
    }


def _likeness_page(specification: Specification, counted: Counted) -> str:
    support = list(_authorities(specification, counted, MARCH))
    large = [pair for pair in support if pair.published > SMALL]
    worst = max(large, key=_difference)
    assessed = list(_authorities(specification, counted, ASSESSED))
    return page(
        "# How like the published figures invented returns are",
        notice(
            "[a count of England's invented returns](../data/synthetic_england.csv) and the published figures"
        ),
        "England at scale 1, for the twelve months to 31 March 2026, counted as the published tables count. The count "
        "was made with",
        "```\n" + "\n".join(COMMANDS) + "\n```",
        "## People in long term support",
        f"Of the {len(large)} authorities with more than {SMALL} people, the one furthest from its published figure is "
        f"{worst.name}, {100 * _difference(worst):.1f} % away ({worst.published:,.0f} published, "
        f"{worst.invented:,.0f} invented). Each authority has as many places as people were published, and somebody is "
        "in every place on every day; what differs are people whose start or end is recorded late.",
        "![People in long term support by authority](charts/long-term-support.svg)",
        "By setting, each person in one:",
        table(
            ["Setting", "Published, 30 June 2025", "Invented", "Difference"],
            [
                (
                    one.name,
                    f"{one.published:.2f} %",
                    f"{one.invented:.2f} %",
                    f"{one.invented - one.published:+.2f} points",
                )
                for one in _settings(counted)
            ],
        ),
        "![Settings](charts/settings.svg)",
        "## People assessed",
        "People who had an assessment in a month and no long term support in the year before, summed over the months. "
        "Each authority has its own share of contacts that lead to an assessment, set from its published figure.",
        f"All authorities together: {sum(p.published for p in assessed):,.0f} published, "
        f"{sum(p.invented for p in assessed):,.0f} invented.",
        "![People assessed by authority](charts/assessed.svg)",
        "## England",
        table(["Figure", "Published", "Invented", "Source of the published figure"], _england(counted)),
        "## What is not like the truth",
        "- The number of people in long term support does not grow: each quarter has as many as 31 March 2026.\n"
        "- Contacts are as many in relation to people in long term support in every authority; in truth they differ.\n"
        "- Authorities differ in size and in how many they assess, and in nothing else: recording, prices, ages and "
        "services are the same everywhere. Nothing can be learnt from comparing them.\n"
        "- Nobody is known to two authorities, and an authority's numbers do not go up and down with the seasons.\n"
        "- Hospital stays of people who are in no return are far fewer than in truth, so shares of discharges come out "
        "too high.\n"
        "- Returns have no faults unless they are planted.",
    )


def _england(counted: Counted) -> Iterator[tuple[str, str, str, str]]:
    for line in _lines(Path(tables.__file__).parent / "published" / "england.csv"):
        figure, part = line["figure"], line["of"]
        # figures by authority are added up
        invented = sum(value for (name, _, of), value in counted.items() if (name, of) == (figure, part))
        if invented:
            name = figure if part == "All" else f"{figure}: {part}"
            yield name, f"{int(line['value']):,}", f"{invented:,}", line["source"]


def _settings(counted: Counted) -> Iterator[Pair]:
    published = tables.published_for_england()
    invented = {setting: counted.get((JUNE, "England", setting), 0) for setting in SETTINGS}
    for setting in SETTINGS:
        yield Pair(
            setting,
            100 * published[JUNE, setting] / published[JUNE, "All"],
            100 * invented[setting] / sum(invented.values()),
        )


def _authorities(specification: Specification, counted: Counted, figure: str) -> Iterator[Pair]:
    for code, one in tables.published_by_authority().items():
        published = one.assessed if figure == ASSESSED else one.long_term_support
        name = specification.local_authorities[code].la_name
        yield Pair(name, published, counted.get((figure, code, "All"), 0))


def _difference(pair: Pair) -> float:
    return abs(pair.invented / pair.published - 1)


def _shares(path: Path) -> Iterator[tuple[str, str, str, str]]:
    for (name, whose), lines in groupby(_lines(path), key=lambda line: (line["table"], line["whose"])):
        these = list(lines)
        whole = sum(float(line["share"]) for line in these)
        values = "\n".join(f"{line['value']} {100 * float(line['share']) / whole:.1f}" for line in these)
        yield f"`{name}`", whose, values, these[0]["source"]


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
