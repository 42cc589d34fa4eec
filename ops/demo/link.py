"""The link that signs a browser in. A small server of the demo answers it, so that Parley itself has no such way in."""

import secrets
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from typing_extensions import override

from accounts.refresh_cookie import set_cookie
from common.errors import ApiError
from ops.demo.cast import sign_in

# Only browsers of this machine may use it. Cookies ignore ports, so a cookie set here is sent to Parley, too.
ADDRESS = "127.0.0.1"
TOKEN_BYTES = 12


class Link(ThreadingHTTPServer):
    """Signs in every browser that opens `url` as one person, on a new device each time, while it is served."""

    daemon_threads = True

    def __init__(self, phone_number: str, client_url: str) -> None:
        """Listen on a free port; nothing is answered yet."""
        super().__init__((ADDRESS, 0), Handler)
        self.phone_number, self.client_url = phone_number, client_url
        self.path = f"/{secrets.token_urlsafe(TOKEN_BYTES)}"
        self.url = f"http://{ADDRESS}:{self.server_port}{self.path}"

    def serve(self) -> None:
        """Answer requests in a thread, until the process ends."""
        Thread(target=self.serve_forever, name="demo link", daemon=True).start()

    def response(self, path: str) -> HttpResponse:
        """Sign in and redirect to the client, if the path is that of the link."""
        if not secrets.compare_digest(path.encode(), self.path.encode()):
            return _plain("There is nothing here.", 404)
        try:
            signed_in = sign_in(self.phone_number, "Opened from the demo's link", "web", "demo's link")
        except ApiError as error:
            return _plain(f"{error.detail}. Try again in {error.retry_after_seconds or 1} seconds.", error.status)
        finally:
            connection.close()
        response = HttpResponseRedirect(self.client_url)
        set_cookie(response, signed_in.pair.refresh)
        return response


class Handler(BaseHTTPRequestHandler):
    """One request to the link's server."""

    server: Link

    def do_GET(self) -> None:
        """Answer with the response of the link."""
        response = self.server.response(self.path)
        self.send_response(response.status_code)
        for name, value in {**response.headers, "Cache-Control": "no-store"}.items():
            self.send_header(name, value)
        for cookie in response.cookies.values():
            self.send_header("Set-Cookie", cookie.OutputString())
        self.end_headers()
        self.wfile.write(response.content)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Log nothing, because the path is a secret."""


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
