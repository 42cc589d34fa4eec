"""The page at `/`, and the static files of it and of the admin."""

import mimetypes
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import http_date
from django.views.decorators.http import require_safe

STATIC_SECONDS = 3600


@require_safe
def front_page(request: HttpRequest) -> HttpResponse:
    """Show what this server is and where its API is described."""
    return render(request, "front_page.html")


@require_safe
def static_file(request: HttpRequest, path: str) -> HttpResponse:
    """Return one static file of an installed app, read from disk: there are few, and proxies cache them."""
    try:
        found = finders.find(path)
    except SuspiciousFileOperation:
        found = None
    if not isinstance(found, str) or not Path(found).is_file():
        raise Http404
    file = Path(found)
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    headers = {"Cache-Control": f"public, max-age={STATIC_SECONDS}", "Last-Modified": http_date(file.stat().st_mtime)}
    return HttpResponse(file.read_bytes(), content_type=kind, headers=headers)
