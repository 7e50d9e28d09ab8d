"""The web server's worker, which answers kindly when an address is too long to be read, and its
log, which notes nobody's visit.
"""

import socket
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]
from gunicorn.http.errors import LimitRequestLine  # type: ignore[import-untyped]
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

from smallplaces.site.logs import OnlyWhatAndWhere

PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>That was too long for us</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>That was too long for us to read</h1>
<p>You have a lot to say, and that is good. Nothing is broken.</p>
<p>Please <a href="/">go back to the first page</a> and say it in fewer words.</p>
<p>Are you not safe? Ring <a href="tel:999">999</a>. To talk to someone at any time, free, ring
Samaritans on <a href="tel:116123">116 123</a>.</p></main></body></html>
"""


def too_long() -> bytes:
    """Return the whole answer (RFC 9110, 15.5.15) to an address that is too long."""
    body = PAGE.encode()
    lines = (
        "HTTP/1.1 414 URI Too Long", "Content-Type: text/html; charset=utf-8",
        f"Content-Length: {len(body)}", "Cache-Control: no-store", "Connection: close",
    )  # fmt: skip
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class KindWorker(ThreadWorker):  # type: ignore[misc]
    """Gunicorn's threaded worker, except for the words it has for an address that is too long."""

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        """Answer what went wrong before a request could be read."""
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, addr, exc)
            return
        try:
            client.sendall(too_long())
            client.shutdown(socket.SHUT_WR)
            _drain(client)
        except OSError:
            self.log.debug("Someone left before we could say that the address was too long.")


def _drain(client: socket.socket) -> None:
    """Read what is still coming, up to a bound: closing before would take our answer back."""
    client.settimeout(1)
    for _ in range(64):
        if not client.recv(16_384):
            return


class WebServerLog(Logger):  # type: ignore[misc]
    """Gunicorn's log, which says what and where only, and notes nobody's visit."""

    def setup(self, cfg: Any) -> None:
        """Begin to write."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(OnlyWhatAndWhere())

    def access(self, *_: object) -> None:
        """Write nothing: what people look for stands in the addresses of pages."""
