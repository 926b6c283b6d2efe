"""The first page, where a file is given; what is going on and what was done; and the end."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from opencld.portal.asking import day_of_receipt, form_of, go_to, held_of, session_of, teams_of
from opencld.portal.forms import Form, Refused
from opencld.portal.guard import Entrance
from opencld.portal.showing import page
from opencld.portal.tasks import File


def open_link(request: Request) -> Response:
    """Let the browser in that brings the link's token."""
    entrance: Entrance = request.app.state.entrance
    if not entrance.is_token(request.query_params.get("token", "")):
        raise Refused("This link is not the one of this run. Open the link that cld serve printed last.")
    answer = go_to("/")
    answer.headers["Set-Cookie"] = entrance.set_cookie()
    return answer


def start(request: Request, fault: Refused | None = None, form: Form | None = None) -> Response:
    """Show the form for a file, and the returns of this run."""
    session = session_of(request)
    return page(
        request,
        "start.html",
        fault,
        form=form or Form(),
        returns=list(session.returns.values())[::-1],
        largest_mb=session.settings.largest_upload_mb,
    )


async def take_return(request: Request) -> Response:
    """Take a file in and have it checked."""
    form = Form()
    try:
        form = await form_of(request)
        upload = form.file("file", "a return")
        as_of, teams = day_of_receipt(form), await teams_of(form)
    except Refused as fault:
        form.discard()
        return start(request, fault, form)
    held = session_of(request).take_in(File(upload.path, upload.name), as_of, teams)
    assert held.check is not None, "it has just begun"
    return go_to(f"/work/{held.check.number}")


async def remove(request: Request) -> Response:
    """Forget a return and delete everything of it."""
    session_of(request).remove(held_of(request))
    return go_to("/")


def working(request: Request) -> Response:
    """Show how far a piece of work has come, or go on to what it came to."""
    work = session_of(request).work(request.path_params["number"])
    if work.state == "done" and "hx-request" not in request.headers:
        return go_to(work.then)
    return page(request, "working.html", work=work)


async def stop_work(request: Request) -> Response:
    """Stop a piece of work."""
    session = session_of(request)
    work = session.work(request.path_params["number"])
    session.foreman.stop(work)
    return go_to(f"/work/{work.number}")


async def finish(request: Request) -> Response:
    """End the program, after this answer."""
    request.app.state.end()
    return page(request, "finished.html", kept=request.app.state.keep, folder=session_of(request).folder)


def about(request: Request) -> Response:
    """Say what the application does with data, and how accessible it is."""
    return page(request, "about.html", keep=request.app.state.keep)
