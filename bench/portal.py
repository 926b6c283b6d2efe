"""How `cld serve` takes a large return in, and how its pages answer while it is checked: `python -m bench.portal`.

Figures are told, and the program ends with 1 where one of them is beyond its limit.
"""

from __future__ import annotations

import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

from bench.commands import return_of

ROWS = 1_000_000
PLACES = ("/", "/work/2", "/specification?words=reablement", "/measures", "/about")
VISITORS = 4
BETWEEN = 0.25  # seconds in which somebody looks at a page
MOST_SECONDS = 60
SLOWEST, MOST_GROWN, LEAST_MB_A_SECOND = 0.5, 100.0, 50.0
BOUNDARY = b"a-boundary-that-is-in-no-return"


class Server:
    """The application, in a process of its own."""

    def __init__(self, scratch: str) -> None:
        command = [sys.executable, "-m", "opencld", "serve", "--no-browser"]
        environment = {**os.environ, "OPENCLD_SCRATCH": scratch}
        self.program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        assert self.program.stdout
        found = re.search(r"http://([^/]+)/open.token=(\S+)", self.program.stdout.readline())
        assert found
        self.host, self.token = found.groups()

    def ask(self, method: str, place: str, **more: object) -> bytes:
        """Ask it something. Raises RuntimeError where it does not answer well."""
        connection = HTTPConnection(self.host, timeout=600)
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}  # type: ignore[dict-item]
        connection.request(method, place, headers=headers, **more)  # type: ignore[arg-type]
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        if answer.status >= 400:
            raise RuntimeError(f"{place}: {answer.status}")
        return content

    def peak_mb(self) -> float:
        """Return the most memory it has had, in megabytes."""
        status = Path(f"/proc/{self.program.pid}/status").read_text()
        return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1000


def as_form(path: Path) -> Iterator[bytes]:
    """Yield a return as a browser sends it."""
    yield b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="file"; filename="q1.csv"\r\n\r\n'
    with path.open("rb") as file:
        while block := file.read(1 << 18):
            yield block
    yield b"\r\n--" + BOUNDARY + b"--\r\n"


def upload(server: Server, path: Path, as_a_form: bool) -> float:
    """Give a return, and say how many megabytes a second it took."""
    begun = time.perf_counter()
    if as_a_form:
        size = path.stat().st_size + len(b"".join(as_form(Path(os.devnull))))
        headers = {
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY.decode()}",
            "Content-Length": str(size),
        }
        server.ask("POST", "/returns", body=as_form(path), headers=headers)
    else:
        with path.open("rb") as file:
            headers = {"Content-Type": "application/octet-stream", "Content-Length": str(path.stat().st_size)}
            server.ask("POST", "/api/returns", body=file, headers=headers)
    return path.stat().st_size / 1e6 / (time.perf_counter() - begun)


def answering(server: Server) -> list[float]:
    """Have several people look at pages while the second return is checked, and return how long each page took."""
    took: list[float] = []
    over = threading.Event()

    def visit(start: int) -> None:
        place = start
        while not over.is_set():
            begun = time.perf_counter()
            server.ask("GET", PLACES[place % len(PLACES)])
            took.append(time.perf_counter() - begun)
            place += 1
            time.sleep(BETWEEN)

    visitors = [threading.Thread(target=visit, args=(start,)) for start in range(VISITORS)]
    for visitor in visitors:
        visitor.start()
    end = time.monotonic() + MOST_SECONDS
    while time.monotonic() < end and b'"state":"done"' not in server.ask("GET", "/api/work/2"):
        time.sleep(0.5)
    over.set()
    for visitor in visitors:
        visitor.join()
    return took


def main() -> None:
    """Measure, tell, and end with 1 where a limit is passed."""
    path = return_of(ROWS)
    size = path.stat().st_size / 1e6
    with tempfile.TemporaryDirectory() as scratch:
        server = Server(scratch)
        try:
            server.ask("GET", "/")
            before = server.peak_mb()
            by_api = upload(server, path, as_a_form=False)
            grown = server.peak_mb() - before
            server.ask("DELETE", "/api/work/1")
            by_form = upload(server, path, as_a_form=True)
            grown_by_form = server.peak_mb() - before
            took = answering(server)
        finally:
            server.program.send_signal(signal.SIGTERM)
            server.program.wait()
    slowest = statistics.quantiles(took, n=20)[-1]
    print(f"A return of {size:,.0f} MB: {by_api:,.0f} MB/s by the API, {by_form:,.0f} MB/s by a form.")
    print(
        f"The process that answers pages grew by {grown:,.0f} MB, and by {grown_by_form:,.0f} MB with the form."
    )
    print(f"{len(took):,} pages while it was checked: 95 of 100 within {1000 * slowest:,.0f} ms, ", end="")
    print(f"half within {1000 * statistics.median(took):,.0f} ms, the slowest {1000 * max(took):,.0f} ms.")
    within = slowest <= SLOWEST and grown_by_form <= MOST_GROWN and min(by_api, by_form) >= LEAST_MB_A_SECOND
    sys.exit(0 if within else 1)


if __name__ == "__main__":
    main()
