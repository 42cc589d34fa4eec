"""axe finds no problem on any screen, in either theme. Everything also works small, narrow and without motion."""

from pathlib import Path

import axe_playwright_python  # type: ignore[import-untyped]  # it ships no types
import pytest
from playwright.async_api import Page, expect

from tests.web.screen import NewScreen, Screen, introduce

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RUN = "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"
WIDER = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


async def violations(page: Page) -> list[str]:
    """Return the problems that axe finds, with their elements. The debugger runs it, so no policy applies."""
    await page.evaluate("() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished))")
    await page.evaluate(AXE)
    found = await page.evaluate(RUN)
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes']]}" for one in found]


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_axe_finds_nothing(new_screen: NewScreen, theme: str):
    visitor = await new_screen(color_scheme=theme)
    await visitor.page.goto(visitor.process.url)
    await expect(visitor.page.get_by_label("Phone number")).to_be_visible()
    assert await violations(visitor.page) == []
    alice, bob = await new_screen("alice", color_scheme=theme), await new_screen("bob")
    assert await violations(alice.page) == []
    await introduce(alice, bob)
    await bob.menu("Hello", "Reply")
    await bob.send("Hello yourself")
    await expect(alice.message("Hello yourself")).to_be_visible()
    await alice.call("PUT", f"/messages/{await newest(alice)}/reactions/👍")
    await expect(alice.message("Hello yourself").locator(".react")).to_be_visible()
    assert await violations(alice.page) == []
    await alice.message("Hello yourself").locator(".bubble").click(button="right")
    await expect(alice.page.get_by_role("menu")).to_be_visible()
    assert await violations(alice.page) == []
    await alice.page.keyboard.press("Escape")
    await alice.page.get_by_role("button", name="New chat").click()
    await expect(alice.page.get_by_role("dialog")).to_be_visible()
    assert await violations(alice.page) == []
    await alice.page.goto(f"{alice.process.url}/settings")
    await expect(alice.page.get_by_role("heading", name="Settings")).to_be_visible()
    assert await violations(alice.page) == []


async def newest(screen: Screen) -> str:
    listed = await screen.call("GET", "/conversations")
    return str(listed["results"][0]["last_message"]["id"])


async def test_at_320_pixels_there_is_one_pane_and_nothing_is_cut_off(new_screen: NewScreen):
    small = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
    alice, bob = await new_screen("alice", **small), await new_screen("bob")
    await introduce(alice, bob)
    await bob.send("https://example.org/" + "a-very-long-address-" * 10)
    await expect(alice.message("a-very-long-address")).to_be_visible()
    assert not await alice.page.evaluate(WIDER)
    await expect(alice.row("bob")).to_be_hidden()
    await alice.page.get_by_role("button", name="Back to chats").click()
    await expect(alice.row("bob")).to_be_visible()
    await expect(alice.composer).to_be_hidden()
    assert not await alice.page.evaluate(WIDER)
    await alice.row("bob").click()
    await alice.page.go_back()
    await expect(alice.row("bob")).to_be_visible()


async def test_a_theme_is_chosen_before_the_first_paint_and_kept(new_screen: NewScreen):
    alice = await new_screen("alice", color_scheme="light")
    await alice.page.goto(f"{alice.process.url}/settings")
    await alice.page.get_by_text("Dark", exact=True).click()
    await expect(alice.page.locator("html")).to_have_attribute("data-theme", "dark")
    await alice.page.route("**/assets/*.js", lambda route: route.abort())
    await alice.page.reload()
    ground = await alice.page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor")
    assert ground == "rgb(15, 13, 15)"
