"""The application: which function answers at which address, and what is said where none can."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

import opencld.drawing
from opencld.errors import CannotRead, OpencldError, UnknownAuthority
from opencld.portal import comparing, downloads, figures, fixing, looking_up, noting, results, start
from opencld.portal.api import api
from opencld.portal.forms import TooLarge
from opencld.portal.guard import Entrance, Guard
from opencld.portal.session import NotHere, Session
from opencld.portal.showing import explained, own_fault

ASSETS = Path(__file__).parent / "assets"
FIGURES = Path(opencld.drawing.__file__).parent / "templates/figures.css"
FOUND_NOTHING = (
    "There is no such page. It may belong to an earlier run: work files go when the program stops."
)


def application(
    session: Session, entrance: Entrance, keep: bool = False, end: Callable[[], None] = lambda: None
) -> Guard:
    """Return the application for one session. `end` is called where somebody wants the program to stop."""
    app = Starlette(
        routes=[*_routes(), Mount("/api", api(session)), Mount("/assets", StaticFiles(directory=ASSETS))],
        exception_handlers={
            OpencldError: _explain,
            HTTPException: _explain_status,
            ClientDisconnect: _say_nothing,
            Exception: _say_where,
        },
    )
    app.state.session, app.state.entrance = session, entrance
    app.state.keep, app.state.end = keep, end
    return Guard(app, entrance)


def _routes() -> list[Route]:
    a_return = "/returns/{number:int}"
    return [
        Route("/", start.start),
        Route("/open", start.open_link),
        Route("/about", start.about),
        Route("/finish", start.finish, methods=["POST"]),
        Route("/returns", start.take_return, methods=["POST"]),
        Route("/work/{number:int}", start.working),
        Route("/work/{number:int}/stop", start.stop_work, methods=["POST"]),
        Route(a_return, results.result),
        Route(f"{a_return}/check", results.check_again, methods=["POST"]),
        Route(f"{a_return}/teams", results.share_out, methods=["POST"]),
        Route(f"{a_return}/remove", start.remove, methods=["POST"]),
        Route(f"{a_return}/findings", results.look_through, methods=["POST"]),
        Route(f"{a_return}/rules/{{code}}", results.rule),
        Route(f"{a_return}/charts", results.charts),
        Route(f"{a_return}/fix", fixing.fix),
        Route(f"{a_return}/fix", fixing.look, methods=["POST"]),
        Route(f"{a_return}/corrected", fixing.correct, methods=["POST"]),
        Route(f"{a_return}/compare", comparing.compare),
        Route(f"{a_return}/compare", comparing.begin_comparing, methods=["POST"]),
        Route(f"{a_return}/figures", figures.figures),
        Route(f"{a_return}/figures", figures.begin_preview, methods=["POST"]),
        Route(f"{a_return}/notes", noting.notes),
        Route(f"{a_return}/notes", noting.write_notes, methods=["POST"]),
        Route(f"{a_return}/notes/{{name}}", noting.take_away),
        Route(f"{a_return}/downloads", downloads.downloads),
        Route(f"{a_return}/downloads/{{name}}", downloads.download),
        Route("/comparisons/{number:int}", comparing.comparison),
        Route("/comparisons/{number:int}/{ending}", downloads.download_of_comparison),
        Route("/previews/{number:int}", figures.preview),
        Route("/previews/{number:int}/downloads/{ending}", downloads.download_of_preview),
        Route("/previews/{number:int}/{code}/{table}", figures.cases),
        Route("/previews/{number:int}/{code}/{table}", figures.look_for_cases, methods=["POST"]),
        Route("/specification", looking_up.overview),
        Route("/specification/downloads/{kind}", downloads.download_of_specification),
        Route("/specification/{kind}", looking_up.listing),
        Route("/specification/{kind}/{name:path}", looking_up.one),
        Route("/measures", looking_up.list_measures),
        Route("/measures/{name}", looking_up.measure),
        Route("/assets/figures.css", _figures_style),
    ]


def _figures_style(_request: Request) -> Response:
    return FileResponse(FIGURES)


def _explain(request: Request, error: Exception) -> Response:
    """Say what a user may put right."""
    status = (
        404 if isinstance(error, NotHere | UnknownAuthority) else 413 if isinstance(error, TooLarge) else 400
    )
    title = "This is not here" if status == 404 else "This cannot be done"
    if isinstance(error, CannotRead):
        title = "The file cannot be read"
    return explained(request.scope, status, title, str(error))


def _explain_status(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return explained(request.scope, 404, "This is not here", FOUND_NOTHING)
    return explained(request.scope, error.status_code, "This cannot be done", error.detail)


def _say_where(request: Request, error: Exception) -> Response:
    return own_fault(request.scope, error)


def _say_nothing(_request: Request, _error: Exception) -> Response:
    """Answer nobody: whoever asked has gone."""
    return Response(status_code=499)
