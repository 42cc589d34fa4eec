"""What all REST views share: the JSON parser and renderer, problem+json for errors, and the base class of views."""

import logging
from collections.abc import Mapping
from typing import IO, Any, ClassVar, TypeVar
from uuid import UUID

import orjson
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import register_converter
from django.urls.converters import UUIDConverter
from pydantic import BaseModel
from rest_framework import exceptions
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from typing_extensions import override

from common.database import BUSY, UNAVAILABLE, cause_of, forget_lost
from common.errors import ApiError, FieldError
from common.limits import call_name, client_address, spend_on_call
from common.pagination import page_limit
from common.parsing import MalformedJson, Shape, load_json, parse

logger = logging.getLogger(__name__)
S = TypeVar("S", bound=BaseModel)


class IdConverter(UUIDConverter):
    """An id in a path, `<id:…>`, in upper or lower case, as in bodies."""

    regex = UUIDConverter.regex.replace("a-f", "a-fA-F")


register_converter(IdConverter, "id")


class JSONParser(BaseParser):
    """Reads bodies with the one JSON loader, because DRF's own accepts 1e999, lone surrogates and NUL."""

    media_type = "application/json"

    @override
    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        data = stream.read(settings.API_BODY_BYTES + 1)
        if len(data) > settings.API_BODY_BYTES:
            raise ApiError("too_large")
        try:
            return load_json(data)
        except MalformedJson as error:
            raise ApiError("malformed_json", str(error)) from None


class JSONRenderer(BaseRenderer):
    """Writes answers with orjson. Bytes are JSON already and are sent unchanged."""

    media_type = "application/json"
    format = "json"
    charset = None

    @override
    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        if data is None:
            return b""
        return data if isinstance(data, bytes) else orjson.dumps(data)


class ApiView(APIView):
    """The base of every view: parse, make one service call, answer.

    requests, answers: the shapes of the bodies, by method. An answer of None has no body (204).
    accepted: the shape of a 202 answer, by method, where it differs from `answers`.
    """

    requests: ClassVar[dict[str, type[Shape]]] = {}
    answers: ClassVar[dict[str, type[Shape] | None]] = {}
    accepted: ClassVar[dict[str, type[Shape]]] = {}

    # Not in settings, because DRF resolves settings while it is imported, and this module is not complete then.
    parser_classes = (JSONParser,)
    renderer_classes = (JSONRenderer,)

    limit_headers: Mapping[str, str] = {}

    @override
    def check_throttles(self, request: Request) -> None:
        """DRF's hook, before the method is called: spend what CALL_LIMITS says."""
        account = self.user_id if request.auth is not None else None
        match = request.resolver_match
        assert match is not None  # the request has reached a view
        call = call_name(str(request.method), match.route)
        length = request.headers.get("Content-Length") or "0"
        self.limit_headers = spend_on_call(
            call, account, client_address(request), match.kwargs, body_bytes=int(length) if length.isdigit() else 0
        )

    @override
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """DRF's entry: answer, then forget the parsed body.

        View and request hold each other, so a large body would stay until Python looks for such cycles.
        """
        try:
            return super().dispatch(request, *args, **kwargs)
        finally:
            for part in ("_data", "_full_data"):
                setattr(self.request, part, None)

    @override
    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """DRF's hook, after the method: add the state of the limits."""
        for name, value in self.limit_headers.items():
            response.headers.setdefault(name, value)
        return super().finalize_response(request, response, *args, **kwargs)

    @classmethod
    def answer(cls, method: str, status: int) -> type[Shape] | None:
        """Return the shape of a method's answer with this status."""
        return cls.accepted.get(method, cls.answers[method]) if status == 202 else cls.answers[method]

    def body(self, shape: type[S]) -> S:
        """Return the request's body as `shape`. A missing body counts as an empty object."""
        return parse(shape, self.body_as_sent())

    def body_as_sent(self) -> dict[str, Any]:
        """Return the request's body without checking its fields. Raises ApiError `invalid` unless it is an object."""
        request = self.request
        has_body = (
            request.headers.get("Content-Length") not in {None, "", "0"} or "Transfer-Encoding" in request.headers
        )
        data = request.data if has_body else {}
        if not isinstance(data, dict):
            raise ApiError("invalid", errors=[FieldError("", "wrong_type", "the body must be an object")])
        return data

    def query(self, *names: str) -> dict[str, str]:
        """Return the query parameters. Raises ApiError `invalid` if one is repeated or is not among `names`."""
        parameters = self.request.query_params
        errors = [
            FieldError(name, "unknown_field", "is not a parameter of this call")
            for name in parameters
            if name not in names
        ]
        errors += [
            FieldError(name, "repeated", "must be given once") for name in names if len(parameters.getlist(name)) > 1
        ]
        errors += [
            FieldError(name, "nul_character", "must not contain the NUL character")
            for name in names
            if "\x00" in parameters.get(name, "")
        ]
        if errors:
            raise ApiError("invalid", errors=errors)
        return {name: parameters[name] for name in names if name in parameters}

    def page_query(self) -> tuple[str | None, int]:
        """Return the cursor and the limit of the page that is asked for."""
        query = self.query("limit", "cursor")
        return query.get("cursor"), page_limit(query.get("limit"))

    @property
    def user_id(self) -> UUID:
        """The id of the person who is signed in."""
        user_id: UUID = self.request.auth.user_id  # type: ignore[union-attr]  # DeviceTokenAuthentication sets it
        return user_id

    @property
    def device_id(self) -> UUID:
        """The id of the device on which the person is signed in."""
        device_id: UUID = self.request.auth.device_id  # type: ignore[union-attr]  # as above
        return device_id


