"""Runs the application on this machine alone, opens the browser, and leaves nothing behind when it ends."""

from __future__ import annotations

import signal
import socket
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn

from opencld.errors import CannotWrite
from opencld.portal.application import application
from opencld.portal.guard import HOSTS, Entrance
from opencld.portal.private_folder import private_folder
from opencld.portal.session import Session
from opencld.settings import read_settings

SECONDS_TO_END = 2


def serve(port: int, keep: bool, open_browser: bool, say: Callable[[str], None]) -> Path | None:
    """Serve until somebody stops it; `port` 0 is any free one. Returns the folder of work files where they are kept.

    `say` is told the link, with its token. Raises CannotWrite where the port is taken or no private folder can be made.
    """
    settings = read_settings()
    with _listening(port) as listening, private_folder(settings.scratch, keep) as folder:
        entrance = Entrance(listening.getsockname()[1])
        session = Session(folder, settings)
        server = uvicorn.Server(_config())
        server.config.app = application(session, entrance, keep, lambda: _end(server))
        signal.signal(signal.SIGTERM, lambda *_: _end(server))
        say(f"Open {entrance.link}\nOnly this machine can. Stop it with Ctrl+C.")
        if open_browser:
            threading.Timer(0.5, webbrowser.open, [entrance.link]).start()
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            pass
        finally:
            session.close()
        return folder if keep else None


def _config() -> uvicorn.Config:
    # no log of requests, and of faults only where they were met: a log lasts longer than the data may
    return uvicorn.Config(
        app="",
        log_level="error",
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=SECONDS_TO_END,
    )


def _listening(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOSTS[0], port))
        listening.listen()  # so that whoever is quick with the link waits rather than being turned away
    except OSError as error:
        listening.close()
        raise CannotWrite(
            f"Port {port} cannot be used: {error.strerror}. Name another with --port, or leave it out for any that is "
            "free."
        ) from None
    return listening


def _end(server: uvicorn.Server) -> None:
    server.should_exit = True
