"""Puts a comparison into sentences, the same on the terminal and in every report."""

from __future__ import annotations

from datetime import timedelta

from opencld.comparison.comparing import Comparison
from opencld.comparison.differences import CompletenessChange, FieldChange, FindingChange, KindCount, Uplift
from opencld.reports import sentences
from opencld.specification import load_specification

PLURALS = {"Request": "requests", "Assessment": "assessments", "Service": "services", "Review": "reviews"}
ABOUT_PEOPLE = "people"
HOW_COUNTED = (
    "Lines that differ are taken for one event by the centre's identity, whatever the reference: person, client type, "
    "event type and start; the end, but of services; route of access, assessment type, or service type and component. "
    "Where that fails, by the reference and by what else tells them. Uncertain are those of which several could be "
    "meant, or that were told without a reference."
)


def facts(comparison: Comparison) -> tuple[tuple[str, str], ...]:
    """Return what was compared as labels and sentences."""
    last, this = comparison.last, comparison.this
    counts = comparison.counts
    lines = (
        ("Last return", f"{last.file}: {sentences.days(comparison.last_period)}; {sentences.rows(last)}"),
        ("This return", f"{this.file}: {sentences.days(comparison.this_period)}; {sentences.rows(this)}"),
        ("Local authority", sentences.authority(this, load_specification())),
        ("In both", in_both(comparison)),
        ("Both judged as received on", sentences.day(this.as_of)),
    )
    nobody = (
        (
            "Without a person",
            f"{counts.last_without_person:,} rows of the last return and {counts.this_without_person:,} of this one "
            "have neither NHS number nor local identifier. They are compared only where they are wholly alike.",
        ),
    )
    return lines + (nobody if counts.last_without_person or counts.this_without_person else ())


def in_both(comparison: Comparison) -> str:
    """Say how many lines are in both returns, and how many of them are alike."""
    counts = comparison.counts
    differing = counts.in_both - counts.alike
    told = f"{counts.in_both:,} rows are in both returns, {counts.alike:,} of them unchanged and {differing:,} changed"
    return told + (
        f"; of {counts.uncertain:,} it is not certain that they are the same." if counts.uncertain else "."
    )


def kind_counted(count: KindCount) -> str:
    """Return what is counted of a kind, for example `286 services` or `3 people`."""
    if count.kind.counts == ABOUT_PEOPLE:
        return f"{count.people:,} {'person' if count.people == 1 else 'people'}"
    parts = [
        f"{events:,} {_plural(event_type, events)}" for event_type, events in count.by_event_type.items()
    ]
    return ", ".join(parts)


def _plural(event_type: str, events: int) -> str:
    if not event_type:
        return "row without an event" if events == 1 else "rows without an event"
    if event_type not in PLURALS:
        return "row of no known type" if events == 1 else "rows of no known type"
    return PLURALS[event_type].removesuffix("s") if events == 1 else PLURALS[event_type]


def remarks(count: KindCount, comparison: Comparison) -> str:
    """Return what else is to be said of a kind: uncertainty, and what the centre will close."""
    told = []
    if count.closed_by_centre:
        day = comparison.this_period[0] - timedelta(days=1)
        told.append(
            f"The centre will end {count.closed_by_centre:,} of the services on {sentences.day(day)}."
        )
    if count.uncertain:
        told.append(f"{count.uncertain:,} uncertain.")
    return " ".join(told)


def next_steps(comparison: Comparison, changes_written: bool) -> list[str]:
    """Return what to do, the most pressing first."""
    if not comparison.kinds:
        return [
            "Nothing differs. If these are not one return twice, find out why nothing happened between them."
        ]
    steps = [
        f"{count.kind.title} ({kind_counted(count)}): {count.kind.act}"
        for count in comparison.kinds
        if count.kind.urgency == "act"
    ]
    steps += ["Look at: " + ", ".join(lookings) + "."] if (lookings := _lookings(comparison)) else []
    fallen = [one for one in comparison.completeness if one.change <= -MUCH]
    if fallen:
        names = ", ".join(header(one.field) for one in fallen)
        steps.append(
            f"Say in the comments box why these fields are filled less often than last time: {names}."
        )
    if not changes_written:
        steps.append(
            "Get every difference with its row: add --changes changes.csv, or --report changes.xlsx."
        )
    return steps


MUCH = 0.02  # of cells: a fall of completeness that the comments box should explain


def _lookings(comparison: Comparison) -> list[str]:
    return [
        f"{_within(count.kind.title)} ({kind_counted(count)})"
        for count in comparison.kinds
        if count.kind.urgency == "look"
    ]


def _within(title: str) -> str:
    """A title within a sentence; NHS keeps its capitals."""
    return title if title.startswith("NHS") else title[0].lower() + title[1:]


def header(field: str) -> str:
    """Return a field's header."""
    return load_specification().field[field].header


def field_row(change: FieldChange) -> tuple[str, str, str, str, str, str]:
    """Return a changed field as texts: field, kind, where, changes, of them filled, of them emptied."""
    from opencld.comparison.kinds import kinds

    return (
        header(change.field),
        kinds()[change.kind].title,
        f"{PLURALS.get(change.event_type, 'other rows').capitalize()}" if change.event_type else "People",
        f"{change.changes:,}",
        f"{change.filled:,}" if change.filled else "",
        f"{change.emptied:,}" if change.emptied else "",
    )


def uplift_row(one: Uplift) -> tuple[str, ...]:
    """Return an uplift as texts: component, frequency, services, raised, lowered, before, after, per cent, typical."""
    return (
        one.service_component or "(blank)",
        one.cost_frequency,
        f"{one.lines:,}",
        f"{one.raised:,}",
        f"{one.lowered:,}",
        f"£{one.before:,.2f}",
        f"£{one.after:,.2f}",
        signed(one.per_cent),
        "" if one.typical_per_cent is None else signed(one.typical_per_cent),
    )


def signed(per_cent: float) -> str:
    """Return a change in per cent, with its sign.

    >>> signed(4.5), signed(-0.04), signed(0)
    ('+4.5 %', '-0.0 %', '0 %')
    """
    return f"{per_cent:+.1f} %" if per_cent else "0 %"


def completeness_row(one: CompletenessChange) -> tuple[str, str, str, str]:
    """Return the completeness of a field as texts: field, last, this, change in percentage points."""
    return (
        header(one.field),
        _share(one.last_share),
        _share(one.this_share),
        f"{100 * one.change:+.1f}" if one.change else "",
    )


def _share(share: float | None) -> str:
    from opencld.reports.count_figures import percentage

    return "" if share is None else percentage(round(share * 1_000_000), 1_000_000)


def finding_row(one: FindingChange) -> tuple[str, ...]:
    """Return a rule's findings as texts: rule, severity, field, what, then, now, mended, gone, new, with new lines."""
    rule = load_specification().rule[one.rule]
    numbers = (
        one.last_findings,
        one.this_findings,
        one.mended,
        one.left_with_line,
        one.new_on_line,
        one.new_with_line,
    )
    return (rule.code, rule.severity, one.field, rule.title, *(f"{number:,}" for number in numbers))
