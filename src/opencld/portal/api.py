"""The same as the pages for other programs: JSON in and out, each address calling the same function as its page.

`/api/openapi.json` describes it. A program shows the token of the opening link: `Authorization: Bearer TOKEN`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Header, Query, Request, Security
from fastapi import Path as InPath
from fastapi.responses import FileResponse, JSONResponse, Response
from fastapi.security import HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from opencld import __version__
from opencld.comparison.page import ShownMeasures
from opencld.errors import Misused, OpencldError
from opencld.notes import Answer, Missing, Notes, comment, draft, rewritten
from opencld.pipeline.own_references import lay_out_references
from opencld.pipeline.preview_cases import seek_cases
from opencld.portal.api_shapes import (
    CasesTold,
    ChangesTold,
    Comparing,
    Correcting,
    Day,
    Fault,
    FileTold,
    FoundTold,
    NotesGiven,
    Number,
    Previewing,
    ReturnTold,
    Seeking,
    SeekingCases,
    TeamsGiven,
    WorkTold,
    return_told,
    work_told,
)
from opencld.portal.asking import told_of
from opencld.portal.foreman import NotYet
from opencld.portal.forms import LARGEST_BESIDE_MB, Limits, TooLarge
from opencld.portal.session import REPORTS, HeldReturn, NotHere, Session
from opencld.portal.showing import own_fault
from opencld.portal.tasks import Besides, File
from opencld.portal.uploads import read_file
from opencld.repair import Decision, check_decisions
from opencld.reports.found import Sought, seek
from opencld.reports.teams import Teams, read_lookup
from opencld.specification import load_specification, pages
from opencld.specification.search import Hit, search
from opencld.validation.sense_checks import SenseChecks

FAULTS: dict[int | str, dict[str, Any]] = {
    400: {"model": Fault, "description": "What was asked makes no sense"},
    401: {"model": Fault, "description": "No token"},
    403: {"model": Fault, "description": "Another site's request"},
    404: {"model": Fault, "description": "This run holds no such thing"},
    409: {"model": Fault, "description": "Something has to be done, or waited for, before"},
    413: {"model": Fault, "description": "Larger than is taken"},
}
A_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def api(session: Session) -> FastAPI:
    """Return the API on a session."""
    app = FastAPI(
        title="opencld",
        version=__version__,
        description="Check, fix, compare and preview returns of England's adult social care Client Level Data.",
        docs_url=None,  # these pages would fetch scripts from another host
        redoc_url=None,
        responses=FAULTS,
        dependencies=[Security(HTTPBearer(auto_error=False))],
    )
    app.exception_handlers |= {
        OpencldError: _explain,
        HTTPException: _explain_status,
        Exception: _say_where,
    }
    _add_returns(app, session)
    _add_files(app, session)
    _add_fixes(app, session)
    _add_comparisons_and_previews(app, session)
    _add_notes_and_reports(app, session)
    _add_specification(app)
    return app


def _add_returns(app: FastAPI, session: Session) -> None:
    @app.post("/returns", status_code=201, openapi_extra=A_FILE)
    async def give_return(
        request: Request,
        file_name: Annotated[str, Header(max_length=300)] = "return.csv",
        as_of: Annotated[Day | None, Query()] = None,
        team_column: Annotated[str, Query(max_length=300)] = "",
        teams: Annotated[int | None, Query(ge=1, le=1_000_000_000)] = None,
    ) -> ReturnTold:
        """Give a return, the request's body being its bytes, and have it checked.

        `teams` is the number of a file that says which team owns whom, given before.
        """
        known = await run_in_threadpool(teams_from, session, team_column, teams)
        limits = Limits(session.new_place, session.settings.largest_upload_mb)
        upload = await read_file(request, limits, file_name)
        return return_told(session.take_in(File(upload.path, upload.name), as_of or date.today(), known))

    @app.get("/returns")
    def list_returns() -> list[ReturnTold]:
        """List the returns of this run."""
        return [return_told(held) for held in session.returns.values()]

    @app.get("/returns/{number}")
    def show_return(number: Number) -> ReturnTold:
        """Show a return: how far its check is, and what it came to."""
        return return_told(session.held(number))

    @app.delete("/returns/{number}", status_code=204)
    def remove_return(number: Number) -> None:
        """Forget a return and delete everything of it."""
        session.remove(session.held(number))

    @app.put("/returns/{number}/teams", status_code=202)
    def share_out(number: Number, given: TeamsGiven) -> WorkTold:
        """Share the findings of a checked return out by team."""
        held = session.held(number)
        return work_told(session.begin_sharing(held, teams_from(session, given.column, given.file)))

    @app.post("/returns/{number}/findings")
    def find(number: Number, seeking: Seeking) -> FoundTold:
        """Give findings of a checked return, in the order of rows. Identifiers go in the body, never in an address."""
        _, checked = session.checked(number)
        sought = Sought(seeking.severity, seeking.rule, seeking.event_type, seeking.team, seeking.words)
        found = seek(checked.findings, sought, seeking.first, seeking.most)
        return FoundTold(total=found.total, findings=found.rows.to_dicts())

    @app.get("/returns/{number}/sense-checks")
    def sense_checks(number: Number) -> SenseChecks | None:
        """Give figures to compare with one's own services; null where no row could be read."""
        _, checked = session.checked(number)
        return checked.validation.sense_checks

    @app.get("/work/{number}")
    def show_work(number: Number) -> WorkTold:
        """Say how far a piece of work has come."""
        return work_told(session.work(number))

    @app.delete("/work/{number}")
    def stop_work(number: Number) -> WorkTold:
        """Stop a piece of work."""
        work = session.work(number)
        session.foreman.stop(work)
        return work_told(work)


