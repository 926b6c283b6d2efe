"""What can be fixed in a return: look, choose, take the corrected return and its log."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from opencld.errors import Misused
from opencld.portal.asking import form_of, go_to, held_of, session_of
from opencld.portal.forms import Form, Refused
from opencld.portal.session import HeldReturn
from opencld.portal.showing import page
from opencld.portal.tasks import Fixable
from opencld.repair import (
    DROPPED_COLUMN,
    MAKE_BLANK,
    TAKEN,
    Decision,
    ToDecide,
    check_decisions,
    read_decisions,
)
from opencld.specification import load_specification

MOST_DECIDED_HERE = 100  # values asked for on the page; the others are decided in a file
SHOWN_PER_CLASS = 20


def fix(request: Request, fault: Refused | None = None, form: Form | None = None) -> Response:
    """Show what can be fixed, by class, and what needs a decision."""
    held = held_of(request)
    if held.fixable is None:
        running = held.fixes if held.fixes and not held.fixes.is_over else None
        return page(request, "fix_start.html", held=held, running=running)
    return page(
        request,
        "fix.html",
        fault,
        held=held,
        form=form,
        chosen=form.all("classes") if form else list(TAKEN),
        classes=_classes(held.fixable),
        meanings=TAKEN,
        questions=_asked(held.fixable),
        others=len(held.fixable.to_decide) - len(_asked(held.fixable)),
        make_blank=MAKE_BLANK,
        unchanged="unchanged" in request.query_params,
        most=SHOWN_PER_CLASS,
    )


async def look(request: Request) -> Response:
    """Have somebody look for what can be fixed."""
    session = session_of(request)
    return go_to(f"/work/{session.begin_looking(held_of(request)).number}")


async def correct(request: Request) -> Response:
    """Have the corrected return written."""
    held, form = held_of(request), Form()
    try:
        form = await form_of(request)
        decisions = decisions_of(form, held)
        classes = [name for name in form.all("classes") if name in TAKEN]
        if not classes and not decisions:
            raise Refused("Tick at least one kind of change, or decide at least one value.", "classes")
    except Refused as fault:
        return fix(request, fault, form)
    work = session_of(request).begin_fixing(held, classes, decisions)
    return go_to(f"/work/{work.number}")


def decisions_of(form: Form, held: HeldReturn) -> tuple[Decision, ...]:
    """Return what was decided on the page, and in the file where one was given. Raises Refused, naming the field."""
    if held.fixable is None:
        return ()
    specification = load_specification()
    decided = []
    for place, one in enumerate(_asked(held.fixable)):
        answer = form.text(f"decision-{place}")
        if not answer:
            continue
        decision = Decision(
            one.field, one.value, "" if answer == MAKE_BLANK else answer, f"Decided on the page: {one.field}"
        )
        try:
            check_decisions([decision], specification)
        except Misused as error:
            raise Refused(str(error), f"decision-{place}") from None
        decided.append(decision)
    upload = form.files.get("decisions")
    if upload and upload.size:
        try:
            decided += read_decisions(upload.path, specification, upload.name)
        except Misused as error:
            raise Refused(str(error), "decisions") from None
    return tuple(decided)


def _asked(fixable: Fixable) -> list[ToDecide]:
    return [one for one in fixable.to_decide if not one.is_personal][:MOST_DECIDED_HERE]


def _classes(fixable: Fixable) -> list[dict[str, object]]:
    """The classes of safe changes that there are, each with its cells and its most frequent changes."""
    grouped = []
    for name in TAKEN:
        if name == DROPPED_COLUMN:
            if fixable.dropped:
                grouped.append({"name": name, "columns": fixable.dropped, "cells": 0, "changes": []})
            continue
        changes = fixable.changes.filter(fixable.changes["change"] == name)
        if not changes.is_empty():
            rows = list(changes.select("field", "before", "after", "rows").iter_rows())
            grouped.append({"name": name, "columns": (), "cells": changes["rows"].sum(), "changes": rows})
    return grouped
