"""A real browser with the client that the web processes serve, and people who use it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.harness.processes import WebProcess
from tests.web.browser import launch_browser
from tests.web.screen import NewScreen, Screen, open_screen


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser lives as long as the session, so all its tests run in the session's loop."""
    for item in items:
        if "/tests/web/" in str(item.path):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await launch_browser(playwright)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def new_screen(request: pytest.FixtureRequest, browser: Browser) -> AsyncIterator[NewScreen]:
    """Opens a browser: `await new_screen("alice")` is signed in as a person with a username.

    With `opened=False` it shows nothing yet.
    """
    screens: list[Screen] = []

    async def opening(
        name: str = "", process: WebProcess | None = None, *, opened: bool = True, **options: object
    ) -> Screen:
        if process is None:
            process = request.getfixturevalue("web")[0]
        screen = await open_screen(browser, process, options)
        screens.append(screen)
        if name:
            await (screen.sign_up(name) if opened else screen.join(name))
        return screen

    yield opening
    for screen in screens:
        await screen.page.context.close()
    for screen in screens:
        assert screen.troubles == [], f"{screen.name}: {screen.troubles}"
