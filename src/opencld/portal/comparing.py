"""A return beside the one before it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from opencld.portal.asking import form_of, go_to, held_of, number_in, session_of
from opencld.portal.forms import Form, Refused
from opencld.portal.session import HeldReturn, Session
from opencld.portal.showing import page
from opencld.portal.tasks import File

WHAT = "the return you sent last"


def compare(request: Request, fault: Refused | None = None, form: Form | None = None) -> Response:
    """Ask for the return before this one."""
    session, held = session_of(request), held_of(request)
    return page(
        request,
        "compare.html",
        fault,
        held=held,
        others=session.others(held),
        form=form or Form(),
    )


async def begin_comparing(request: Request) -> Response:
    """Have a return compared with the one before it, which was given before or is given now."""
    session, held, form = session_of(request), held_of(request), Form()
    try:
        form = await form_of(request)
        last = other_return(session, held, form, WHAT)
    except Refused as fault:
        return compare(request, fault, form)
    with_measures = form.text("with_measures") == "yes"
    return go_to(f"/work/{session.begin_comparing(last, held, with_measures).number}")


def comparison(request: Request) -> Response:
    """Show what differs between two returns."""
    number = request.path_params["number"]
    session = session_of(request)
    compared = session.comparison(number)
    return page(
        request,
        "comparison.html",
        held=session.returns.get(session.comparisons[number].about),
        shown=compared.shown,
        number=number,
        files=list(compared.files),
    )


def other_return(session: Session, held: HeldReturn, form: Form, what: str) -> HeldReturn:
    """Return the other return that a form names: a file given now, or one of this run. Raises Refused."""
    upload = form.files.get("file")
    if upload and upload.size:
        return session.hold(File(upload.path, upload.name), held.as_of)
    chosen = number_in(form.text("other"))
    if chosen in session.returns and chosen != held.number:
        return session.returns[chosen]
    raise Refused(f"Select {what}.", "file")
