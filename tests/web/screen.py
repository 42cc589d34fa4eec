"""What somebody at a screen does and sees, and everything that goes wrong on it."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import uuid4

from django.conf import settings
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, expect

from accounts.refresh_cookie import cookie_path
from common.bridge import in_thread
from tests.harness.accounts import make_account
from tests.harness.people import new_phone_number
from tests.harness.processes import WebProcess

NewScreen = Callable[..., Awaitable["Screen"]]

# Reported by the page itself: what the policy forbade.
WATCH_POLICY = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""
# The browser itself logs every answer that is not 2xx, and every request without a network.
EXPECTED = re.compile(r"Failed to load resource|WebSocket connection to")

expect.set_options(timeout=10_000)


class Screen:
    """One browser, with its own cookies and storage. `troubles` has to be empty in the end."""

    def __init__(self, page: Page, process: WebProcess) -> None:
        self.page = page
        self.process = process
        self.name = ""
        self.username = ""
        self.phone_number = ""
        self.id = ""
        self.access = ""
        self.troubles: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not EXPECTED.search(message.text):
            self.troubles.append(message.text)

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name="Message")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def header(self) -> Locator:
        return self.page.locator(".chat > .bar")

    @property
    def search(self) -> Locator:
        return self.page.locator("#chat-search")

    def message(self, text: str) -> Locator:
        return self.log.get_by_role("article").filter(has=self.page.locator(".words", has_text=text))

    def row(self, title: str) -> Locator:
        return self.page.locator(".rows .row").filter(has=self.page.locator(".name", has_text=title))

    def tick(self, text: str, state: str) -> Locator:
        return self.message(text).get_by_role("img", name=state, exact=True)

    async def ask_for_code(self, phone_number: str) -> None:
        """Open the client, and have a code sent."""
        self.phone_number = phone_number
        await self.page.goto(self.process.url)
        await self.page.get_by_label("Phone number").fill(phone_number)
        await self.page.get_by_role("button", name="Send code").click()
        await expect(self.page.get_by_label("Six digit code")).to_be_focused()

    async def sign_up(self, name: str) -> None:
        """Sign in as somebody new, and open the list."""
        await self.join(name)
        await self.page.goto(self.process.url)
        await expect(self.page.get_by_role("heading", name="No chats yet")).to_be_visible()

    async def join(self, name: str) -> None:
        """Be somebody new with a username, and have the cookie of somebody who is signed in."""
        self.name = name
        self.phone_number = new_phone_number()
        self.username = re.sub(r"[^a-z]", "", name.lower())[:20] + self.phone_number[-8:]
        database_url = self.process.environment["DATABASE_URL"]
        answer = await in_thread(make_account, database_url, self.phone_number, name, self.username)
        self.id, self.access = answer["user"]["id"], answer["access"]
        await self.page.context.add_cookies(
            [
                {
                    "name": settings.REFRESH_COOKIE_NAME,
                    "value": answer["refresh"],
                    "domain": "127.0.0.1",
                    "path": cookie_path(),
                    "secure": True,
                    "httpOnly": True,
                    "sameSite": "Strict",
                }
            ]
        )

    async def call(self, method: str, path: str, **body: Any) -> Any:
        """Call the API as this person, with the browser's cookies."""
        headers = {"Content-Type": "application/json"}
        if self.access:
            headers["Authorization"] = f"Bearer {self.access}"
        url = f"{self.process.url}/api/v1{path}"
        answer = await self.page.context.request.fetch(
            url, method=method, headers=headers, data=json.dumps(body) if body else None
        )
        assert answer.ok, await answer.text()
        return await answer.json() if await answer.body() else None

    async def write(self, text: str, **to: str) -> Any:
        """Send a message from another device of this person."""
        return await self.call("POST", "/messages", client_message_id=str(uuid4()), kind="text", text=text, **to)

    async def find(self, other: "Screen") -> None:
        """Begin a chat with somebody by their username."""
        await self.search.fill(f"@{other.username}")
        await self.page.locator(".rows .set", has_text=other.name).click()
        await expect(self.header.get_by_role("heading", name=other.name)).to_be_visible()

    async def send(self, text: str) -> None:
        await self.composer.fill(text)
        await self.composer.press("Enter")
        await expect(self.message(text)).to_be_visible()

    async def menu(self, text: str, choice: str) -> None:
        """Choose from the menu of a message."""
        await self.message(text).locator(".bubble").click(button="right")
        await self.page.get_by_role("menuitem", name=choice).click()

    async def discard(self, text: str) -> None:
        """Give up a message that was not sent."""
        await self.menu(text, "Delete")
        await expect(self.message(text)).to_have_count(0)


async def open_screen(browser: Browser, process: WebProcess, options: Mapping[str, Any]) -> Screen:
    """Open a browser that has never been here."""
    settings: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB"} | dict(options)
    context = await browser.new_context(**settings)
    await context.add_init_script(WATCH_POLICY)
    return Screen(await context.new_page(), process)


async def introduce(alice: Screen, bob: Screen) -> str:
    """Let alice have written to bob, and both look at it; return the conversation's id."""
    sent = await alice.write("Hello", recipient_id=bob.id)
    for screen in (alice, bob):
        await screen.page.goto(f"{screen.process.url}/c/{sent['conversation_id']}")
        await expect(screen.message("Hello")).to_be_visible()
    return str(sent["conversation_id"])


async def acquainted(new_screen: NewScreen) -> tuple[Screen, Screen, str]:
    """Return alice and bob, who both look at the conversation that she began, and its id."""
    alice, bob = await new_screen("alice", opened=False), await new_screen("bob", opened=False)
    return alice, bob, await introduce(alice, bob)
