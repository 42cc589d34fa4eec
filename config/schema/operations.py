"""The operations of the REST API, found in the URLs."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, StringConverter, UUIDConverter
from rest_framework.permissions import AllowAny

from common.api import ApiView
from common.limits import route_template
from common.parsing import Shape

PREFIX = "api/v1/"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. `path` is relative to /api/v1 and has `{name}` for each parameter."""

    method: str
    path: str
    view: type[ApiView]
    path_parameters: dict[str, dict[str, Any]]

    @property
    def name(self) -> str:
        """Return the method and the path, for example `POST /auth/otp`."""
        return f"{self.method} {self.path}"

    @property
    def operation_id(self) -> str:
        """Return a name for generated clients, for example `post_auth_otp`."""
        return re.sub(r"\W+", "_", f"{self.method.lower()}{self.path}").strip("_")

    @property
    def is_open(self) -> bool:
        """Return whether people who are not signed in may use it too."""
        return AllowAny in self.view.permission_classes

    @property
    def request(self) -> type[Shape] | None:
        """Return the shape of the request's body."""
        return self.view.requests.get(self.method)

    @property
    def answer(self) -> type[Shape] | None:
        """Return the shape of the answer; None if the answer has no body."""
        return self.view.answers[self.method]

    def answer_with(self, status: int) -> type[Shape] | None:
        """Return the shape of the answer with this status."""
        return self.view.answer(self.method, status)

    @property
    def description(self) -> str:
        """Return the docstring of the view."""
        return inspect.getdoc(self.view) or ""

    @property
    def summary(self) -> str:
        """Return the docstring of the view's method."""
        return inspect.getdoc(getattr(self.view, self.method.lower())) or ""


def operations() -> list[Operation]:
    """Return every operation of /api/v1, in the order of the URLs."""
    return list(_found(get_resolver().url_patterns, "", {}))


def _found(patterns: list[Any], route: str, parameters: dict[str, dict[str, Any]]) -> Iterator[Operation]:
    for pattern in patterns:
        whole = route + str(pattern.pattern)
        known = parameters | {name: _schema(converter) for name, converter in pattern.pattern.converters.items()}
        if isinstance(pattern, URLResolver):
            yield from _found(pattern.url_patterns, whole, known)
        elif isinstance(pattern, URLPattern) and whole.startswith(PREFIX):
            yield from _of_view(getattr(pattern.callback, "cls", None), whole, known)


def _of_view(view: Any, route: str, parameters: dict[str, dict[str, Any]]) -> Iterator[Operation]:  # noqa: ANN401
    if not (isinstance(view, type) and issubclass(view, ApiView)):
        return
    path = route_template(route.removeprefix(PREFIX))
    for method in METHODS:
        if hasattr(view, method.lower()):
            yield Operation(method, path, view, parameters)


def _schema(converter: object) -> dict[str, Any]:
    if isinstance(converter, UUIDConverter):
        return {"type": "string", "format": "uuid"}
    if isinstance(converter, IntConverter):
        return {"type": "integer", "minimum": 0}
    if isinstance(converter, StringConverter) and converter.regex != StringConverter.regex:
        return {"type": "string", "pattern": f"^{converter.regex}$"}
    return {"type": "string", "minLength": 1}
