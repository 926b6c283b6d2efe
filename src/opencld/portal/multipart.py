"""Takes a multipart form apart as it comes: files go straight to disk, texts are small and stay in memory."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from opencld.portal import forms
from opencld.portal.forms import NO_ROOM, Form, Limits, Refused, TooLarge, Upload, shown_name


class Multipart:
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
        self.form.discard()
        if self._path:
            shutil.rmtree(self._path.parent, ignore_errors=True)

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
            if self._texts_size > forms.MOST_OF_A_FORM:
                raise TooLarge("The form holds more than can be taken. Answer a part of it at a time.")
            self._text += data[start:end]

    def _close(self) -> None:
        if self._file and self._path:
            self._file.close()
            self._file = None
            upload = Upload(self._path, self._file_name, self._size)
            if self._name in forms.SEVERAL:
                self._add_to_several(upload)
                return
            # the last one counts, and the one before it is nobody's
            self.form.discard(self._name)
            self.form.files[self._name] = upload
        elif self._text is not None:
            self.form.texts.setdefault(self._name, []).append(self._text.decode("utf-8", "replace"))

    def _add_to_several(self, upload: Upload) -> None:
        together = self.form.several.setdefault(self._name, [])
        together.append(upload)
        if len(together) > forms.MOST_FILES:
            raise TooLarge(
                f"More than {forms.MOST_FILES} files were selected. Zip them into one.", self._name
            )

    def _complete(self) -> None:
        self._is_complete = True