def _add_files(app: FastAPI, session: Session) -> None:
    @app.post("/files", status_code=201, openapi_extra=A_FILE)
    async def give_file(
        request: Request, file_name: Annotated[str, Header(max_length=300)] = "file.csv"
    ) -> FileTold:
        """Give a file that is to stand beside returns, such as one of teams; the request's body is its bytes."""
        limits = Limits(session.new_place, LARGEST_BESIDE_MB, "Pack it, or leave out what is not needed.")
        upload = await read_file(request, limits, file_name)
        return FileTold(number=session.keep(File(upload.path, upload.name)), name=upload.name)

    @app.get("/files")
    def list_files() -> list[FileTold]:
        """List the files that were given to stand beside returns."""
        return [FileTold(number=number, name=file.name) for number, file in session.files.items()]

    @app.delete("/files/{number}", status_code=204)
    def remove_file(number: Number) -> None:
        """Delete a file that was given to stand beside returns."""
        session.forget(number)


def _add_fixes(app: FastAPI, session: Session) -> None:
    @app.post("/returns/{number}/fixes", status_code=202)
    def look_for_fixes(number: Number) -> WorkTold:
        """Look for what can be fixed in a return."""
        return work_told(session.begin_looking(session.held(number)))

    @app.get("/returns/{number}/fixes")
    def show_fixes(number: Number) -> ChangesTold:
        """Give what can be fixed, and what needs a decision; values of personal fields are hidden or left out."""
        held = session.held(number)
        if held.fixable is None:
            raise NotYet(
                "Nobody has looked for what can be fixed: POST to this address, and wait for the work."
            )
        return ChangesTold(
            changes=held.fixable.changes.to_dicts(),
            dropped_columns=list(held.fixable.dropped),
            to_decide=[asdict(one) for one in held.fixable.to_decide if not one.is_personal],
        )

    @app.post("/returns/{number}/corrected", status_code=202)
    def correct(number: Number, correcting: Correcting) -> WorkTold:
        """Write a corrected return, which is then one of this run's returns and is checked."""
        decisions = [
            Decision(one.field, one.value, one.new_value, f"Decided by a program: {one.field}")
            for one in correcting.decisions
        ]
        check_decisions(decisions, load_specification())
        return work_told(session.begin_fixing(session.held(number), correcting.classes, decisions))


