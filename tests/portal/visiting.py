"""A visitor of the application, without a browser: opens the link, gives returns, and waits for work."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from opencld.portal.application import application
from opencld.portal.foreman import Work
from opencld.portal.guard import Entrance
from opencld.portal.session import Session
from opencld.settings import read_settings

EXAMPLE = Path(__file__).parents[2] / "examples/faulty_return.csv"
RECEIVED = "20/04/2026"
AS_OF = ("--as-of", "2026-04-20")
SECONDS = 120


class Visitor:
    """Somebody who has opened the link."""

    def __init__(self, session: Session, entrance: Entrance) -> None:
        self.session, self.entrance = session, entrance
        self.client = TestClient(
            application(session, entrance), base_url=entrance.origin, raise_server_exceptions=False
        )
        self.client.get("/open", params={"token": entrance.token})
        self.client.headers["Origin"] = entrance.origin

    def get(self, place: str) -> Response:
        """Open a page and follow wherever it leads."""
        return self.client.get(place)

    def text(self, place: str) -> str:
        """Return what a page says, its marks taken out. Fails where it is no page."""
        answer = self.get(place)
        assert answer.status_code == 200, (place, answer.status_code, said(answer))
        return said(answer)

    def send(self, place: str, **form: Any) -> Response:
        """Send a form; `files` are those it holds. What it leads to is not followed."""
        files = form.pop("files", None)
        return self.client.post(place, data=form, files=files, follow_redirects=False)

    def after(self, answer: Response) -> str:
        """Wait for the work that an answer leads to, and return the page that it leads to in turn."""
        assert answer.status_code == 303, (answer.status_code, said(answer))
        place = answer.headers["location"]
        while place.startswith("/work/"):
            work = self.wait(int(place.removeprefix("/work/")))
            if work.state != "done":
                return place
            place = work.then
        return place

    def wait(self, number: int) -> Work:
        """Wait until a piece of work is over, and return it."""
        work, end = self.session.work(number), time.monotonic() + SECONDS
        while not work.is_over:
            assert time.monotonic() < end, f"{work.title} takes too long"
            time.sleep(0.05)
        return work

    def check(self, path: Path, name: str = "", **form: str) -> str:
        """Give a return, wait for its check, and return the place of its result."""
        with path.open("rb") as file:
            answer = self.send(
                "/returns", files={"file": (name or path.name, file)}, **{"as_of": RECEIVED, **form}
            )
        return self.after(answer)


@contextmanager
def a_visitor(folder: Path) -> Iterator[Visitor]:
    """Let somebody in to an application that works in this folder."""
    session = Session(folder, read_settings())
    try:
        yield Visitor(session, Entrance(8123))
    finally:
        session.close()


def said(answer: Response) -> str:
    """Return what an answer says, its marks taken out and its spaces made one."""
    without = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without)).split())
