"""An SMS gateway on this machine, which answers, fails, hangs or closes the connection."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from typing_extensions import override


class Gateway(ThreadingHTTPServer):
    """Answers with `status` and `headers`, after those in `first`.

    None hangs until the end of the test, 0 closes the connection.
    """

    daemon_threads = True
    status: int | None = 200
    headers: dict[str, str] = {}
    first: tuple[int | None, ...] = ()

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken: list[tuple[str, dict[str, str], Any]] = []
        self.over = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}/sms"


class Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.path, dict(self.headers), json.loads(body)))
        status = self.server.status
        if self.server.first:
            status, *rest = self.server.first
            self.server.first = tuple(rest)
        if status is None:
            self.server.over.wait()
        if not status:
            return
        self.send_response(status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()

    @override
    def log_message(self, *arguments: Any) -> None:
        """Keep the test's output clean."""


@contextmanager
def running_gateway() -> Iterator[Gateway]:
    """Run one on a free port."""
    server = Gateway()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