def _add_comparisons_and_previews(app: FastAPI, session: Session) -> None:
    @app.post("/comparisons", status_code=202)
    def compare(comparing: Comparing) -> WorkTold:
        """Compare two returns of this run; comparisons are numbered from 1 in the order in which they were begun."""
        last, this = session.held(comparing.last), session.held(comparing.this)
        return work_told(session.begin_comparing(last, this, comparing.with_measures))

    @app.get("/comparisons/{number}")
    def show_comparison(number: Number) -> dict[str, Any]:
        """Give what differs, by kind, field and finding, as texts."""
        shown = session.comparison(number).shown
        return {
            "last": shown.last,
            "this": shown.this,
            "facts": dict(shown.facts),
            "steps": list(shown.steps),
            "kinds": [
                {"kind": one.count.kind.kind, "title": one.count.kind.title, "counted": one.counted}
                for one in shown.kinds
            ],
            "fields": _table(shown.fields),
            "findings": _table(shown.findings),
            "measures": _measures(shown.measured) if shown.measured else None,
        }

    @app.get("/comparisons/{number}/{ending}", response_class=FileResponse)
    def comparison_report(number: Number, ending: Annotated[str, InPath(max_length=50)]) -> FileResponse:
        """Give a report of a comparison: html, xlsx, md, changes.csv, changes.parquet or changes.json.

        One with measures also has figures.csv, figures.parquet and figures.json.
        """
        return _file(session.comparison(number).files, ending)

    @app.post("/previews", status_code=202)
    def preview(previewing: Previewing) -> WorkTold:
        """Make the figures of returns; previews are numbered from 1 in the order in which they were begun."""
        returns = [session.held(number) for number in previewing.returns]
        previous = [session.held(number) for number in previewing.previous]
        besides = Besides(
            spells=session.kept(previewing.spells) if previewing.spells else None,
            reference=reference_from(session, returns[0], previewing.reference),
            with_fixed=previewing.with_fixed,
            show_identifiers=previewing.show_identifiers,
        )
        return work_told(session.begin_preview(returns, previous, besides))

    @app.get("/previews/{number}")
    def show_preview(number: Number) -> list[dict[str, Any]]:
        """Give all figures, a row each, as `cld preview --out` writes them."""
        rows: list[dict[str, Any]] = session.preview(number).table.to_dicts()
        return rows

    @app.post("/previews/{number}/cases/{la_code}/{table}")
    def cases(
        number: Number,
        la_code: Annotated[str, InPath(max_length=10)],
        table: Annotated[str, InPath(max_length=100)],
        seeking: SeekingCases,
    ) -> CasesTold:
        """Give who is counted in a measure, and which step left everybody else out."""
        rows = session.preview(number).cases.get(la_code, {}).get(table)
        if rows is None:
            raise NotHere(f"There are no cases {table} of {la_code} in this preview.")
        found = seek_cases(rows, seeking.words, seeking.reason, seeking.first, seeking.most)
        return CasesTold(
            total=found.total, columns=list(found.columns), rows=[list(row) for row in found.rows]
        )


