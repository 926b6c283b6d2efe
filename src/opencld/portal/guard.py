"""Who may ask: only the browser that opened the link, or a program with the token, and only by this machine's own name.

Every answer carries a policy by which a browser runs nothing but the files that came with the program, and asks no
other host for anything. What goes wrong in the program is told by its place alone: neither log nor page has its words.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from opencld.portal.foreman import place_of
from opencld.portal.showing import explained, own_fault

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
CHANGE_NOTHING = ("GET", "HEAD", "OPTIONS")
HOSTS = ("127.0.0.1", "localhost")
log = logging.getLogger("opencld.portal")


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Entrance:
    """Where the application is, and what opens it: the token of the link, and the cookie given for it."""

    port: int
    token: str = field(default_factory=_secret, repr=False)
    cookie: str = field(default_factory=_secret, repr=False)

    @property
    def origin(self) -> str:
        """The address that all pages have."""
        return f"http://{HOSTS[0]}:{self.port}"

    @property
    def link(self) -> str:
        """The link that opens the application."""
        return f"{self.origin}/open?token={self.token}"

    @property
    def cookie_name(self) -> str:
        """The cookie's name; browsers do not tell cookies of several ports apart."""
        return f"opencld-{self.port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names by which a browser may call this place."""
        return tuple(f"{name}:{self.port}" for name in HOSTS)

    def is_token(self, given: str) -> bool:
        """Say whether this is the link's token."""
        return secrets.compare_digest(given.encode(), self.token.encode())

    def set_cookie(self) -> str:
        """Return the header that gives a browser its cookie: for this run, this host, and its own pages alone."""
        return f"{self.cookie_name}={self.cookie}; HttpOnly; SameSite=Strict; Path=/"

    def refusal(self, method: str, path: str, headers: Headers) -> tuple[int, str, str] | None:
        """Return the status, what is wrong and what to do, where a request is not to be answered; else None."""
        host = headers.get("host", "")
        if host not in self.hosts:
            return (421, "This is not its address", f"The application answers at {self.origin} alone.")
        by_token = self._has_token(headers)
        is_let_in = by_token or self._has_cookie(headers)
        if path.startswith("/api/") and not is_let_in:
            return (
                401,
                "Show the token",
                "Send the token of the opening link: `Authorization: Bearer TOKEN`.",
            )
        if method not in CHANGE_NOTHING and not by_token and not self._is_own_page(headers):
            return (
                403,
                "This did not come from one of its pages",
                "Another site tried to use the application, or the browser hides where a form comes from. Use the "
                "application's own pages.",
            )
        if path.startswith("/assets/") or path == "/open" or is_let_in:
            return None
        return (
            403,
            "Open the link first",
            "Open the link that cld serve printed where it was started; it has a token in it. If you have just opened "
            "it, go to the start page.",
        )

    def _has_token(self, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and self.is_token(given.strip())

    def _has_cookie(self, headers: Headers) -> bool:
        cookies: SimpleCookie = SimpleCookie()
        cookies.load(headers.get("cookie", ""))
        given = cookies.get(self.cookie_name)
        return given is not None and secrets.compare_digest(given.value.encode(), self.cookie.encode())

    def _is_own_page(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site") == "same-origin"
        return origin in {f"http://{host}" for host in self.hosts}


class Guard:
    """Refuses whoever may not ask, before anything of the request is read, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, entrance: Entrance) -> None:
        self.app, self.entrance = app, entrance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if message["status"] == 401:
                    headers["WWW-Authenticate"] = "Bearer"
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refusal = self.entrance.refusal(scope["method"], scope["path"], Headers(scope=scope))
        if refusal:
            await explained(scope, *refusal)(scope, receive, with_headers)
            return
        try:
            await self.app(scope, receive, with_headers)
        except Exception as error:
            log.error("A fault in the program: %s", place_of(error))
            if not begun:
                await own_fault(scope, error)(scope, receive, with_headers)
