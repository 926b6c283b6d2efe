"""Takes in what a browser or a program sends: files go to disk as they come, never into memory."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs

from python_multipart.multipart import parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from opencld.portal import forms
from opencld.portal.forms import NO_ROOM, Form, Limits, Refused, TooLarge, Upload, shown_name
from opencld.portal.multipart import Multipart

WRITTEN_TOGETHER = 1 << 20
MOST_FIELDS = 20_000


async def read_file(request: Request, limits: Limits, name: str) -> Upload:
    """Write a request's body to disk as it is; what is too large is read to its end. Raises TooLarge, Refused."""
    path = limits.new_place()
    written = _Written(limits, path)
    try:
        fault = written.refusal_of(int(request.headers.get("content-length") or 0))
        async for chunk in _blocks(request):
            fault = fault or await run_in_threadpool(written.take, chunk)
        fault = fault or written.end()
    except BaseException:
        written.abandon()
        raise
    if fault:
        written.abandon()
        raise fault
    return Upload(path, shown_name(name), written.size)


class _Written:
    """A file that is being written. What is wrong is returned rather than raised, so that the rest is read."""

    def __init__(self, limits: Limits, path: Path) -> None:
        self.size = 0
        self._limits, self._path, self._file = limits, path, path.open("wb")

    def refusal_of(self, announced: int) -> Refused | None:
        """Refuse what is announced to be too large."""
        try:
            self._limits.check(announced)
            self._limits.check_room(announced, self._path.parent)
        except Refused as error:
            return error
        return None

    def take(self, chunk: bytes) -> Refused | None:
        """Write some bytes."""
        self.size += len(chunk)
        try:
            self._limits.check(self.size)
            self._file.write(chunk)
        except Refused as error:
            return error
        except OSError:
            return TooLarge(NO_ROOM)
        return None

    def end(self) -> Refused | None:
        """Close the file, and refuse it where there is nothing in it."""
        self._file.close()
        return None if self.size else Refused("The file is empty. Send one with rows in it.")

    def abandon(self) -> None:
        """Remove what was written."""
        self._file.close()
        shutil.rmtree(self._path.parent, ignore_errors=True)


async def read_form(request: Request, limits: Limits) -> Form:
    """Read a form, with files or without. What is too large is read to its end, so that browsers show the answer.

    Raises TooLarge, Refused.
    """
    kind, options = parse_options_header(request.headers.get("content-type") or "")
    if kind == b"multipart/form-data" and b"boundary" in options:
        return await _read_multipart(request, limits, options[b"boundary"])
    body = bytearray()
    async for chunk in _blocks(request):
        if len(body) + len(chunk) > forms.MOST_OF_A_FORM:
            raise TooLarge("The form holds more than can be taken. Answer a part of it at a time.")
        body += chunk
    try:
        return Form(parse_qs(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise Refused(
            "The form could not be read. Go back, load the page again, and send it once more."
        ) from None


async def _read_multipart(request: Request, limits: Limits, boundary: bytes) -> Form:
    announced = int(request.headers.get("content-length") or 0)
    reading = Multipart(limits, boundary)
    fault: Refused | None = None
    if announced > limits.largest + forms.MOST_OF_A_FORM:
        fault = _too_large(limits)
    try:
        async for chunk in _blocks(request):
            if fault is None:
                fault = await run_in_threadpool(reading.take, chunk)
    except ClientDisconnect:
        reading.abandon()
        raise
    if fault is None:
        fault = reading.end()
    if fault is not None:
        reading.abandon()
        raise fault
    return reading.form


def _too_large(limits: Limits) -> TooLarge:
    try:
        limits.check(limits.largest + 1, "file")
    except TooLarge as error:
        return error
    raise AssertionError("one byte too many is too many")


async def _blocks(request: Request) -> AsyncIterator[bytes]:
    """Yield a request's body in blocks large enough to be worth a step aside."""
    waiting = bytearray()
    async for chunk in request.stream():
        waiting += chunk
        if len(waiting) >= WRITTEN_TOGETHER:
            yield bytes(waiting)
            waiting.clear()
    if waiting:
        yield bytes(waiting)
