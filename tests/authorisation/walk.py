"""Every operation there is, found where the project routes requests and frames."""

import ast
import inspect
from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from django.urls import URLPattern, URLResolver, get_resolver

import config.asgi
from chat.wire.commands import COMMANDS

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")
API = "api/v1/"
T = TypeVar("T", str, tuple[str, str])


def routes() -> dict[str, Any]:
    """Return every route of Django's URLs with what answers it, as written in the urls modules."""
    return dict(_found(get_resolver().url_patterns, ""))


def _found(patterns: list[Any], before: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _found(pattern.url_patterns, route)
        else:
            assert isinstance(pattern, URLPattern)
            yield route, pattern.callback


def api_routes() -> dict[str, Any]:
    """Return the view class of every route of the REST API, without its prefix."""
    found = {route.removeprefix(API): callback for route, callback in routes().items() if route.startswith(API)}
    return {route: callback.cls for route, callback in found.items() if hasattr(callback, "cls")}


def page_routes() -> set[str]:
    """Return the routes that are answered by something else than a view of the API."""
    return {route for route, callback in routes().items() if not hasattr(callback, "cls")}


def allowed_methods(view: Any) -> set[str]:
    """Return the methods a view of the API has; DRF answers HEAD by its GET."""
    has = {method for method in METHODS if hasattr(view, method.lower())}
    return has | ({"HEAD"} if "GET" in has else set())


def operations() -> set[tuple[str, str]]:
    """Return what the API's views do, as (method, route); HEAD and OPTIONS have a table of their own."""
    return {
        (method, route)
        for route, view in api_routes().items()
        for method in allowed_methods(view) - {"HEAD", "OPTIONS"}
    }


def asgi_paths() -> set[str]:
    """Return the paths that config/asgi.py knows of: all of its strings that look like one."""
    tree = ast.parse(inspect.getsource(config.asgi))
    strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return {text for text in strings if isinstance(text, str) and text.startswith("/") and " " not in text}


def commands() -> set[str]:
    """Return the commands of the socket."""
    return set(COMMANDS)


def check_listed(found: Collection[T], listed: Collection[T]) -> None:
    """Fail for what is there without a row in tests/authorisation/rows, and for rows of what is not there."""
    assert sorted(set(found) - set(listed)) == [], "these need a row in tests/authorisation/rows"
    assert sorted(set(listed) - set(found)) == [], "these are in tests/authorisation/rows, and nowhere else"
