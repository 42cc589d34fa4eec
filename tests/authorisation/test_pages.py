"""The pages, the admin and what the ASGI application answers itself: each method, with a token and without."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
import pytest_asyncio

from tests.authorisation.calls import authorisation
from tests.authorisation.cast import Cast
from tests.authorisation.cells import ROLES
from tests.authorisation.database import Database
from tests.authorisation.rows.pages import OF_ASGI, PAGES, Page
from tests.authorisation.walk import asgi_paths, check_listed, page_routes

READS, WRITES = ("GET", "HEAD", "OPTIONS", "TRACE"), ("POST", "PUT", "PATCH", "DELETE")
# What an admin's form would say to make somebody staff, or to suspend them.
FORM = {"is_staff": "on", "is_superuser": "on", "action": "suspend", "username": "nobody", "password": "wrong"}


def test_every_page_has_its_row() -> None:
    check_listed(page_routes(), PAGES)
    check_listed(asgi_paths(), {"/api/v1/sync", *OF_ASGI})


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def browser(cast: Cast) -> AsyncIterator[httpx2.AsyncClient]:
    """A client with the CSRF cookie that the login page gives to anybody."""
    url = cast.people["alice"].process.url
    async with httpx2.AsyncClient(base_url=url, trust_env=False, timeout=30) as opened:
        assert (await opened.get("/admin/login/")).status_code == 200
        yield opened


async def check(browser: httpx2.AsyncClient, page: Page, path: str, headers: dict[str, str]) -> None:
    """Try every method on a page; a write without and with the CSRF token."""
    with_token = headers | {"X-CSRFToken": browser.cookies["csrftoken"]}

    async def send(method: str, wanted: int, sent: dict[str, str]) -> None:
        form = FORM if method in {"POST", "PUT"} else None
        check_answer(await browser.request(method, path, headers=sent, data=form), wanted, page)

    await asyncio.gather(
        *(send(method, getattr(page, method.lower()), headers) for method in READS),
        *(send(method, page.forged, headers) for method in WRITES),
        *(send(method, getattr(page, method.lower()), with_token) for method in WRITES),
    )


def check_answer(answer: httpx2.Response, wanted: int, page: Page) -> None:
    about = f"{answer.request.method} {answer.request.url}"
    assert answer.status_code == wanted, f"{about}: {answer.status_code}"
    if wanted == 302:
        assert answer.headers["Location"].startswith(page.to), about


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("route", PAGES)
async def test_pages_do_nothing(browser: httpx2.AsyncClient, cast: Cast, database: Database, route: str) -> None:
    path = PAGES[route].path.format(**cast.ids("participant"))
    before = database.state()
    roles = ("anonymous", "participant") if route.startswith("admin/") else ROLES
    await asyncio.gather(*(check(browser, PAGES[route], path, authorisation(cast.access(role))) for role in roles))
    assert database.written_since(before) == [], route


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("route", OF_ASGI)
async def test_everybody_may_ask_for_health(
    browser: httpx2.AsyncClient, cast: Cast, database: Database, route: str
) -> None:
    before = database.state()
    await asyncio.gather(*(check(browser, OF_ASGI[route], route, authorisation(cast.access(role))) for role in ROLES))
    assert database.written_since(before) == [], route
    if OF_ASGI[route].get == 200:
        told = (await browser.get(route)).json()
        assert told in ({"status": "alive"}, {"status": "ready", "degraded": []})