def problem_response(error: ApiError) -> Response:
    """Return the problem+json answer of an error."""
    response = Response(
        error.problem(), status=error.status, content_type="application/problem+json", headers=error.headers
    )
    if error.retry_after_seconds is not None:
        response["Retry-After"] = str(error.retry_after_seconds)
    if error.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response:
    """DRF's hook: turn every exception into problem+json. Unexpected ones are logged with their traceback."""
    return problem_response(as_api_error(error))


CODES_OF_EXCEPTIONS: list[tuple[type[Exception] | tuple[type[Exception], ...], str]] = [
    ((exceptions.NotAuthenticated, exceptions.AuthenticationFailed), "not_authenticated"),
    ((exceptions.PermissionDenied, PermissionDenied), "not_allowed"),
    ((exceptions.NotFound, Http404), "not_found"),
    (exceptions.MethodNotAllowed, "method_not_allowed"),
    (exceptions.NotAcceptable, "not_acceptable"),
    (exceptions.UnsupportedMediaType, "unsupported_media_type"),
    (exceptions.ParseError, "malformed_json"),
    (RequestDataTooBig, "too_large"),
    # For example over 1,000 query parameters.
    (SuspiciousOperation, "invalid"),
]


def as_api_error(error: Exception) -> ApiError:
    """Return the ApiError with which a client learns of an exception. REST and the socket both use it."""
    if isinstance(error, ApiError):
        return error
    for kinds, code in CODES_OF_EXCEPTIONS:
        if isinstance(error, kinds):
            return ApiError(code)
    if isinstance(cause := cause_of(error), BUSY):
        logger.warning("the database is busy: %s", type(cause).__name__)
        return ApiError("busy", retry_after_seconds=1)
    if isinstance(error, UNAVAILABLE):
        logger.warning("the database is not available: %s", type(error).__name__)
        forget_lost(error)
        return ApiError("unavailable", retry_after_seconds=1)
    logger.error("unexpected error", exc_info=error)
    return ApiError("internal")


def plain_problem(error: ApiError) -> HttpResponse:
    """Return a problem+json answer for code outside DRF."""
    headers = dict(error.headers)
    if error.retry_after_seconds is not None:
        headers["Retry-After"] = str(error.retry_after_seconds)
    body = orjson.dumps(error.problem())
    return HttpResponse(body, status=error.status, content_type="application/problem+json", headers=headers)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    return plain_problem(ApiError("not_found"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500."""
    return plain_problem(ApiError("internal"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400: for example a wrong Host header, or too many fields."""
    return plain_problem(ApiError("invalid", "The request is not valid"))
