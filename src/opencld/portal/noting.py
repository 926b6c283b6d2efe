"""Notes for the portal's comments box: drafted from the check, filled in here, and taken away as text."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from opencld.errors import OpencldError
from opencld.notes import Missing, Notes, as_yaml, comment, draft, read_notes
from opencld.notes.model import standing_questions
from opencld.portal.asking import form_of, go_to, session_of
from opencld.portal.forms import Form, Refused
from opencld.portal.showing import page
from opencld.specification import load_specification


def notes(request: Request, fault: Refused | None = None, form: Form | None = None) -> Response:
    """Show the notes, drafted where there are none yet, and the comment that they make."""
    held, checked = session_of(request).checked(request.path_params["number"])
    held.notes = held.notes or draft(checked.validation.summary, load_specification())
    return page(
        request,
        "notes.html",
        fault,
        held=held,
        form=form or Form(),
        notes=held.notes,
        questions=standing_questions(),
        comment=comment(held.notes),
    )


async def write_notes(request: Request) -> Response:
    """Take in what was filled in, or carry last quarter's notes over."""
    held, checked = session_of(request).checked(request.path_params["number"])
    form = Form()
    try:
        form = await form_of(request)
        upload = form.files.get("last")
        if upload and upload.size:
            last = read_notes(upload.path, upload.name)
            held.notes = draft(checked.validation.summary, load_specification(), last)
        elif held.notes:
            held.notes = filled_in(held.notes, form)
    except Refused as fault:
        return notes(request, fault, form)
    except OpencldError as error:
        return notes(request, Refused(str(error), "last"))
    return go_to(f"/returns/{held.number}/notes")


def filled_in(notes: Notes, form: Form) -> Notes:
    """Return notes with what a form says about each, and one more where it has one. Raises Refused."""
    missing = [
        replace(
            one,
            what=form.text(f"what-{place}") or one.what,
            reason=form.text(f"reason-{place}"),
            expected=form.text(f"expected-{place}"),
            confirmed=form.text(f"confirmed-{place}") == "yes",
        )
        for place, one in enumerate(notes.missing)
        if form.text(f"remove-{place}") != "yes"
    ]
    about, what = form.text("new-about"), form.text("new-what")
    if what and not about:
        raise Refused("Say what the note is about: a field, an event type or a team.", "new-about")
    if about and not what:
        raise Refused(f"Say what is missing or incomplete about {about}.", "new-what")
    if about:
        missing.append(Missing(about, what, form.text("new-reason"), form.text("new-expected")))
    answers = [
        replace(
            one,
            answer=form.text(f"answer-{one.question}"),
            confirmed=form.text(f"answered-{one.question}") == "yes",
        )
        for one in notes.answers
    ]
    return replace(notes, missing=tuple(missing), answers=tuple(answers))


def take_away(request: Request) -> Response:
    """Give the comment as a file of text, or the notes to be carried over next quarter."""
    held, checked = session_of(request).checked(request.path_params["number"])
    held.notes = held.notes or draft(checked.validation.summary, load_specification())
    name = request.path_params["name"]
    text = comment(held.notes) if name == "comment.txt" else as_yaml(held.notes)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return PlainTextResponse(text, headers=headers)
