"""The walk: everything that can be asked, found in the URLs and in COMMANDS, asked as somebody."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote

import httpx2
import orjson
from django.urls import URLResolver, get_resolver

from chat.wire.commands import COMMANDS
from config.schema import facts
from config.schema.operations import PREFIX, Operation, operations
from tests.canaries.fillers import BODIES, DELETING, READING, WRITING, Asking, filled, in_path, in_query
from tests.canaries.listening import Ear
from tests.harness.processes import WebProcess

# Health is answered in front of Django.
OUTSIDE = ("/healthz", "/readyz")
LAST = "POST /auth/logout"
MOST_PAGES = 100
# A path with more places than this is not read in every way at every place: its places take turns.
FEW_PLACES = 12
P = TypeVar("P")
T = TypeVar("T")


class Answer(NamedTuple):
    """What was asked, and the whole answer: status, headers and body, or the frame."""

    asked: str
    raw: bytes


class Route(NamedTuple):
    """A path with `{name}` for its parameters. gets: False for one that only refuses GET."""

    path: str
    names: list[str]
    gets: bool


def routes() -> list[Route]:
    """Return every path Django knows."""
    return list(_routes(get_resolver().url_patterns, "/"))


def _routes(patterns: list[Any], before: str) -> Iterator[Route]:
    for pattern in patterns:
        path = before + re.sub(r"\(\?P<(\w+)>.*?\)|<(?:\w+:)?(\w+)>", _braced, str(pattern.pattern)).strip("^$")
        path = path.replace("/^", "/")
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, path)
        else:
            view = getattr(pattern.callback, "cls", None)
            yield Route(path, re.findall(r"\{(\w+)\}", path), view is None or hasattr(view, "get"))


def _braced(found: re.Match[str]) -> str:
    return f"{{{found[1] or found[2]}}}"


class Walker:
    """Somebody on their way through all of it, at one process."""

    def __init__(self, asking: Asking, process: WebProcess, client: httpx2.AsyncClient, ear: Ear) -> None:
        self.asking, self.url, self.client, self.ear = asking, process.url, client, ear
        self.answers: list[Answer] = []
        # The paths on which a GET was answered with what it is for.
        self.answered: set[str] = set()
        self.gets = {f"/{PREFIX}{one.path[1:]}": one for one in operations() if one.method == "GET"}

    async def read(self) -> list[Answer]:
        """GET every path with all it takes, send every command that only reads, and return all answers."""
        self.answers = []
        for path in OUTSIDE:
            await self.ask("GET", path, {})
        for route in routes():
            for place, asked in in_turn(paths(route, self.asking), queries(self.gets.get(route.path), self.asking)):
                await self.get(route, place, asked)
        await self.command(READING)
        return self.answers

    async def write(self) -> list[Answer]:
        """Try everything that changes something, what takes away last; return all answers."""
        self.answers = []
        await self.command(WRITING)
        changing = [one for one in operations() if one.method != "GET" and one.name != LAST]
        # Who blocks everybody may not write to them any more.
        for operation in sorted(changing, key=lambda one: (one.method == "DELETE", one.path.startswith("/blocks"))):
            await self.change(operation)
        await self.command(DELETING)
        return self.answers

    async def leave(self) -> list[Answer]:
        """Sign out; nothing can be asked after that."""
        self.answers = []
        await self.change(next(one for one in operations() if one.name == LAST))
        return self.answers

    async def get(self, route: Route, place: str, asked: Sequence[dict[str, str]]) -> None:
        for query in asked:
            answer = await self.ask("GET", place, query)
            self.answered |= {route.path} if answer.status_code == 200 else set()
            for _ in range(MOST_PAGES):
                cursor = next_of(answer)
                if cursor is None:
                    break
                kept = {name: value for name, value in query.items() if name in {"limit", "archived"}}
                answer = await self.ask("GET", place, kept | {"cursor": cursor})
            else:
                raise AssertionError(f"{place}: {query} has no end")

    async def change(self, operation: Operation) -> None:
        names = list(operation.path_parameters)
        asked = list(facts.parameters(operation))
        for values in filled(names, in_path(self.asking), operation.name):
            path = f"/{PREFIX}{operation.path[1:]}".format(**{name: quote(value) for name, value in values.items()})
            for query in filled(asked, in_query(self.asking), operation.name):
                for body in bodies(operation, self.asking):
                    await self.ask(operation.method, path, query, body)

    async def command(self, known: dict[str, Any]) -> None:
        unknown = COMMANDS.keys() - READING.keys() - WRITING.keys() - DELETING.keys()
        assert not unknown, f"tests/canaries/fillers.py has nothing for the commands {sorted(unknown)}"
        for name, fields in known.items():
            for one in fields(self.asking):
                self.answers.append(Answer(f"{name} {one}", await self.ear.ask(name, one)))

    async def ask(self, method: str, path: str, query: dict[str, str], body: Any = None) -> httpx2.Response:
        sent = {} if body is None else {"json": body}
        answer = await self.client.request(method, f"{self.url}{path}", params=query, **sent)
        asked = f"{method} {path} {query or ''} {body or ''} → {answer.status_code}"
        # What is refused for want of room would hide what it holds.
        assert answer.status_code < 500, f"{asked}: {answer.text}"
        assert answer.status_code != 429, f"{asked}: {answer.text}"
        assert answer.status_code != 401 or path.endswith("/auth/refresh"), f"{asked}: {answer.text}"
        head = b"\r\n".join(name + b": " + value for name, value in answer.headers.raw)
        self.answers.append(Answer(asked, b"\r\n".join([str(answer.status_code).encode(), head, answer.content])))
        return answer


def paths(route: Route, asking: Asking) -> list[str]:
    """Return a route's path with every combination of values; of one that only refuses, with the first."""
    made = [
        route.path.format(**{name: quote(value) for name, value in values.items()})
        for values in filled(route.names, in_path(asking), route.path)
    ]
    return made if route.gets else made[:1]