def _add_notes_and_reports(app: FastAPI, session: Session) -> None:
    def notes_of(number: int) -> Notes:
        held, checked = session.checked(number)
        held.notes = held.notes or draft(checked.validation.summary, load_specification())
        return held.notes

    @app.get("/returns/{number}/notes")
    def show_notes(number: Number) -> Notes:
        """Give the notes on a return, drafted from its check where nobody wrote any."""
        return notes_of(number)

    @app.put("/returns/{number}/notes")
    def write_notes(number: Number, given: NotesGiven) -> Notes:
        """Put these notes in the place of the draft; questions that are not answered keep their place."""
        held, _ = session.checked(number)
        missing = [Missing(**one.model_dump()) for one in given.missing]
        answers = [Answer(**one.model_dump()) for one in given.answers]
        held.notes = rewritten(notes_of(number), missing, answers)
        return held.notes

    @app.get("/returns/{number}/comment")
    def show_comment(number: Number) -> dict[Literal["comment"], str]:
        """Give the text for the comments box: what is confirmed in the notes."""
        return {"comment": comment(notes_of(number))}

    @app.get(
        "/returns/{number}/reports/{name}",
        response_class=FileResponse,
        responses={202: {"model": WorkTold, "description": "It is being written; ask again"}},
    )
    def report(number: Number, name: Annotated[str, InPath(max_length=50)]) -> Any:
        """Give a report on a checked return; the names are those of the page of downloads."""
        work = session.begin_report(session.held(number), name)
        if work.state == "done":
            return FileResponse(work.result, filename=name)
        return JSONResponse(work_told(work).model_dump(), status_code=202)

    @app.get("/reports")
    def list_reports() -> dict[str, str]:
        """List the reports there are on a checked return."""
        return dict(REPORTS)


def _add_specification(app: FastAPI) -> None:
    @app.get("/specification/search")
    def look_up(words: Annotated[str, Query(min_length=1, max_length=200)]) -> list[Hit]:
        """Find fields, values of lists, rules and authorities that hold all the words."""
        return list(search(load_specification(), words.split()))

    @app.get("/specification/fields/{name}")
    def show_field(name: Annotated[str, InPath(max_length=200)]) -> pages.Page:
        """Give everything about one field."""
        return told_of(pages.field_page, name)

    @app.get("/specification/lists/{name}")
    def show_list(name: Annotated[str, InPath(max_length=200)]) -> pages.Page:
        """Give the defined list of one field."""
        return told_of(pages.list_page, name)

    @app.get("/specification/rules/{code}")
    def show_rule(code: Annotated[str, InPath(max_length=50)]) -> pages.Page:
        """Give everything about one rule."""
        return told_of(pages.rule_page, code)


def teams_from(session: Session, column: str, file: int | None) -> Teams | None:
    """Return which team owns whom; None where neither column nor file says so. Raises Misused, CannotRead, NotHere."""
    if column and file:
        raise Misused("Name teams by a column or by a file, not by both.")
    if file:
        kept = session.kept(file)
        return read_lookup(kept.path, kept.name)
    return Teams(column=column) if column else None


def reference_from(session: Session, held: HeldReturn, numbers: Sequence[int]) -> Path | None:
    """Return a folder, held with a return, of the reference tables that were given. Raises Misused, CannotRead."""
    files = [session.kept(number) for number in numbers]
    if not files:
        return None
    held.beside.append(session.new_folder())
    return lay_out_references([(file.path, file.name) for file in files], held.beside[-1])


def _explain_status(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return JSONResponse(
        {"title": "This cannot be done", "detail": str(error.detail)}, error.status_code, error.headers
    )


def _say_where(request: Request, error: Exception) -> Response:
    return own_fault(request.scope, error)


def _explain(_request: Request, error: Exception) -> JSONResponse:
    status = (
        404
        if isinstance(error, NotHere)
        else 409
        if isinstance(error, NotYet)
        else 413
        if isinstance(error, TooLarge)
        else 400
    )
    return JSONResponse({"title": "This cannot be done", "detail": str(error)}, status)


def _table(table: Any) -> list[dict[str, str]]:
    titles = [column.title for column in table.columns]
    return [dict(zip(titles, row, strict=True)) for row in table.rows]


def _measures(measured: ShownMeasures) -> dict[str, Any]:
    return {
        "how": measured.how,
        "periods": dict(measured.periods),
        "changed": _table(measured.changed),
        "not_shown": _table(measured.not_shown),
        "limits": list(measured.limits),
    }


def _file(files: Any, ending: str) -> FileResponse:
    path: Path | None = files.get(f".{ending}")
    if path is None:
        raise NotHere(f"There is no {ending} here. There are {', '.join(files)}.")
    return FileResponse(path, filename=path.name)
