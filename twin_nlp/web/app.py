"""A Starlette application that answers only to the page that was opened with its link.

Whatever is asked, these hold:

- The Host header names the server as it was started; otherwise a name that an attacker controls could be pointed at
  this machine (DNS rebinding).
- Every request carries the cookie that the opening link set. Its name holds the port, as cookies don't tell ports
  apart.
- What changes anything comes from a page of this server (Origin), is JSON, and is no longer than :data:`LONGEST`.
- No page may load anything from elsewhere, run a script that isn't a file of this package, or be shown in a frame.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.requests import Request, cookie_parser
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from twin_nlp.errors import AnnotationError, InputError, TwinNlpError

LONGEST = 2_000_000
"""Bytes of the longest body that is taken."""
STATIC = Path(__file__).parent / "static"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True, slots=True)
class Access:
    """What lets a request in: the token of the opening link, and the ``host:port`` names of the server."""

    token: str
    hosts: tuple[str, ...]

    @property
    def cookie(self) -> str:
        """The name of the cookie that carries the token."""
        return "twin_nlp_" + self.hosts[0].rpartition(":")[2]

    @property
    def link(self) -> str:
        """The opening link."""
        return f"http://{self.hosts[0]}/?token={self.token}"


def page_app(page: str, routes: Sequence[BaseRoute], access: Access) -> ASGIApp:
    """The application of one page.

    Parameters
    ----------
    page : str
        The file in :data:`STATIC` that is shown at ``/``.
    routes : sequence of BaseRoute
        The page's API; :func:`asked` and :func:`told` make them.
    access : Access
    """

    def show(request: Request) -> Response:
        return FileResponse(STATIC / page)

    app = Starlette(routes=[Route("/", show), *routes, Mount("/static", StaticFiles(directory=STATIC))])
    return _Guard(app, access)


def asked(path: str, answer: Callable[[Mapping[str, str]], Any]) -> Route:
    """A route for GET: ``answer`` takes the query and gives JSON-ready data; a LookupError is 404."""

    def endpoint(request: Request) -> Response:
        try:
            return _answered(lambda: answer(request.query_params))
        except LookupError as error:
            return _json(404, {"error": str(error)})

    return Route(path, endpoint)


def told(path: str, answer: Callable[[Mapping[str, Any]], Any]) -> Route:
    """A route for POST: ``answer`` takes the object of the body and gives JSON-ready data, or None for 409."""

    async def endpoint(request: Request) -> Response:
        try:
            data = json.loads(await request.body())
        except (ValueError, RecursionError) as error:
            return _json(400, {"error": f"the body is not JSON: {error}"})
        if not isinstance(data, dict):
            return _json(400, {"error": "the body is no JSON object"})
        return await run_in_threadpool(_answered, lambda: answer(data))

    return Route(path, endpoint, methods=["POST"])


def _answered(answer: Callable[[], Any]) -> Response:
    try:
        data = answer()
    except (AnnotationError, InputError) as error:
        return _json(422, {"error": str(error)})
    except TwinNlpError as error:
        return _json(500, {"error": str(error)})
    return _json(409, {"error": "there is nothing to take back"}) if data is None else _json(200, data)


def _json(status: int, data: Any) -> Response:
    # Escapes hold any text, also half of a surrogate pair.
    return Response(json.dumps(data), status, media_type="application/json")


class _Guard:
    """Lets through what the module's rules allow, and puts the headers on every response."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            refusal = self._refusal(scope)
            if refusal is None and scope["method"] not in _READING:
                body = await _bounded(receive)
                refusal = _refused(413, f"expected at most {LONGEST} bytes") if body is None else None
                receive = _received(body or b"")
            await (refusal or self._app)(scope, receive, with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        """The response that a request gets that isn't let through, or one that lets its sender in."""
        access, headers = self._access, Headers(scope=scope)
        host = headers.get("host", "").lower()
        if host not in access.hosts:
            return _refused(403, "this server goes by another name")
        token = QueryParams(scope["query_string"]).get("token")
        if scope["path"] == "/" and token is not None:
            if not _same(token, access.token):
                return _refused(403, "this link is not the one that twin-nlp shows now")
            response = RedirectResponse("/", 303)
            response.set_cookie(access.cookie, access.token, httponly=True, samesite="strict")
            return response
        if not _same(cookie_parser(headers.get("cookie", "")).get(access.cookie, ""), access.token):
            return _refused(403, "open the link that twin-nlp shows")
        if scope["method"] in _READING:
            return None
        if headers.get("origin") != f"http://{host}":
            return _refused(403, "this comes from another page")
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return _refused(415, "expected application/json")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > LONGEST:
            return _refused(413, f"expected at most {LONGEST} bytes")
        return None


_READING = ("GET", "HEAD")


def _refused(status: int, reason: str) -> Response:
    return PlainTextResponse(f"{status}: {reason}\n", status)


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


async def _bounded(receive: Receive) -> bytes | None:
    """The body of a request; None where it is too long, whatever its length was said to be."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > LONGEST:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _received(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