def in_turn(places: Sequence[P], ways: Sequence[T]) -> Iterator[tuple[P, Sequence[T]]]:
    """Yield each place with the ways in which it is asked: all of them, or the next one if the places are many."""
    assert len(places) <= FEW_PLACES or len(ways) <= len(places), "some way would never have its turn"
    for number, place in enumerate(places):
        yield place, ways if len(places) <= FEW_PLACES else [ways[number % len(ways)]]


def queries(operation: Operation | None, asking: Asking) -> list[dict[str, str]]:
    """Return the queries to ask with: what must be given, alone and with each of what may be."""
    return [{}] if operation is None else list(_queries(operation, asking))


def _queries(operation: Operation, asking: Asking) -> Iterator[dict[str, str]]:
    values, names = in_query(asking), facts.parameters(operation)
    needed = [name for name in names if facts.is_required(operation, name)]
    for base in filled(needed, values, operation.name):
        yield base
        for name in names:
            if name not in needed:
                for one in filled([name], values, operation.name):
                    # Only with a cursor there is something to wait for.
                    yield base | one | ({"since": asking.since} if name == "wait" else {})


def bodies(operation: Operation, asking: Asking) -> list[Any]:
    """Return the bodies to send, with new ids each time; None where none is taken."""
    if operation.request is None:
        return [None]
    assert operation.request in BODIES, f"{operation.name}: tests/canaries/fillers.py has no body for it"
    return BODIES[operation.request](asking)


def next_of(answer: httpx2.Response) -> str | None:
    """Return the `next` of a page, if there is one."""
    if answer.status_code != 200 or answer.headers.get("content-type") != "application/json":
        return None
    body = orjson.loads(answer.content)
    return body.get("next") if isinstance(body, dict) else None
