"""The list of chats: search, pins, mutes, and what happens to a message that cannot be sent."""

from playwright.async_api import expect

from tests.web.screen import NewScreen, acquainted, introduce


async def test_a_name_typed_after_ctrl_k_leads_to_the_chat(new_screen: NewScreen):
    alice, bob, charlie = await new_screen("alice"), await new_screen("Bób Marsh"), await new_screen("charlie")
    for other in (bob, charlie):
        await other.write("Hello", recipient_id=alice.id)
    await expect(alice.page.locator(".rows .row")).to_have_count(2)
    await alice.page.keyboard.press("Control+k")
    await alice.page.keyboard.type("bob")
    await expect(alice.page.locator(".rows .row")).to_have_count(1)
    await alice.page.keyboard.press("Enter")
    await expect(alice.header.get_by_role("heading", name="Bób Marsh")).to_be_visible()
    await expect(alice.search).to_have_value("")
    await alice.page.keyboard.press("Alt+ArrowUp")
    await expect(alice.header.get_by_role("heading", name="charlie")).to_be_visible()


async def test_a_pinned_chat_stays_on_top_and_a_muted_one_is_grey(new_screen: NewScreen):
    alice, bob, charlie = await new_screen("alice"), await new_screen("bob"), await new_screen("charlie")
    await bob.write("Hello", recipient_id=alice.id)
    await charlie.write("Hello", recipient_id=alice.id)
    rows = alice.page.locator(".rows .row .name")
    await expect(rows).to_have_text(["charlie", "bob"])
    await alice.row("bob").click(button="right")
    await alice.page.get_by_role("menuitem", name="Pin").click()
    await expect(rows).to_have_text(["bob", "charlie"])
    await alice.row("charlie").focus()
    await alice.page.keyboard.press("Shift+F10")
    await alice.page.get_by_role("menuitem", name="Mute always").click()
    await expect(alice.row("charlie").locator(".badge.muted")).to_be_visible()
    await expect(alice.page).to_have_title("(1) Parley")
    await alice.page.reload()
    await expect(alice.row("charlie").locator(".badge.muted")).to_be_visible()
    await expect(rows).to_have_text(["bob", "charlie"])


async def test_a_message_that_is_refused_says_why_and_can_be_deleted(new_screen: NewScreen):
    alice, _bob, _ = await acquainted(new_screen)
    await alice.composer.fill("long " * 1000)
    await alice.composer.press("Enter")
    await expect(alice.log.locator(".failrow")).to_contain_text("Not sent: it is too long.")
    await expect(alice.log.get_by_role("img", name="Not sent")).to_be_visible()
    await expect(alice.row("bob").get_by_role("img", name="Not sent")).to_be_visible()
    await alice.log.get_by_role("button", name="Delete").click()
    await expect(alice.log.locator(".failrow")).to_have_count(0)
    await expect(alice.log.get_by_role("article")).to_have_count(1)


async def test_a_long_press_opens_the_menu_of_a_message(new_screen: NewScreen):
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    alice, bob = await new_screen("alice", **phone), await new_screen("bob")
    await introduce(alice, bob)
    finger = {"pointerType": "touch", "clientX": 300, "clientY": 700}
    await alice.message("Hello").locator(".words").dispatch_event("pointerdown", finger)
    await alice.page.get_by_role("menuitem", name="Reply").click()
    await expect(alice.page.locator(".strip")).to_contain_text("Hello")
    await expect(alice.composer).to_be_focused()


async def test_a_link_to_somebody_elses_chat_says_that_there_is_nothing(new_screen: NewScreen):
    alice, bob, charlie = await new_screen("alice"), await new_screen("bob"), await new_screen("charlie")
    conversation_id = (await alice.write("Hello", recipient_id=bob.id))["conversation_id"]
    await charlie.page.goto(f"{charlie.process.url}/c/{conversation_id}")
    await expect(charlie.page.get_by_role("heading", name="Nothing here")).to_be_visible()
    await expect(charlie.composer).to_have_count(0)
