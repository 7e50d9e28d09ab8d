"""A real web server on this machine that misbehaves as told."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

Params = dict[str, str]


@dataclass
class Reply:
    """What the server sends. `length` lies about the length of the body."""

    body: bytes | object = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None

    @property
    def sent(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


Answering = Callable[[str, Params], Reply | None]


@dataclass
class Web:
    """The address of a running server and what was asked of it, in order."""

    address: str
    asked: list[str] = field(default_factory=list)


@contextmanager
def serving(answering: Answering) -> Iterator[Web]:
    """Serve `answering(path, params)` on a free port; None is a 404."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            web.asked.append(self.path)
            parts = urlsplit(self.path)
            reply = answering(parts.path, dict(parse_qsl(parts.query))) or Reply(status=404)
            self.send_response(reply.status)
            for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                self.send_header(name, value)
            size = len(reply.sent) if reply.length is None else reply.length
            self.send_header("Content-Length", str(size))
            self.end_headers()
            with suppress(ConnectionError):  # the reader may have hung up, as some tests want
                self.wfile.write(reply.sent)
            if reply.length is not None:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    web = Web(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
