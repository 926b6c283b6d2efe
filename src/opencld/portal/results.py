"""What the check of a return came to: at a glance, row by row, rule by rule, and as charts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from opencld.portal.asking import (
    day_of_receipt,
    form_of,
    go_to,
    held_of,
    number_in,
    session_of,
    teams_of,
    told_of,
)
from opencld.portal.forms import Refused
from opencld.portal.showing import page
from opencld.reports.found import Sought, seek
from opencld.reports.noted import notes_about
from opencld.reports.overview import overview
from opencld.reports.page import figures_of
from opencld.reports.rechecked import rechecked
from opencld.specification import load_specification
from opencld.specification.pages import rule_page

PER_PAGE = 25
FILTERS = ("severity", "rule", "event_type", "team")


def result(request: Request, fault: Refused | None = None) -> Response:
    """Show what the check came to, and the findings that were asked for."""
    session = session_of(request)
    held, checked = session.checked(request.path_params["number"])
    specification, summary = load_specification(), checked.validation.summary
    origin = session.returns.get(held.mending.origin) if held.mending else None
    before = origin.checked if origin else None
    return page(
        request,
        "result.html",
        fault,
        held=held,
        summary=summary,
        overview=overview(summary, specification),
        origin=origin,
        rechecked=rechecked(before.validation.summary, summary, specification) if before else None,
        before=before.validation.summary if before else None,
        **_rows(request),
    )


def rule(request: Request) -> Response:
    """Show one rule: why it is, what the guidance says, the rows it found, and examples."""
    held, checked = session_of(request).checked(request.path_params["number"])
    specification = load_specification()
    told = told_of(rule_page, request.path_params["code"])
    code = told.title.partition(":")[0]
    fields = (specification.field[name].header for name in specification.rule[code].fields)
    return page(
        request,
        "rule.html",
        held=held,
        rule=specification.rule[code],
        told=told,
        notes=notes_about(held.notes, fields),
        counts=[count for count in checked.validation.summary.rules if count.rule == code],
        **_rows(request, code),
    )


async def look_through(request: Request) -> Response:
    """Turn what somebody asks for into an address that holds no identifier, and go there."""
    form, session = await form_of(request), session_of(request)
    session.checked(request.path_params["number"])
    asked = {name: form.text(name) for name in FILTERS} | {
        "search": str(session.remember_search(form.text("words")) or "")
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    return go_to(f"/returns/{request.path_params['number']}?{query}#rows")


async def check_again(request: Request) -> Response:
    """Check a return as received on another day."""
    session, held = session_of(request), held_of(request)
    try:
        held.as_of = day_of_receipt(await form_of(request))
    except Refused as fault:
        return result(request, fault)
    return go_to(f"/work/{session.begin_check(held).number}")


async def share_out(request: Request) -> Response:
    """Have the findings shared out by team, by a file or a column of the return."""
    session, held = session_of(request), held_of(request)
    try:
        teams = await teams_of(await form_of(request))
        if teams is None:
            raise Refused("Select a teams file, or name the column that names the team.", "teams")
    except Refused as fault:
        return result(request, fault)
    return go_to(f"/work/{session.begin_sharing(held, teams).number}")


def charts(request: Request) -> Response:
    """Show figures to compare with one's own services."""
    held, checked = session_of(request).checked(request.path_params["number"])
    figures = figures_of(f"r{held.number}", checked.validation, load_specification())
    return page(request, "charts.html", held=held, figures=figures)


def _rows(request: Request, rule_code: str = "") -> dict[str, Any]:
    """The findings that an address asks for, a page of them."""
    session, query = session_of(request), request.query_params
    _, checked = session.checked(request.path_params["number"])
    search = number_in(query.get("search", ""))
    asked = {name: query.get(name, "") for name in FILTERS}
    if rule_code:
        asked["rule"] = rule_code
    sought = Sought(**asked, words=session.search(search))
    number = max(1, number_in(query.get("page", "1")))
    found = seek(checked.findings, sought, (number - 1) * PER_PAGE, PER_PAGE)
    kept = {name: value for name, value in asked.items() if value and not (rule_code and name == "rule")}
    if search:
        kept["search"] = str(search)
    return {
        "sought": sought,
        "found": found,
        "rows": found.rows.to_dicts(),
        "choices": checked.findings,
        "number": number,
        "first": (number - 1) * PER_PAGE + 1,
        "pages": -(-found.total // PER_PAGE),
        "query": urlencode(kept),
    }
