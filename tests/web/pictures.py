"""Take the pictures of docs/screens from the running client: `.venv/bin/python -m tests.web.pictures [folder]`."""

import asyncio
import io
import os
import sys
from pathlib import Path
from typing import Any

import django
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright, expect

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from tests.harness.people import new_phone_number  # noqa: E402  # models are imported
from tests.harness.processes import WebProcess  # noqa: E402
from tests.harness.stack import Stack, private_servers  # noqa: E402
from tests.web import group_pictures  # noqa: E402
from tests.web.browser import launch_browser  # noqa: E402
from tests.web.screen import Screen, open_screen  # noqa: E402

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
SIZES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}
NAMES = ["Noor Sandvik", "Ines Falk", "Ruth Vance", "Marek Oduya", "Amal Khoury", "Sunniva Lindqvist", "Jonas Pereira"]
GUEST = "Tobi Brandt"


class Scene:
    """A few people, and what they have written to each other. The API does everything; Noor's screen is shown."""

    def __init__(self, people: list[Screen]) -> None:
        self.people = {person.name: person for person in people}
        self.noor = people[0]
        self.group = ""
        self.direct = ""
        self.token = ""

    async def say(self, name: str, text: str, conversation_id: str, **more: Any) -> dict[str, Any]:
        said: dict[str, Any] = await self.people[name].write(text, conversation_id=conversation_id, **more)
        return said

    async def small_talk(self) -> None:
        """The other rows of the list."""
        for name, theirs, ours in (
            ("Jonas Pereira", "Can you look at the budget before Thursday?", "Done, two small remarks"),
            ("Ruth Vance", "The gate code is in the shed.", "That was the whole story, honestly"),
            ("Sunniva Lindqvist", "Do we need a ladder on Friday?", None),
            ("Amal Khoury", "شاي في الخامسة؟", None),
            ("Marek Oduya", "The 18:40 runs again, they fixed the ramp.", "See you at the ferry, then"),
        ):
            sent = await self.people[name].write(theirs, recipient_id=self.noor.id)
            if ours:
                await self.noor.write(ours, conversation_id=sent["conversation_id"])
            if name == "Sunniva Lindqvist":
                path = f"/conversations/{sent['conversation_id']}"
                await self.noor.call("POST", f"{path}/read", seq=1)
                draft = {"text": "I can bring the long one if", "version": 1, "reply_to_seq": None}
                await self.noor.call("PUT", f"{path}/draft", **draft)
            if name == "Marek Oduya":
                self.direct = str(sent["conversation_id"])
                await self.people[name].call("POST", f"/conversations/{sent['conversation_id']}/read", seq=2)
                await self.noor.call("PATCH", f"/conversations/{sent['conversation_id']}", pinned=True)

    async def harbour(self) -> None:
        """The group that is open."""
        members = [self.people[name].id for name in NAMES[1:5]]
        made = await self.noor.call("POST", "/groups", name="Harbour build", member_ids=members)
        self.group = made["conversation_id"]
        await self.noor.call("PATCH", f"/conversations/{self.group}", pinned=True)
        await self.say(
            "Ruth Vance", "The slip is booked from six on Friday, so the hull has to be dry by then.", self.group
        )
        paint = await self.say("Ruth Vance", "Paint is in the shed. Two coats, not three.", self.group)
        for name in ("Noor Sandvik", "Ines Falk", "Amal Khoury"):
            await self.people[name].call("PUT", f"/messages/{paint['id']}/reactions/👍")
        await self.people["Marek Oduya"].call("PUT", f"/messages/{paint['id']}/reactions/🎨")
        sand = "Understood. I will sand the stern tonight so that it can breathe until Thursday."
        await self.say("Noor Sandvik", sand, self.group, reply_to_seq=paint["seq"])
        meter = await self.say("Noor Sandvik", "The moisture meter gave this: 14.2 %", self.group)
        wrong = await self.say("Amal Khoury", "Was that the left one?", self.group)
        await self.people["Amal Khoury"].call("DELETE", f"/messages/{wrong['id']}?for=everyone")
        for name in NAMES[1:5]:
            await self.people[name].call("POST", f"/conversations/{self.group}/read", seq=meter["seq"])
        await self.noor.call("POST", f"/conversations/{self.group}/read", seq=wrong["seq"])
        await self.say("Ines Falk", "Can you bring the heat gun? Mine tripped the fuse twice.", self.group)
        await self.say("Ines Falk", "That is dry enough.", self.group, reply_to_seq=meter["seq"])


async def set_the_scene(browser: Browser, process: WebProcess) -> Scene:
    names = [*NAMES, GUEST]
    people = [await open_screen(browser, process, {}) for _ in names]
    for person, name in zip(people, names, strict=True):
        await person.join(name)
    scene = Scene(people)
    await scene.small_talk()
    await scene.harbour()
    return scene


