"""The specification and the measures, to be looked up and searched."""

from __future__ import annotations

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from opencld.measures import find_measure, measure_tables, measures
from opencld.portal.asking import told_of
from opencld.portal.session import NotHere
from opencld.portal.showing import page
from opencld.specification import Specification, load_specification, pages
from opencld.specification.search import search

KINDS = ("fields", "lists", "rules", "authorities", "periods")


def overview(request: Request) -> Response:
    """Say what the specification holds, and find what was asked for."""
    specification = load_specification()
    words = request.query_params.get("words", "").strip()
    hits = search(specification, words.split()) if words else None
    return page(
        request,
        "specification.html",
        told=pages.overview_page(specification),
        words=words,
        hits=hits,
        kinds=KINDS,
    )


def listing(request: Request) -> Response:
    """List fields, lists, rules, authorities or reporting periods."""
    kind = request.path_params["kind"]
    return page(request, "told.html", told=_listing(load_specification(), kind), kind=kind)


def one(request: Request) -> Response:
    """Show one field, list or rule."""
    kind, name = request.path_params["kind"], request.path_params["name"]
    show = {"fields": pages.field_page, "lists": pages.list_page, "rules": pages.rule_page}.get(kind)
    if show is None:
        raise NotHere(f"There are no pages on {kind} one by one.")
    return page(request, "told.html", told=told_of(show, name), kind=kind)


def list_measures(request: Request) -> Response:
    """List the measures."""
    return page(request, "measures.html", measures=list(measures().values()))


def measure(request: Request) -> Response:
    """Show one measure: how it is made, and what a reader of its method would not expect."""
    if request.path_params["name"] not in measures():
        raise NotHere(
            f"There is no measure {request.path_params['name']!r}. There are {', '.join(measures())}."
        )
    found = find_measure(request.path_params["name"])
    tables = [measure_tables()[name] for name in (*found.tables, *found.cases)]
    return page(request, "measure.html", measure=found, tables=tables)


def _listing(specification: Specification, kind: str) -> pages.Page:
    if kind == "periods":
        return pages.periods_page(specification, date.today())
    show = {
        "fields": pages.fields_page,
        "lists": pages.lists_page,
        "rules": pages.rules_page,
        "authorities": pages.authorities_page,
    }
    if kind not in show:
        raise NotHere(f"There is no list of {kind}. There are {', '.join(KINDS)}.")
    return show[kind](specification)
