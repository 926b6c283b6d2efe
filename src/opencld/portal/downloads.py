"""Everything there is to take away, as files."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from opencld.portal.asking import go_to, held_of, session_of
from opencld.portal.session import REPORTS, HeldReturn, NotHere
from opencld.portal.showing import page
from opencld.specification import load_specification
from opencld.specification.exports import EXPORTS, export


def downloads(request: Request) -> Response:
    """List what there is to take away of a return."""
    held = held_of(request)
    ready = request.query_params.get("ready", "")
    return page(
        request, "downloads.html", held=held, reports=REPORTS, ready=ready if ready in held.reports else ""
    )


def download(request: Request) -> Response:
    """Give a file of a return; a report that is not written yet is begun, and the page shows how far it is."""
    session, held = session_of(request), held_of(request)
    name = request.path_params["name"]
    if path := _path_of(held, name):
        return as_attachment(path, _called(held, name))
    work = session.begin_report(held, name)
    if work.state == "done":
        path = work.result
        return as_attachment(path, _called(held, name))
    return go_to(f"/work/{work.number}")


def download_of_comparison(request: Request) -> Response:
    """Give a report of a comparison."""
    compared = session_of(request).comparison(request.path_params["number"])
    return _one_of(compared.files, request.path_params["ending"], "comparison")


def download_of_preview(request: Request) -> Response:
    """Give a report of figures."""
    previewed = session_of(request).preview(request.path_params["number"])
    return _one_of(previewed.files, request.path_params["ending"], "figures")


def download_of_specification(request: Request) -> Response:
    """Give the specification in a form that other programs read."""
    kind = request.path_params["kind"]
    if kind not in EXPORTS:
        raise NotHere(f"There is no export {kind!r}. There are {', '.join(EXPORTS)}.")
    name = f"cld_{kind.replace('-', '_')}{EXPORTS[kind][1]}"
    media = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(export(load_specification(), kind), media_type=media, headers=_attached(name))


def as_attachment(path: Path, name: str) -> FileResponse:
    """Give a file under a name, to be kept rather than shown."""
    media = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileResponse(path, media_type=media, headers=_attached(name))


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}


def _path_of(held: HeldReturn, name: str) -> Path | None:
    """Files that are there already: the corrected return, its log, the draft of decisions."""
    if name == "corrected.csv" and held.mending:
        return held.file.path
    if name == "changes.csv" and held.mending:
        return held.mending.log
    if name == "decisions.csv" and held.fixable:
        return held.fixable.draft
    return None


def _called(held: HeldReturn, name: str) -> str:
    return held.file.name if name == "corrected.csv" else f"{Path(held.file.name).stem}_{name}"


def _one_of(files: dict[str, Path] | object, ending: str, what: str) -> Response:
    assert isinstance(files, dict)
    if f".{ending}" not in files:
        raise NotHere(f"There is no {what}.{ending} here. There are {', '.join(files)}.")
    return as_attachment(files[f".{ending}"], f"{what}.{ending}")
