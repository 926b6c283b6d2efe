"""Turns what the library gave into pages, by templates; whatever is put into them is escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Scope

from opencld import __version__
from opencld.drawing.page import marked
from opencld.portal.foreman import place_of
from opencld.portal.forms import Refused
from opencld.portal.words import on_pages

TEMPLATES = Path(__file__).parent / "templates"
SIZES = (("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000))


def page(request: Request, template: str, fault: Refused | None = None, **words: Any) -> HTMLResponse:
    """Return a page made from a template. `fault`, where there is one, is what a form met: status 400."""
    told = Refused(on_pages(str(fault)), fault.field) if fault else None
    context = {"path": request.url.path, "fault": told, "held": None, **words}
    return HTMLResponse(environment().get_template(template).render(context), 400 if fault else 200)


def explained(scope: Scope, status: int, title: str, text: str, back: str = "/") -> Response:
    """Return a page, or for the API an object, that says what is wrong and what to do."""
    if scope["path"].startswith("/api/"):
        return JSONResponse({"title": title, "detail": text}, status)
    template = environment().get_template("explained.html")
    words = {"path": scope["path"], "fault": None, "held": None, "title": title, "text": text, "back": back}
    return HTMLResponse(template.render(words), status)


def own_fault(scope: Scope, error: Exception) -> Response:
    """Return a page that says where in the program a fault was met, and nothing of what it said."""
    what = f"The program met a fault of its own ({place_of(error)}). Nothing was changed. Please report the place."
    return explained(scope, 500, "Something is wrong with the program", what)


@cache
def environment() -> Environment:
    """Return the templates: this part's, and the components of nhsuk-frontend."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader("opencld.portal"), PackageLoader("nhsuk_frontend_jinja")]),
        autoescape=True,
        undefined=ChainableUndefined,  # which the components need
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"version": __version__}
    made.filters |= {"count": _count, "marked": _marked, "on_pages": on_pages, "size": _size, "lines": _lines}
    return made


def _marked(text: str) -> Markup:
    return marked(on_pages(text))


def _count(number: int) -> str:
    return f"{number:,}"


def _size(count: int) -> str:
    for name, unit in SIZES:
        if count >= unit:
            return f"{count / unit:,.1f} {name}"
    return f"{count} bytes"


def _lines(text: str) -> Markup:
    return Markup("<br>").join(text.split("\n"))
