"""The figures of a return before it is sent, and who is behind them."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from opencld.errors import OpencldError
from opencld.measures import measure_tables, measures
from opencld.pipeline.identifiers import HIDDEN, TOLD
from opencld.pipeline.own_references import lay_out_references, names_of_references
from opencld.pipeline.preview_cases import reasons_in, seek_cases
from opencld.portal.asking import form_of, go_to, held_of, number_in, session_of
from opencld.portal.forms import Form, Refused
from opencld.portal.session import NotHere, Session
from opencld.portal.showing import page
from opencld.portal.tasks import Besides, File

PER_PAGE = 25


def figures(request: Request, fault: Refused | None = None, form: Form | None = None) -> Response:
    """Ask for returns sent before, which the figures are to stand beside."""
    session, held = session_of(request), held_of(request)
    return page(
        request,
        "figures.html",
        fault,
        held=held,
        others=session.others(held),
        form=form or Form(),
        tables=names_of_references(),
    )


async def begin_preview(request: Request) -> Response:
    """Have the figures made."""
    session, held, form = session_of(request), held_of(request), Form()
    try:
        form = await form_of(request)
        spells = form.file_beside("spells", "a file of hospital spells")
        reference = await reference_of(session, form)
    except Refused as fault:
        form.discard()
        return figures(request, fault, form)
    chosen = [number_in(text) for text in form.all("previous")]
    previous = [
        session.returns[number] for number in chosen if number in session.returns and number != held.number
    ]
    upload = form.files.get("file")
    if upload and upload.size:
        previous.append(session.hold(File(upload.path, upload.name), held.as_of))
    held.beside += [spells.path.parent] if spells else []
    held.beside += [reference] if reference else []
    besides = Besides(
        spells=File(spells.path, spells.name) if spells else None,
        reference=reference,
        with_fixed=form.text("with_fixed") == "yes",
        show_identifiers=form.text("show_identifiers") == "yes",
    )
    work = session.begin_preview([held], previous, besides)
    return go_to(f"/work/{work.number}")


async def reference_of(session: Session, form: Form) -> Path | None:
    """Return a folder with the reference tables that a form holds; None where it holds none. Raises Refused."""
    tables = form.files_beside("reference", "a reference table")
    if not tables:
        return None
    folder = session.new_folder()
    try:
        return await run_in_threadpool(lay_out_references, [(one.path, one.name) for one in tables], folder)
    except OpencldError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise Refused(str(error), "reference") from None
    finally:
        form.discard("reference")


def preview(request: Request) -> Response:
    """Show the figures."""
    number = request.path_params["number"]
    session = session_of(request)
    previewed = session.preview(number)
    return page(
        request,
        "preview.html",
        number=number,
        authorities=previewed.authorities,
        held=session.returns.get(session.previews[number].about),
        cases={
            (f"la-{code}", measure.name): [
                (name, measure_tables()[name].title, tables[name].height)
                for name in measure.cases
                if name in tables
            ]
            for code, tables in previewed.cases.items()
            for measure in measures().values()
        },
        files=list(previewed.files),
        with_identifiers=previewed.with_identifiers,
    )


def cases(request: Request) -> Response:
    """Show who is counted in a measure, and which step left everybody else out."""
    session, query = session_of(request), request.query_params
    number, code, name = (request.path_params[part] for part in ("number", "code", "table"))
    rows = session.preview(number).cases.get(code, {}).get(name)
    if rows is None:
        raise NotHere(f"There are no cases {name} of {code} here. Go back to the figures.")
    words = session.search(number_in(query.get("search", "")))
    shown = max(1, number_in(query.get("page", "1")))
    reasons, chosen = reasons_in(rows), number_in(query.get("reason", ""))
    reason = reasons[chosen - 1] if 0 < chosen <= len(reasons) else ""
    found = seek_cases(rows, words, reason, (shown - 1) * PER_PAGE, PER_PAGE)
    return page(
        request,
        "cases.html",
        preview=number,
        code=code,
        table=name,
        title=measure_tables()[name].title,
        held=session.returns.get(session.previews[number].about),
        told=any(name in rows.columns for name in TOLD),
        with_identifiers=any(name in rows.columns for name in HIDDEN),
        reasons=reasons,
        chosen=chosen,
        words=words,
        found=found,
        first=(shown - 1) * PER_PAGE + 1,
        number=shown,
        pages=-(-found.total // PER_PAGE),
        query=urlencode({"search": number_in(query.get("search", "")), "reason": chosen}),
    )


async def look_for_cases(request: Request) -> Response:
    """Keep what somebody looks for out of the address, and show what holds it."""
    form = await form_of(request)
    search = session_of(request).remember_search(form.text("words"))
    query = urlencode({"search": search, "reason": number_in(form.text("reason"))})
    return go_to(f"{request.url.path}?{query}#rows")
