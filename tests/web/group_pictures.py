"""The pictures of groups: the panel and its pages, polls, mentions, and where an invite link leads."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

from playwright.async_api import expect

from tests.web.screen import Screen

Keep = Callable[[str], Awaitable[None]]


async def prepare(noor: Screen, people: dict[str, Screen], group: str) -> str:
    """Fill the group with what the pictures show; return the token of an invite link."""
    found = await noor.call("GET", f"/conversations/{group}")
    group_id = found["group_id"]
    about = "Getting the old cutter back in the water before the clocks change."
    await noor.call("PATCH", f"/groups/{group_id}", description=about, settings={"join_approval": True})
    ruth, marek = people["Ruth Vance"], people["Marek Oduya"]
    await noor.call("PATCH", f"/groups/{group_id}/members/{ruth.id}", role="admin")
    await noor.call("PATCH", f"/groups/{group_id}/members/{marek.id}", silenced_until="2031-03-03T14:00:00.000Z")
    link = await noor.call("POST", f"/groups/{group_id}/invite_links", max_uses=50)
    for name in ("Jonas Pereira", "Sunniva Lindqvist"):
        await people[name].call("POST", f"/join/{link['token']}")
    poll = {"question": "Which day for the mast?", "options": ["Friday", "Saturday", "Next week"], "anonymous": False}
    asked = await ruth.call(
        "POST", "/messages", client_message_id=str(uuid4()), kind="poll", poll=poll, conversation_id=group
    )
    for name, chosen in (("Noor Sandvik", 0), ("Ines Falk", 0), ("Amal Khoury", 1)):
        await people[name].call("PUT", f"/messages/{asked['id']}/votes", option_ids=[chosen])
    sent = await noor.write("Yes, it is in the van.", conversation_id=group)
    for name in ("Ines Falk", "Ruth Vance"):
        await people[name].call("POST", f"/conversations/{group}/read", seq=sent["seq"])
    await people["Amal Khoury"].call("POST", f"/conversations/{group}/delivered", seq=sent["seq"])
    return str(link["token"])


# The pages of the panel: the address, the name of the picture, and a text on the page.
PAGES = (
    ("info/settings", "group-settings", "Slow mode, for members"),
    ("info/links", "group-links", "0 of 50 uses"),
    ("info/requests", "group-requests", "Jonas Pereira"),
)


async def panel(noor: Screen, group: str, keep: Keep) -> None:
    """The group beside its conversation, and the pages that it leads to."""
    page = noor.page
    place = f"{noor.process.url}/c/{group}"
    await page.goto(f"{place}/info")
    await expect(page.locator(".panel").get_by_text("Ruth Vance")).to_be_visible()
    await keep("group")
    for way, name, there in PAGES:
        await page.goto(f"{place}/{way}")
        await expect(page.locator(".panel").get_by_text(there)).to_be_visible()
        await keep(name)
    await page.goto(f"{place}/info/links")
    await page.get_by_role("button", name="QR code").click()
    await expect(page.get_by_role("img", name="QR code of the link")).to_be_visible()
    await keep("group-qr")
    await page.keyboard.press("Escape")


async def writing(noor: Screen, group: str, keep: Keep) -> None:
    """A poll in the conversation, a new poll, a mention that is being chosen, and who has seen a message."""
    page = noor.page
    await page.goto(f"{noor.process.url}/c/{group}")
    await expect(noor.message("Yes, it is in the van")).to_be_visible()
    await noor.composer.press_sequentially("@")
    await expect(page.get_by_role("listbox", name="Mention")).to_be_visible()
    await keep("mention")
    await noor.composer.fill("")
    await page.get_by_role("button", name="Attach").click()
    await page.get_by_role("menuitem", name="Poll").click()
    await page.get_by_label("Question").fill("Who brings the long ladder?")
    await page.get_by_label("Option 1", exact=True).fill("I do")
    await page.get_by_label("Option 2", exact=True).fill("Not me")
    await keep("new-poll")
    await page.keyboard.press("Escape")
    await noor.menu("Yes, it is in the van", "Who has seen it")
    await expect(page.locator(".panel").get_by_text("Read by 2")).to_be_visible()
    await keep("seen")


async def invitation(guest: Screen, token: str, keep: Keep) -> None:
    await guest.page.goto(f"{guest.process.url}/j/{token}")
    await expect(guest.page.get_by_role("heading", name="Harbour build")).to_be_visible()
    await keep("join")


async def person(noor: Screen, conversation_id: str, keep: Keep) -> None:
    await noor.page.goto(f"{noor.process.url}/c/{conversation_id}/info")
    await expect(noor.page.get_by_role("button", name="Block")).to_be_visible()
    await keep("person")
