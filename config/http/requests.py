"""What happens around every HTTP request: its id, its line in the access log, its metrics."""

import logging
import re
import time
from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bind_contextvars

from common.limits import route_template
from config.http.body_limit import Application, Receive, Scope, Send
from config.metrics.http import request_done

logger = logging.getLogger(__name__)

# At least 16 characters, so that no phone number can be an id.
REQUEST_ID = re.compile(rb"[A-Za-z0-9_-]{16,64}")
SYNC = "/api/v1/sync"
# Paths that are answered without Django. Unknown paths and the files of the web client have no route.
WITHOUT_DJANGO = ("/healthz", "/readyz", "/metrics", SYNC)
NO_ROUTE = "none"


class Noted:
    """What is known of a request. It is in the scope under "noted", so that Django's middleware can add the route."""

    def __init__(self, path: str) -> None:
        self.route = path if path in WITHOUT_DJANGO else NO_ROUTE
        self.status = 0


class NoteRoute:
    """Django middleware that notes the route of a request. It must be the last one, so that the view is known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass a request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> None:
        """Note the route that the URL resolved to."""
        noted: Noted | None = getattr(request, "scope", {}).get("noted")
        if noted is not None:
            noted.route = route_of(request)


def route_of(request: HttpRequest) -> str:
    """Return the template of a request's path, for example `/api/v1/users/{user_id}`. Never the path itself."""
    return NO_ROUTE if request.resolver_match is None else route_template(request.resolver_match.route)


def note_request_id(scope: Scope) -> bytes:
    """Return the id of a request or socket (the client's X-Request-Id if valid), and add it to the log lines."""
    given = [value for name, value in scope["headers"] if name == b"x-request-id"]
    request_id = given[0] if len(given) == 1 and REQUEST_ID.fullmatch(given[0]) else uuid4().hex.encode()
    bind_contextvars(request_id=request_id.decode())
    return request_id


def with_notes(application: Application) -> Application:
    """Return the application with our headers in every answer. Each request is logged and counted at its end."""
    always = [(b"strict-transport-security", b"max-age=%d" % settings.HSTS_SECONDS)] if settings.HSTS_SECONDS else []

    async def noting(scope: Scope, receive: Receive, send: Send) -> None:
        header = (b"x-request-id", note_request_id(scope))
        noted = scope["noted"] = Noted(scope["path"])
        began = time.perf_counter()

        async def sending(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                noted.status = message["status"]
                given = message.get("headers", ())
                message = message | {"headers": [*given, *always, *private(scope["path"], given), header]}
            await send(message)

        try:
            await application(scope, receive, sending)
        finally:
            finish(noted, scope["method"], time.perf_counter() - began)

    return noting


def private(path: str, given: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the header that keeps an answer of the API out of every cache, unless it has a header for caches."""
    if not path.startswith("/api/") or any(name.lower() == b"cache-control" for name, _ in given):
        return []
    return [(b"cache-control", b"no-store")]


def finish(noted: Noted, method: str, seconds: float) -> None:
    """Count a request that has ended, and log it if ACCESS_LOG says so. Status 0: the client left before an answer."""
    request_done(noted.route, method, noted.status, seconds)
    # A long poll does not count as slow, because the client asked it to wait.
    slow = seconds > settings.ACCESS_LOG_SLOW_SECONDS and noted.route != SYNC
    notable = slow or noted.status >= 500
    if settings.ACCESS_LOG == "all" or (settings.ACCESS_LOG == "notable" and notable):
        fields = {"method": method, "route": noted.route, "status": noted.status, "duration_ms": round(1000 * seconds)}
        logger.info("request", extra=fields)
