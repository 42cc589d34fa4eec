"""Polls and mentions between two people, and who has seen a message."""

import re

from playwright.async_api import Locator, expect

from tests.web.screen import NewScreen, Screen
from tests.web.test_accessibility import violations
from tests.web.test_groups import made, panel, visit


def option(screen: Screen, text: str) -> Locator:
    return screen.log.get_by_role("button", name=re.compile(f"^{text}, "))


async def test_a_poll_is_asked_voted_in_by_two_and_closed_live(new_screen: NewScreen):
    alice, bob = await new_screen("alice"), await new_screen("bob")
    group = await made(alice, bob)
    await visit(alice, group)
    await visit(bob, group)
    await alice.page.get_by_role("button", name="Attach").click()
    await alice.page.get_by_role("menuitem", name="Poll").click()
    dialog = alice.page.get_by_role("dialog", name="New poll")
    await dialog.get_by_label("Question").fill("Which day?")
    await dialog.get_by_label("Option 1", exact=True).fill("Friday")
    await dialog.get_by_label("Option 2", exact=True).fill("Friday")
    await expect(dialog).to_contain_text("Each option may appear only once.")
    await expect(dialog.get_by_role("button", name="Send")).to_be_disabled()
    await dialog.get_by_label("Option 2", exact=True).fill("Sunday")
    await dialog.get_by_text("Anonymous").click()
    assert await violations(alice.page) == []
    await dialog.get_by_role("button", name="Send").click()
    await expect(option(bob, "Friday")).to_be_enabled()
    await option(bob, "Friday").click()
    await expect(option(alice, "Friday")).to_have_accessible_name("Friday, 1 vote, 100 %")
    await option(alice, "Sunday").click()
    await expect(option(bob, "Sunday")).to_have_accessible_name("Sunday, 1 vote, 50 %")
    await expect(option(bob, "Friday")).to_have_attribute("aria-pressed", "true")
    assert await violations(bob.page) == []
    await option(bob, "Sunday").click()
    await expect(option(alice, "Sunday")).to_have_accessible_name("Sunday, 2 votes, 100 %")
    await alice.log.get_by_role("link", name="2 voted").click()
    await expect(panel(alice).get_by_role("region", name="Sunday")).to_contain_text("bob")
    await option(bob, "Sunday").click()
    await expect(panel(alice).get_by_role("region", name="Sunday")).not_to_contain_text("bob")
    assert await violations(alice.page) == []
    await alice.log.get_by_text("Which day?").click(button="right")
    await alice.page.get_by_role("menuitem", name="Close the poll").click()
    await expect(bob.log).to_contain_text("One choice, closed")
    await expect(option(bob, "Friday")).to_be_disabled()
    await bob.page.reload()
    await expect(option(bob, "Sunday")).to_have_accessible_name("Sunday, 1 vote, 100 %")


async def test_a_mention_is_chosen_by_keys_and_shows_a_badge_and_a_link(new_screen: NewScreen):
    alice, bob, ines = await new_screen("alice"), await new_screen("Bob Moran"), await new_screen("Ines Falk")
    group = await made(alice, bob, ines)
    await visit(alice, group)
    await alice.composer.press_sequentially("Ask @")
    await expect(alice.page.get_by_role("option")).to_have_count(2)
    await alice.page.keyboard.press("ArrowDown")
    await expect(alice.page.get_by_role("option", name="Ines Falk")).to_have_attribute("aria-selected", "true")
    assert await violations(alice.page) == []
    await alice.page.keyboard.press("Escape")
    await expect(alice.page.get_by_role("listbox")).to_have_count(0)
    await alice.composer.press_sequentially("b")
    await expect(alice.page.get_by_role("listbox")).to_have_count(0)
    await alice.composer.fill("")
    await alice.composer.press_sequentially("Ask @bo")
    await alice.page.keyboard.press("Enter")
    await expect(alice.composer).to_have_value("Ask @Bob Moran ")
    await alice.composer.press_sequentially("about it")
    await alice.page.keyboard.press("Enter")
    await expect(bob.row("Harbour build").get_by_role("img", name="Mentions you")).to_be_visible()
    await expect(ines.row("Harbour build")).to_contain_text("Ask @Bob Moran")
    await expect(ines.row("Harbour build").get_by_role("img", name="Mentions you")).to_have_count(0)
    await bob.row("Harbour build").click()
    await expect(bob.row("Harbour build").get_by_role("img", name="Mentions you")).to_have_count(0)
    await expect(bob.message("Ask").locator(".mention.me")).to_have_text("@Bob Moran")
    # An edit keeps who is mentioned and may mention others.
    await alice.menu("Ask", "Edit")
    await expect(alice.composer).to_have_value("Ask @Bob Moran about it")
    await alice.composer.press_sequentially(" and @in")
    await alice.page.keyboard.press("Enter")
    await alice.page.keyboard.press("Enter")
    await expect(ines.row("Harbour build").get_by_role("img", name="Mentions you")).to_be_visible()
    await expect(bob.message("Ask").locator(".mention")).to_have_text(["@Bob Moran", "@Ines Falk"])
    await alice.message("Ask").get_by_role("link", name="@Bob Moran").click()
    await expect(panel(alice).get_by_role("heading", name="Bob Moran")).to_be_visible()


async def test_who_has_seen_a_message_is_shown_while_they_read(new_screen: NewScreen):
    alice, bob, ines = await new_screen("alice"), await new_screen("bob"), await new_screen("ines")
    group = await made(alice, bob, ines)
    await ines.page.goto("about:blank")
    await visit(alice, group)
    await alice.send("In the van")
    await alice.menu("In the van", "Who has seen it")
    await expect(panel(alice).get_by_role("region", name="Received by 1")).to_contain_text("bob")
    await expect(panel(alice).get_by_role("region", name="Not received yet by 1")).to_contain_text("ines")
    assert await violations(alice.page) == []
    await bob.row("Harbour build").click()
    await expect(panel(alice).get_by_role("region", name="Read by 1")).to_contain_text("bob")
