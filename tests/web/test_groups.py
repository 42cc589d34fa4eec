"""Groups on the screen: making one, its panel, links, requests, silencing, leaving. What others do shows at once."""

from typing import Any

from playwright.async_api import Locator, expect

from tests.web.screen import NewScreen, Screen
from tests.web.test_accessibility import violations

FAR = "2031-03-03T14:00:00.000Z"


def panel(screen: Screen) -> Locator:
    return screen.page.locator(".panel")


def member(screen: Screen, name: str) -> Locator:
    return panel(screen).locator(".people .set").filter(has_text=name)


async def made(alice: Screen, *others: Screen, **more: Any) -> dict[str, Any]:
    """Make a group by the API."""
    ids = [other.id for other in others]
    group: dict[str, Any] = await alice.call("POST", "/groups", name="Harbour build", member_ids=ids, **more)
    return group


async def visit(screen: Screen, group: dict[str, Any], beside: str = "") -> None:
    await screen.page.goto(f"{screen.process.url}/c/{group['conversation_id']}{beside}")


async def act(screen: Screen, name: str, choice: str) -> None:
    """Choose from the menu of a member."""
    await member(screen, name).click()
    await screen.page.get_by_role("menuitem", name=choice).click()


async def test_a_group_is_made_and_who_cannot_be_added_is_named(new_screen: NewScreen):
    alice, bob, ines = await new_screen("alice"), await new_screen("bob"), await new_screen("ines")
    await ines.call("PATCH", "/users/me/privacy", group_invites="nobody")
    page = alice.page
    await page.get_by_role("button", name="Menu").click()
    await page.get_by_role("menuitem", name="New group").click()
    dialog = page.get_by_role("dialog", name="New group")
    await dialog.get_by_label("Name", exact=True).fill("Harbour build")
    await dialog.get_by_label("Description").fill("The old cutter")
    for other in (bob, ines):
        await dialog.get_by_label("Members").fill(f"@{other.username}")
        await dialog.locator(".set", has_text=other.name).click()
    await dialog.get_by_label("Members").fill("")
    assert await violations(page) == []
    await dialog.get_by_role("button", name="Create group").click()
    await expect(dialog.locator(".set", has_text="ines")).to_contain_text("Cannot be added")
    await expect(dialog.locator(".set", has_text="bob")).not_to_contain_text("Cannot be added")
    await dialog.locator(".set", has_text="ines").click()
    await dialog.get_by_role("button", name="Create group").click()
    await expect(alice.log).to_contain_text("You made the group with bob")
    await alice.header.get_by_role("link").click()
    await expect(panel(alice)).to_contain_text("The old cutter")
    await expect(bob.row("Harbour build")).to_contain_text("alice made the group with you")


async def test_the_panel_follows_what_others_do_and_roles_open_it(new_screen: NewScreen):
    alice, bob, ines = await new_screen("alice"), await new_screen("bob"), await new_screen("ines")
    group = await made(alice, bob)
    await visit(alice, group, "/info")
    await visit(bob, group, "/info")
    await expect(member(bob, "alice")).to_contain_text("Owner")
    await expect(panel(bob).get_by_text("Who can do what")).to_have_count(0)
    assert await violations(alice.page) == []
    await act(alice, "bob", "Make admin")
    await expect(member(alice, "bob")).to_contain_text("Admin")
    await expect(panel(bob).get_by_text("Who can do what")).to_be_visible()
    await expect(bob.log).to_contain_text("alice made you an admin")
    await panel(bob).get_by_role("button", name="Add", exact=True).click()
    await panel(bob).get_by_label("Members").fill(f"@{ines.username}")
    await panel(bob).locator(".set", has_text="ines").click()
    await panel(bob).get_by_role("button", name="Add", exact=True).click()
    await expect(member(alice, "ines")).to_be_visible()
    await expect(alice.header).to_contain_text("3 members")
    await panel(bob).get_by_role("button", name="Edit group").or_(bob.page.get_by_label("Edit group")).first.click()
    await panel(bob).get_by_label("Name").fill("Harbour club")
    assert await violations(bob.page) == []
    await panel(bob).get_by_role("button", name="Save").click()
    await expect(panel(alice).get_by_role("heading", name="Harbour club")).to_be_visible()
    await expect(ines.row("Harbour club")).to_contain_text("bob changed the name to “Harbour club”")
    await act(alice, "ines", "Remove")
    await alice.page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await expect(member(alice, "ines")).to_have_count(0)
    await expect(member(bob, "ines")).to_have_count(0)
    await ines.row("Harbour club").click()
    await expect(ines.page.locator(".tray")).to_contain_text("You are no longer in this group")


