"""An HTTP server on loopback for one review: the files of the page, and its data.

The token gives the right to read and label. The printed address contains it, and the first visit
moves it into a cookie. The server refuses requests under another host name, and writes from another
page, so no other site in the same browser can reach it.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlsplit

from portcheck.errors import PortcheckError
from portcheck.run.labels.review_session import Review
from portcheck.web.answers import item_json, progress_json

LOOPBACK = "127.0.0.1"
LONGEST_BODY = 64 * 1024
"""Most bytes in the body of a request; a label with its note is far smaller."""
_MOST_DIGITS = 12
FILES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "/": ("review.html", "text/html; charset=utf-8"),
        "/review.css": ("review.css", "text/css; charset=utf-8"),
        "/review.js": ("review.js", "text/javascript; charset=utf-8"),
        "/icon.svg": ("icon.svg", "image/svg+xml"),
    }
)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
)


class ReviewServer(ThreadingHTTPServer):
    """The server of one review."""

    daemon_threads = True

    def __init__(self, review: Review, port: int = 0, token: str = "") -> None:
        """Bind a port of the loopback address; 0 takes a free one.

        Raises:
            OSError: the port is taken.
        """
        self.review = review
        self.token = token or secrets.token_urlsafe(24)
        super().__init__((LOOPBACK, port), _Handler)

    @property
    def origin(self) -> str:
        """The origin of the page: scheme, host and port."""
        return f"http://{LOOPBACK}:{self.server_port}"

    @property
    def url(self) -> str:
        """The address to open, with the token."""
        return f"{self.origin}/?token={self.token}"

    @property
    def cookie(self) -> str:
        """Name of its cookie, with the port: browsers send a host's cookies to all of its ports."""
        return f"portcheck-{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing: browsers often close a connection early."""


class _RefusedError(Exception):
    """A request that the server refuses, with its HTTP status."""

    def __init__(self, status: HTTPStatus, words: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words


class _Handler(BaseHTTPRequestHandler):
    server: ReviewServer
    server_version, sys_version = "portcheck", ""
    timeout = 30

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Log nothing: addresses contain the token."""

    def do_GET(self) -> None:
        """Send a file of the page, or data for it."""
        self._guarded(self._read)

    def do_POST(self) -> None:
        """Write a label, or take the last one back."""
        self._guarded(self._write)

    def _guarded(self, work: Callable[[str], None]) -> None:
        try:
            self._require_host()
            work(self._address().path)
        except _RefusedError as exc:
            self.close_connection = True
            self._json({"error": exc.words}, exc.status)
        except PortcheckError as exc:
            self._json({"error": f"{exc} {exc.hint}".strip()}, HTTPStatus.CONFLICT)

    def _require_host(self) -> None:
        """Reject other host names of this machine, which let a foreign page reach the server."""
        if self.headers.get_all("Host") != [f"{LOOPBACK}:{self.server.server_port}"]:
            raise _RefusedError(
                HTTPStatus.MISDIRECTED_REQUEST, "open the address exactly as printed"
            )

    def _address(self) -> SplitResult:
        try:
            return urlsplit(self.path)
        except ValueError:
            raise _RefusedError(HTTPStatus.BAD_REQUEST, "that is not an address") from None

    # --- reading ---------------------------------------------------------------------------

    def _read(self, path: str) -> None:
        given = parse_qs(self._address().query).get("token", [""])[0]
        if path == "/" and given:
            self._enter(given)
            return
        self._require_token()
        if path in FILES:
            name, kind = FILES[path]
            content = (Path(__file__).parent / "page" / name).read_bytes()
            self._send(content, kind)
        elif path == "/api/progress":
            self._json(progress_json(self.server.review))
        elif path.startswith("/api/item/"):
            place = _whole(path.removeprefix("/api/item/"))
            self._json(item_json(self.server.review, -1 if place is None else place))
        else:
            raise _RefusedError(HTTPStatus.NOT_FOUND, "there is nothing here")

    def _enter(self, given: str) -> None:
        """Move the token from the address, which screens and histories show, into a cookie."""
        if not self._is_token(given):
            raise _RefusedError(HTTPStatus.FORBIDDEN, _LOCKED_OUT)
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", "/")
        cookie = f"{self.server.cookie}={self.server.token}; HttpOnly; SameSite=Lax; Path=/"
        self.send_header("Set-Cookie", cookie)
        self._end(b"")

    def _require_token(self) -> None:
        try:
            jar = SimpleCookie(self.headers.get("Cookie", ""))
        except CookieError:
            jar = SimpleCookie()
        morsel = jar.get(self.server.cookie)
        given = self.headers.get("X-Portcheck-Token") or (morsel.value if morsel else "")
        if not self._is_token(given):
            raise _RefusedError(HTTPStatus.FORBIDDEN, _LOCKED_OUT)

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.server.token.encode())

    # --- writing ---------------------------------------------------------------------------

    def _write(self, path: str) -> None:
        self._require_token()
        if self.headers.get_all("Origin") != [self.server.origin]:
            raise _RefusedError(HTTPStatus.FORBIDDEN, "labels must come from this page")
        if self.headers.get_content_type() != "application/json":
            raise _RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send JSON")
        body, review = self._body(), self.server.review
        if path == "/api/label":
            place, label, note = body.get("place"), body.get("label"), body.get("note", "")
            if type(place) is not int or not isinstance(label, str) or not isinstance(note, str):
                raise _RefusedError(
                    HTTPStatus.BAD_REQUEST, "a label needs a place, a label and a note"
                )
            review.give(place, label, note)
            self._json({"place": place, **progress_json(review)})
        elif path == "/api/undo":
            self._json({"place": review.undo(), **progress_json(review)})
        else:
            raise _RefusedError(HTTPStatus.NOT_FOUND, "there is nothing here")

    def _body(self) -> dict[str, Any]:
        length = _whole(self.headers.get("Content-Length", ""))
        if length is None or length > LONGEST_BODY:
            raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "that is too long")
        try:
            found = json.loads(self.rfile.read(length))
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise _RefusedError(HTTPStatus.BAD_REQUEST, "that is not a JSON object")
        return found

    # --- sending ---------------------------------------------------------------------------

    def _json(self, data: Any, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._send(json.dumps(data).encode(), "application/json", status)

    def _send(self, content: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self._end(content)

    def _end(self, content: bytes) -> None:
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _whole(text: str) -> int | None:
    """The number in a text; `None` if it is none, or has more than `_MOST_DIGITS` digits."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


_LOCKED_OUT = (
    "open the address exactly as `portcheck review` printed it: it contains your access token"
)
