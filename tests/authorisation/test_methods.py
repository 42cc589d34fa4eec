"""HEAD, OPTIONS and every method that a route does not take, as everybody."""

import asyncio
from typing import Any

import httpx2
import pytest

from tests.authorisation.calls import Caller, path_of
from tests.authorisation.cells import ROLES, SIGN_IN, SIGNED_OUT, Allow, Deny, Row
from tests.authorisation.database import Database
from tests.authorisation.rows import ROWS
from tests.authorisation.rows.methods import METHODS_OF, OPEN
from tests.authorisation.walk import METHODS, allowed_methods, api_routes, check_listed
from tests.harness.answers import check_problem

NO_SUCH_METHOD = Deny(405, "method_not_allowed")


def test_every_method_of_every_route_is_listed() -> None:
    taken = {(method, route) for route, (methods, _) in METHODS_OF.items() for method in methods.split()}
    refused = {(method, route) for route, (_, methods) in METHODS_OF.items() for method in methods.split()}
    allowed = {(method, route) for route, view in api_routes().items() for method in allowed_methods(view)}
    check_listed(allowed, taken)
    check_listed({(method, route) for route in api_routes() for method in METHODS} - allowed, refused)


async def send(caller: Caller, method: str, row: Row, role: str) -> httpx2.Response:
    """Send a method to where a row is, without the checks of answers that are documented."""
    rest, path = caller.rest(role), path_of(row).format(**caller.cast.ids(role, row.on, row.person))
    headers = caller.headers[role]
    if method == "HEAD":
        return await head(rest.client.build_request(method, path, headers=headers))
    options: dict[str, Any] = {"json": {}} if method in {"POST", "PUT", "PATCH"} else {}
    return await rest.client.request(method, path, headers=headers, **options)


async def head(request: httpx2.Request) -> httpx2.Response:
    """Send a HEAD and take all that comes: a client would take what follows the headers for the next answer."""
    reader, writer = await asyncio.open_connection(request.url.host, request.url.port)
    lines = [f"{name}: {value}" for name, value in request.headers.items() if name not in {"connection", "host"}]
    target = request.url.raw_path.decode()
    lines = [f"HEAD {target} HTTP/1.1", f"Host: {request.url.netloc.decode()}", "Connection: close", *lines, "", ""]
    writer.write("\r\n".join(lines).encode())
    started, _, body = (await reader.read(-1)).partition(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    status, *headers = started.decode("latin-1").split("\r\n")
    said = [(name, value.strip()) for name, _, value in (line.partition(":") for line in headers)]
    return httpx2.Response(int(status.split()[1]), headers=said, stream=httpx2.ByteStream(body), request=request)


def check_refused(answer: httpx2.Response, deny: Deny, method: str, about: str) -> None:
    assert answer.status_code == deny.status, f"{about}: {answer.status_code} {answer.content!r}"
    if method == "HEAD":
        assert answer.content == b"", about
        return
    check_problem(answer, about)
    assert answer.json()["code"] == deny.code, about


async def try_method(caller: Caller, method: str, row: Row, role: str) -> None:
    """See what one role gets for one method that answers nothing or only what it is."""
    about = f"{method} {row.route} as {role}"
    answer = await send(caller, method, row, role)
    await answer.aread()
    taken, refused = METHODS_OF[row.route]
    if role in SIGNED_OUT and row.route not in OPEN:
        check_refused(answer, SIGN_IN, method, about)
    elif method in refused.split():
        check_refused(answer, NO_SUCH_METHOD, method, about)
        assert set(answer.headers["Allow"].split(", ")) == set(taken.split()), about
    elif method == "OPTIONS":
        # Told without looking at what the ids stand for.
        assert (answer.status_code, answer.json().keys()) == (200, {"name", "description", "renders", "parses"}), about
    else:
        cell = row.cell(role)
        if isinstance(cell, Deny):
            check_refused(answer, cell, method, about)
        else:
            assert (answer.status_code, answer.content) == (cell.status, b""), about
            assert isinstance(cell, Allow)


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("route", METHODS_OF)
async def test_other_methods_do_nothing(caller: Caller, database: Database, route: str) -> None:
    rows = {row.method: row for row in reversed(ROWS) if row.route == route}
    row = rows.get("GET") or next(iter(rows.values()))
    _, refused = METHODS_OF[route]
    tried = {"OPTIONS", "HEAD", *refused.split()}
    before = database.state()
    await asyncio.gather(*(try_method(caller, method, row, role) for method in tried for role in ROLES))
    assert database.written_since(before) == [], route