async def test_silence_and_settings_close_the_composer_and_open_it_again(new_screen: NewScreen):
    alice, bob = await new_screen("alice"), await new_screen("bob")
    group = await made(alice, bob)
    await visit(bob, group)
    await expect(bob.composer).to_be_visible()
    await visit(alice, group, "/info")
    await act(alice, "bob", "Silence")
    await expect(alice.page.get_by_role("dialog", name="Silence bob")).to_be_visible()
    assert await violations(alice.page) == []
    await alice.page.get_by_text("For 8 hours").click()
    await expect(bob.page.locator(".tray")).to_contain_text("An admin silenced you until")
    await expect(member(alice, "bob")).to_contain_text("Silenced until")
    await act(alice, "bob", "Allow to write again")
    await expect(bob.composer).to_be_visible()
    await panel(alice).get_by_text("Who can do what").click()
    await panel(alice).get_by_text("Only admins").first.click()
    await expect(bob.page.locator(".tray")).to_contain_text("Only admins can write in this group.")
    assert await violations(bob.page) == []
    await expect(panel(alice).get_by_role("radio", name="Only admins").first).to_be_checked()
    assert await violations(alice.page) == []
    await panel(alice).get_by_text("Everybody").first.click()
    await expect(bob.composer).to_be_visible()
    await panel(alice).get_by_text("One message in 1 hour").click()
    await expect(bob.log).to_contain_text("alice set slow mode to 1 hour")
    await bob.send("First")
    await bob.send("Second")
    await expect(bob.page.locator(".tray")).to_contain_text("Slow mode. You can write again in 59:")
    await expect(bob.tick("Second", "Waiting")).to_be_visible()


async def test_a_link_leads_in_also_who_signs_in_first_and_ends_when_it_is_revoked(new_screen: NewScreen):
    alice, guest = await new_screen("alice"), await new_screen()
    group = await made(alice, description="The old cutter")
    await visit(alice, group, "/info/links")
    await panel(alice).get_by_role("button", name="New link").click()
    url = await panel(alice).locator(".link .url").inner_text()
    assert await violations(alice.page) == []
    await panel(alice).get_by_role("button", name="QR code").click()
    await expect(alice.page.get_by_role("img", name="QR code of the link")).to_be_visible()
    assert await violations(alice.page) == []
    await alice.page.keyboard.press("Escape")
    path = url[url.index("/j/") :]
    await guest.page.goto(f"{guest.process.url}{path}")
    await expect(guest.page.get_by_label("Phone number")).to_be_visible()
    await guest.join("Tobi")
    await guest.page.reload()
    await expect(guest.page.get_by_role("heading", name="Harbour build")).to_be_visible()
    await expect(guest.page.get_by_text("The old cutter")).to_be_visible()
    assert await violations(guest.page) == []
    await guest.page.get_by_role("button", name="Join", exact=True).click()
    await expect(guest.log).to_contain_text("You joined by a link")
    await expect(alice.log).to_contain_text("Tobi joined by a link")
    await panel(alice).get_by_role("button", name="Revoke").click()
    await expect(panel(alice)).to_contain_text("No links yet")
    bob = await new_screen("bob")
    await bob.page.goto(f"{bob.process.url}{path}")
    await expect(bob.page.get_by_role("heading", name="This link is no longer valid")).to_be_visible()
    assert await violations(bob.page) == []


