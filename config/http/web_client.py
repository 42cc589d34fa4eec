"""The built web client: its files with their headers, and one page for all places inside the client."""

import re
from pathlib import Path
from typing import Any, cast
from wsgiref.headers import Headers

from django.conf import settings
from servestatic import ServeStaticASGI  # type: ignore[import-untyped]  # it ships no types

from config.http.body_limit import Application, Receive, Scope, Send
from config.http.origin import has_our_host

PAGE = "/index.html"
# Built files whose names contain a hash of their content.
HASHED = "^/assets/"
# Places inside the client. A link to one of them is answered with the page, and the client then opens the place.
PLACES = re.compile(r"/(c/.*|j/[^/]+|settings(/.*)?)?")
# Paths that are never files of the client. The first one also hides the build's own hidden files.
OTHERS = ("/.", "/api/", "/static/", *([f"/{settings.ADMIN_PATH}/"] if settings.ADMIN_PATH else []))
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    # In all current browsers this also allows ws: or wss: of this origin.
    "connect-src 'self'; "
    "img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


def with_web_client(application: Application) -> Application:
    """Return the application with the client's files in front; the application itself if no client was built."""
    root = settings.WEB_CLIENT_DIR
    if not (root / PAGE.strip("/")).is_file():
        return application
    files = ServeStaticASGI(
        cast("Any", application),
        root=root,
        # In development the client may be built again while this process runs.
        autorefresh=settings.DEVELOPMENT,
        max_age=None,
        allow_all_origins=False,
        immutable_file_test=HASHED,
        add_headers_function=add_headers,
    )

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if scope["method"] not in {"GET", "HEAD"} or path.startswith(OTHERS) or not has_our_host(scope):
            await application(scope, receive, send)
        elif PLACES.fullmatch(path):
            await cast("Application", files)({**scope, "path": PAGE}, receive, send)
        else:
            await cast("Application", files)(scope, receive, send)

    return serve


def add_headers(headers: Headers, path: str | Path, url: str) -> None:
    """Add the headers of every file. Files without a hash in their name must be revalidated at each use."""
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Content-Security-Policy"] = POLICY
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-cache"