async def keep(page: Page, folder: Path, name: str) -> None:
    """Take the picture once nothing moves any more."""
    await page.evaluate("() => document.fonts.ready")
    await page.evaluate("() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished))")
    picture = Image.open(io.BytesIO(await page.screenshot(scale="css")))
    picture.convert("RGB").save(folder / f"{name}.webp", quality=82, method=6)


async def sign_in(browser: Browser, process: WebProcess, folder: Path, settings: dict[str, Any], suffix: str) -> None:
    visitor = await open_screen(browser, process, settings)
    await visitor.page.goto(process.url)
    await expect(visitor.page.get_by_label("Phone number")).to_be_visible()
    await keep(visitor.page, folder, f"sign-in-{suffix}")
    await visitor.ask_for_code(new_phone_number())
    await visitor.page.get_by_label("Six digit code").press_sequentially("409")
    await keep(visitor.page, folder, f"code-{suffix}")
    await visitor.page.context.close()


async def inside(browser: Browser, scene: Scene, folder: Path, settings: dict[str, Any], suffix: str) -> None:
    """Noor's list, the group, the menu of a message, settings, and the group without a network."""
    process = scene.noor.process
    noor = await open_screen(browser, process, settings)
    page = noor.page
    await page.context.add_cookies(await scene.noor.page.context.cookies())  # type: ignore[arg-type]  # the same shape
    await page.goto(process.url)
    await expect(noor.row("Harbour build")).to_be_visible()
    await keep(page, folder, f"list-{suffix}")
    await noor.row("Harbour build").click()
    await expect(noor.message("That is dry enough")).to_be_visible()
    await keep(page, folder, f"conversation-{suffix}")
    await noor.message("Two coats").locator(".words").click(button="right")
    await expect(page.get_by_role("menu")).to_be_visible()
    await keep(page, folder, f"menu-{suffix}")
    await page.keyboard.press("Escape")
    await noor.menu("Can you bring", "Reply")
    await page.context.set_offline(True)
    await noor.composer.press_sequentially("Found it. Bringing the spare fuse, too")
    await expect(page.locator(".banner")).to_be_visible()
    await noor.page.get_by_role("button", name="Send").click()
    await expect(noor.tick("Found it", "Waiting")).to_be_visible()
    await keep(page, folder, f"offline-{suffix}")
    await noor.discard("Found it")
    await page.context.set_offline(False)
    await page.goto(f"{process.url}/settings")
    await expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    await keep(page, folder, f"settings-{suffix}")
    # The next window begins with the present cookie of this one.
    await scene.noor.page.context.add_cookies(await page.context.cookies())  # type: ignore[arg-type]  # the same shape
    await page.context.close()


async def groups(browser: Browser, scene: Scene, folder: Path, settings: dict[str, Any], suffix: str) -> None:
    """What Noor sees of her group, and what a person with a link to it sees."""
    for owner in (scene.noor, scene.people[GUEST]):
        screen = await open_screen(browser, scene.noor.process, settings)
        await screen.page.context.add_cookies(await owner.page.context.cookies())  # type: ignore[arg-type]  # the same shape

        async def keeping(name: str, page: Page = screen.page) -> None:
            await keep(page, folder, f"{name}-{suffix}")

        if owner is scene.noor:
            await group_pictures.panel(screen, scene.group, keeping)
            await group_pictures.writing(screen, scene.group, keeping)
            await group_pictures.person(screen, scene.direct, keeping)
        else:
            await group_pictures.invitation(screen, scene.token, keeping)
        await owner.page.context.add_cookies(await screen.page.context.cookies())  # type: ignore[arg-type]  # the same shape
        await screen.page.context.close()


async def take(process: WebProcess, folder: Path) -> None:
    async with async_playwright() as playwright:
        browser = await launch_browser(playwright)
        scene = await set_the_scene(browser, process)
        for theme in ("light", "dark"):
            for size, settings in SIZES.items():
                wanted = settings | {"color_scheme": theme}
                await sign_in(browser, process, folder, wanted, f"{size}-{theme}")
                await inside(browser, scene, folder, wanted, f"{size}-{theme}")
        scene.token = await group_pictures.prepare(scene.noor, scene.people, scene.group)
        for theme in ("light", "dark"):
            for size, settings in SIZES.items():
                await groups(browser, scene, folder, settings | {"color_scheme": theme}, f"{size}-{theme}")
        await browser.close()


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    servers = private_servers()
    stack = Stack(servers, 1, {})
    try:
        stack.start()
        asyncio.run(take(stack.web[0], folder))
    finally:
        stack.kill()
        servers.remove()


if __name__ == "__main__":
    main()
