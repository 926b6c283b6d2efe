"""What all pages ask of a request: the session, a return, a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse

from opencld.days import read_day
from opencld.errors import Misused, OpencldError
from opencld.portal.forms import Form, Limits, Refused
from opencld.portal.session import HeldReturn, NotHere, Session
from opencld.portal.uploads import read_form
from opencld.reports.teams import Teams, read_lookup
from opencld.specification import load_specification
from opencld.specification.pages import Page

FIRST_YEAR = 2000


def session_of(request: Request) -> Session:
    """Return what this run knows."""
    session: Session = request.app.state.session
    return session


def limits_of(session: Session) -> Limits:
    """Return how much may be sent, and where it goes."""
    return Limits(session.new_place, session.settings.largest_upload_mb)


async def form_of(request: Request) -> Form:
    """Read the form that was sent. Raises Refused, TooLarge."""
    return await read_form(request, limits_of(session_of(request)))


def held_of(request: Request) -> HeldReturn:
    """Return the return that a page is about. Raises NotHere."""
    return session_of(request).held(request.path_params["number"])


def day_of_receipt(form: Form, name: str = "as_of") -> date:
    """Return the day of receipt that a form names, today where it names none. Raises Refused."""
    text = form.text(name)
    if not text:
        return date.today()
    try:
        day = read_day(text)
    except Misused as error:
        raise Refused(f"Day of receipt: {error}", name) from None
    if day.year < FIRST_YEAR:
        raise Refused(f"Day of receipt: {text} is long past. Write it like 20/04/2026.", name)
    return day


async def teams_of(form: Form) -> Teams | None:
    """Return which team owns whom, by the file or the column that a form names; None where it names neither.

    The file is read here and not kept. Raises Refused, naming the field.
    """
    column = form.text("team_column")
    try:
        upload = form.file_beside("teams", "a teams file")
        if upload is None:
            return Teams(column=column) if column else None
        if column:
            raise Refused(f"Name teams by the column {column} or by {upload.name}, not by both.", "teams")
        return await run_in_threadpool(read_lookup, upload.path, upload.name)
    except OpencldError as error:
        raise Refused(str(error), "teams") from None
    finally:
        form.discard("teams")


def told_of(show: Callable[..., Page], *asked: object) -> Page:
    """Return a page of the specification. Raises NotHere, with names like it, where there is no such thing."""
    try:
        return show(load_specification(), *asked)
    except Misused as error:
        raise NotHere(str(error)) from None


def number_in(text: str) -> int:
    """Return a number from a form or an address; 0 where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def go_to(place: str) -> RedirectResponse:
    """Send the browser to another page, which it gets by itself."""
    return RedirectResponse(place, status_code=303)
