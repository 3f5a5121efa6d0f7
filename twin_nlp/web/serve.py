"""Serving a page on this machine until the user ends it."""

from __future__ import annotations

import ipaddress
import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable
from contextlib import closing, suppress
from zlib import crc32

import uvicorn
from starlette.types import ASGIApp

from twin_nlp.errors import InputError
from twin_nlp.formats.reading import UsageError
from twin_nlp.web.app import Access

LOOPBACK = "127.0.0.1"
_SECONDS_TO_END = 3
_FIRST_DYNAMIC, _DYNAMIC = 49152, 16384
"""The ports that are nobody's (RFC 6335), and how many they are."""


def listening(host: str, port: int | None, name: str) -> socket.socket:
    """A socket that listens.

    Parameters
    ----------
    host : str
        Address or name of this machine.
    port : int or None
        None is the usual one of ``name`` or, where that is taken, any that is free. A page that is still open when
        the server is started again finds it there, and can send what it holds.
    name : str
        Of what is served.

    Raises
    ------
    UsageError
        When the host is none of this machine, or stands for all of its addresses.
    InputError
        When the port is taken.
    """
    if host in ("", "0.0.0.0", "::"):
        raise UsageError(f"--host: expected the name or address that browsers will use, found {host!r}")
    wanted = (_FIRST_DYNAMIC + crc32(name.encode()) % _DYNAMIC, 0) if port is None else (port,)
    for at in wanted:
        try:
            family, _, _, _, address = socket.getaddrinfo(host, at, type=socket.SOCK_STREAM)[0]
        except (OSError, UnicodeError) as error:
            raise UsageError(f"--host: {host!r} is no address: {getattr(error, 'strerror', error)}") from None
        found = socket.socket(family)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind(address)
            found.listen()
        except OSError as error:
            found.close()
            problem = f"port {at} of {host} can't be used: {error.strerror or error}"
            continue
        return found
    raise InputError(f"{problem}; name another with --port, or none")


def access_to(host: str, listener: socket.socket) -> Access:
    """What lets requests in to a server on this socket, with a token of its own."""
    port = listener.getsockname()[1]
    others = (LOOPBACK, "localhost") if is_loopback(host) else ()
    names = dict.fromkeys((host.lower(), *others))
    shown = [f"[{name}]" if ":" in name else name for name in names]
    return Access(secrets.token_urlsafe(32), tuple(f"{name}:{port}" for name in shown))


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def serve(app: ASGIApp, listener: socket.socket, link: str, browser: bool, show: Callable[[str], None]) -> None:
    """Serve until the user ends it, and show the opening link once a browser can open it.

    Parameters
    ----------
    app : ASGIApp
    listener : socket
        From :func:`listening`; closed at the end.
    link : str
    browser : bool
        Whether to open the link in a browser.
    show : callable
        Called with the link.
    """
    config = uvicorn.Config(
        app,
        ws="none",
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_SECONDS_TO_END,
    )
    with closing(listener):
        show(link)
        if browser:
            # Some browsers of a terminal return only when they are closed.
            threading.Thread(target=webbrowser.open, args=(link,), daemon=True).start()
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])
