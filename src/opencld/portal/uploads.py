"""Takes in what a browser or a program sends: files go to disk as they come, never into memory; the rest is small.

A name that came with a file is only ever shown. It is never a path, nor part of one.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import parse_qs

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from opencld.errors import Misused

WRITTEN_TOGETHER = 1 << 20
MOST_OF_A_FORM = 4 << 20
MOST_FIELDS = 20_000
LONGEST_NAME = 120
LEFT_FREE = 500 << 20  # bytes of the disk that an upload does not take
UNNAMED = "return.csv"
NO_ROOM = "The disk has too little room for this file. Make room, and give it once more."


class Refused(Misused):
    """A form that cannot be taken, as a whole or because of one field. `field` is blank where it is the whole."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class TooLarge(Refused):
    """A file, or a form, beyond what is taken."""


@dataclass(frozen=True)
class Upload:
    """A file that was sent: where it lies, the name to show, and its bytes. `size` is 0 where none was chosen."""

    path: Path
    name: str
    size: int


@dataclass
class Form:
    """What was sent: texts by field, and files by field."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a field's text without spaces around it; blank where it was not sent."""
        return self.texts.get(name, [""])[0].strip()

    def all(self, name: str) -> list[str]:
        """Return all values of a field of checkboxes."""
        return self.texts.get(name, [])

    def file(self, name: str, what: str) -> Upload:
        """Return a file that must have been chosen, `what` in words. Raises Refused where it was not, or is empty."""
        upload = self.files.get(name)
        if upload is None or (not upload.size and upload.name == UNNAMED):
            raise Refused(f"Select {what}.", name)
        if not upload.size:
            raise Refused(f"The selected file, {upload.name}, is empty. Select {what} with rows in it.", name)
        return upload


class Limits:
    """How much may be sent, and where it goes. `new_place` gives the path for a file."""

    def __init__(self, new_place: Callable[[], Path], largest_mb: int) -> None:
        self.new_place, self.largest_mb = new_place, largest_mb
        self.largest = largest_mb * 1_000_000

    def check(self, size: int, name: str = "") -> None:
        """Refuse so many bytes where they are too many. Raises TooLarge."""
        if size > self.largest:
            raise TooLarge(
                f"The selected file must be smaller than {self.largest_mb:,} MB. Pack it (.csv.gz or .zip), or raise "
                "OPENCLD_LARGEST_UPLOAD_MB and start the program again.",
                name,
            )

    def check_room(self, announced: int, folder: Path) -> None:
        """Refuse what the disk could not hold. Raises TooLarge."""
        if announced > shutil.disk_usage(folder).free - LEFT_FREE:
            raise TooLarge(NO_ROOM)


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
        return None if self.size else Refused("The file is empty. Send a return with rows in it.")

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
        if len(body) + len(chunk) > MOST_OF_A_FORM:
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
    reading = _Multipart(limits, boundary)
    fault: Refused | None = None
    if announced > limits.largest + MOST_OF_A_FORM:
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


class _Multipart:
    """Takes a multipart form apart as it comes."""

    def __init__(self, limits: Limits, boundary: bytes) -> None:
        self.form = Form()
        self._limits = limits
        self._header, self._value = bytearray(), bytearray()
        self._name, self._file_name = "", ""
        self._text: bytearray | None = None
        self._texts_size, self._size = 0, 0
        self._file: BinaryIO | None = None
        self._path: Path | None = None
        self._is_complete = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._add_header,
                "on_header_value": self._add_value,
                "on_header_end": self._end_header,
                "on_headers_finished": self._open,
                "on_part_data": self._add,
                "on_part_end": self._close,
                "on_end": self._complete,
            },
        )

    def take(self, chunk: bytes) -> Refused | None:
        """Take some bytes in. Returns what is wrong with them, rather than raising it, so that the rest is read."""
        try:
            self._parser.write(chunk)
        except FormParserError:
            return Refused("The form could not be read. Go back, load the page again, and send it once more.")
        except OSError:
            return TooLarge(NO_ROOM)
        except Refused as error:
            return error
        return None

    def end(self) -> Refused | None:
        """Say whether the form ended as a form does."""
        if self._is_complete:
            return None
        return Refused("The selected file could not be uploaded: it arrived cut short. Try again.", "file")

    def abandon(self) -> None:
        """Remove what was written."""
        if self._file:
            self._file.close()
        paths = [upload.path for upload in self.form.files.values()]
        for path in (*paths, self._path):
            if path:
                shutil.rmtree(path.parent, ignore_errors=True)

    def _begin(self) -> None:
        self._name, self._file_name, self._size = "", "", 0
        self._text, self._file, self._path = None, None, None

    def _add_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _add_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(bytes(self._value))
            self._name = options.get(b"name", b"").decode("utf-8", "replace")
            if b"filename" in options:
                self._path = self._limits.new_place()
                self._file_name = shown_name(options[b"filename"].decode("utf-8", "replace"))
        self._header.clear()
        self._value.clear()

    def _open(self) -> None:
        if self._path:
            self._file = self._path.open("wb")
        else:
            self._text = bytearray()

    def _add(self, data: bytes, start: int, end: int) -> None:
        self._size += end - start
        if self._file:
            self._limits.check(self._size, self._name)
            self._file.write(memoryview(data)[start:end])
        elif self._text is not None:
            self._texts_size += end - start
            if self._texts_size > MOST_OF_A_FORM:
                raise TooLarge("The form holds more than can be taken. Answer a part of it at a time.")
            self._text += data[start:end]

    def _close(self) -> None:
        if self._file and self._path:
            self._file.close()
            self._file = None
            # the last one counts, and the one before it is nobody's
            earlier = self.form.files.get(self._name)
            if earlier:
                shutil.rmtree(earlier.path.parent, ignore_errors=True)
            self.form.files[self._name] = Upload(self._path, self._file_name, self._size)
        elif self._text is not None:
            self.form.texts.setdefault(self._name, []).append(self._text.decode("utf-8", "replace"))

    def _complete(self) -> None:
        self._is_complete = True


def shown_name(sent: str) -> str:
    """Return the name to show for a file: without folders and without what would not be seen.

    >>> shown_name("C:\\\\Users\\\\me\\\\q1.csv"), shown_name("../../etc/passwd"), shown_name("")
    ('q1.csv', 'passwd', 'return.csv')
    """
    name = re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", re.split(r"[/\\]", sent)[-1]).strip()
    return name[-LONGEST_NAME:] or UNNAMED


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