async def test_who_asks_is_let_in_by_an_admin(new_screen: NewScreen):
    alice, bob = await new_screen("alice"), await new_screen("bob")
    group = await made(alice)
    await alice.call("PATCH", f"/groups/{group['id']}", settings={"join_approval": True})
    link = await alice.call("POST", f"/groups/{group['id']}/invite_links", max_uses=5)
    await bob.page.goto(f"{bob.process.url}/j/{link['token']}")
    await bob.page.get_by_role("button", name="Ask to join").click()
    await expect(bob.page.get_by_text("You have asked to join")).to_be_visible()
    await visit(alice, group, "/info")
    requests = panel(alice).locator(".set", has_text="Requests to join")
    await expect(requests.locator(".badge")).to_have_text("1")
    await requests.click()
    await expect(panel(alice).get_by_text("bob", exact=True)).to_be_visible()
    assert await violations(alice.page) == []
    await panel(alice).get_by_role("button", name="Let bob in").click()
    await expect(panel(alice)).to_contain_text("Nobody is waiting.")
    await expect(bob.row("Harbour build")).to_contain_text("alice let you in")
    await bob.page.reload()
    await bob.page.get_by_role("button", name="Open the group").click()
    await expect(bob.composer).to_be_visible()


async def test_the_panel_is_a_place_with_a_way_back_and_covers_the_phone(new_screen: NewScreen):
    small = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    alice, bob = await new_screen("alice", **small), await new_screen("bob")
    group = await made(alice, bob)
    await visit(alice, group)
    await alice.header.get_by_role("link").click()
    await expect(panel(alice)).to_be_visible()
    await expect(alice.composer).to_be_hidden()
    await panel(alice).get_by_text("Who can do what").click()
    await alice.page.go_back()
    await expect(panel(alice).get_by_text("2 members", exact=True)).to_be_visible()
    await alice.page.keyboard.press("Escape")
    await expect(panel(alice)).to_have_count(0)
    await expect(alice.composer).to_be_visible()


async def test_an_owner_who_leaves_is_told_who_follows(new_screen: NewScreen):
    alice, bob = await new_screen("alice"), await new_screen("bob")
    group = await made(alice, bob)
    await visit(bob, group, "/info")
    await visit(alice, group, "/info")
    await panel(alice).get_by_role("button", name="Leave group").click()
    dialog = alice.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("bob will own it")
    await dialog.get_by_role("button", name="Leave").click()
    await expect(alice.page.locator(".tray")).to_contain_text("You are no longer in this group")
    await expect(bob.log).to_contain_text("alice left. You are the owner now")
    await panel(bob).get_by_role("button", name="Delete group").click()
    await bob.page.get_by_role("dialog").get_by_role("button", name="Delete for everyone").click()
    await expect(bob.page.locator(".tray")).to_contain_text("This group was deleted")


async def test_many_who_come_and_go_are_one_line_that_opens(new_screen: NewScreen):
    alice, bob = await new_screen("alice"), await new_screen("bob")
    group = await made(alice)
    path = f"/groups/{group['id']}/members"
    await visit(alice, group)
    await alice.call("POST", path, user_ids=[bob.id])
    await expect(alice.log).to_contain_text("You added bob")
    link = await alice.call("POST", f"/groups/{group['id']}/invite_links", max_uses=1)
    await bob.call("DELETE", f"{path}/{bob.id}")
    await expect(alice.log).to_contain_text("bob left")
    await bob.call("POST", f"/join/{link['token']}")
    line = alice.log.get_by_role("button", name="bob joined and bob left")
    await expect(alice.log).not_to_contain_text("You added bob")
    await line.click()
    await expect(alice.log).to_contain_text("bob joined by a link")
    assert await violations(alice.page) == []


async def test_beside_a_direct_chat_stands_the_person_who_can_be_blocked(new_screen: NewScreen):
    alice, bob = await new_screen("alice"), await new_screen("bob")
    await bob.call("PATCH", "/users/me", about="On the water")
    sent = await alice.write("Hello", recipient_id=bob.id)
    await alice.page.goto(f"{alice.process.url}/c/{sent['conversation_id']}/info")
    await expect(panel(alice)).to_contain_text(f"@{bob.username}")
    await expect(panel(alice)).to_contain_text("On the water")
    assert await violations(alice.page) == []
    await panel(alice).get_by_role("button", name="Block bob").click()
    await expect(panel(alice).get_by_role("button", name="Unblock bob")).to_be_visible()
    await alice.page.reload()
    await panel(alice).get_by_role("button", name="Unblock bob").click()
    block = panel(alice).get_by_role("button", name="Block bob", exact=False).first
    await expect(block).to_contain_text("You do not receive")
