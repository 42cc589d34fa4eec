"""GET /schema, /schema/socket and /docs: the API's description, for programs and for people. Open to everybody."""

from typing import Any, ClassVar

import orjson
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from pydantic import ConfigDict
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from common.api import ApiView
from common.parsing import Shape
from config.schema.openapi import openapi_document
from config.schema.socket import socket_document


class Document(Shape):
    """A document that describes the API."""

    model_config = ConfigDict(extra="allow")


class OpenApiView(ApiView):
    """The REST API."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    answers: ClassVar[dict[str, type[Shape] | None]] = {"GET": Document}

    def get(self, request: Request) -> Response:
        """Return the OpenAPI 3.1 document of the REST API."""
        self.query()
        return Response(orjson.dumps(openapi_document()))


class SocketSchemaView(ApiView):
    """The socket."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    answers: ClassVar[dict[str, type[Shape] | None]] = {"GET": Document}

    def get(self, request: Request) -> Response:
        """Return the JSON Schema of every frame on /ws/messages."""
        self.query()
        return Response(orjson.dumps(socket_document()))


# Swagger UI has its icons in data: URLs. It needs no inline code and no other server.
PAGE_POLICY: dict[str, Any] = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "form-action": ["'none'"],
}


@require_safe
@csp_replace(PAGE_POLICY)  # type: ignore[untyped-decorator]  # it ships no types we follow
def api_page(request: HttpRequest) -> HttpResponse:
    """Show the REST API as a page on which it can be tried."""
    return render(request, "api_page.html")
