"""A browser follows the line that the demo prints."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, expect

from ops.demo.groups import HARBOUR
from ops.demo.people import PEOPLE, SHOWN
from tests.harness.demo import Demo


@pytest_asyncio.fixture(loop_scope="session")
async def demo() -> AsyncIterator[Demo]:
    running = Demo()
    await asyncio.to_thread(running.start)
    yield running
    await asyncio.to_thread(running.remove)


async def test_the_line_leads_to_the_list(demo: Demo, browser: Browser):
    context = await browser.new_context(locale="en-GB")
    page = await context.new_page()
    await page.goto(demo.link())
    row = page.locator(".rows .row").filter(has_text=HARBOUR.title)
    await expect(row).to_contain_text("2 unread")
    assert page.url == f"{demo.url}/"
    await row.click()
    await expect(page.get_by_role("log").get_by_text(HARBOUR.lines[-1].text)).to_be_visible()
    await page.goto(f"{demo.url}/settings")
    await expect(page.get_by_text(PEOPLE[SHOWN].name).first).to_be_visible()
    await context.close()
