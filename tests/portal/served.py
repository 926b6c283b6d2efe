"""`cld serve` as a program of its own, to be opened by a browser, asked by another program, or killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

SECONDS = 60


class Served:
    """`cld serve` as a program of its own, which ends with the block at the latest."""

    def __init__(self, scratch: Path, *options: str) -> None:
        self.program = subprocess.Popen(
            [sys.executable, "-m", "opencld", "serve", "--no-browser", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "OPENCLD_SCRATCH": str(scratch)},
        )
        assert self.program.stdout
        found = re.search(r"(http://127\.0\.0\.1:\d+)/open\?token=(\S+)", self.program.stdout.readline())
        assert found, self.program.stderr
        self.address, self.token = found.groups()
        self.link = f"{self.address}/open?token={self.token}"

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_: object) -> None:
        if self.program.poll() is None:
            self.end(signal.SIGKILL)

    def ask(self, place: str, content: bytes | None = None) -> bytes:
        """Ask it something, as a program."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/octet-stream"}
        with urlopen(Request(self.address + place, content, headers)) as answer:
            read: bytes = answer.read()
        return read

    def end(self, how: signal.Signals) -> tuple[str, str]:
        """End it, and return what it said."""
        self.program.send_signal(how)
        return self.program.communicate(timeout=SECONDS)
