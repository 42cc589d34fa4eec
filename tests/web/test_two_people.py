"""Two people in two browsers, at two web processes: everything they can do with each other, live."""

from playwright.async_api import expect

from tests.harness.processes import WebProcess
from tests.web.screen import NewScreen, acquainted


async def test_messages_arrive_live_and_ticks_go_from_sent_to_read(new_screen: NewScreen, web: list[WebProcess]):
    alice, bob = await new_screen("alice", web[0]), await new_screen("bob", web[1])
    await bob.page.goto("about:blank")
    await alice.find(bob)
    await alice.send("Are you coming across tonight?")
    await expect(alice.tick("coming across", "Sent")).to_be_visible()
    await bob.page.goto(bob.process.url)
    await expect(alice.tick("coming across", "Delivered")).to_be_visible()
    await expect(bob.row("alice")).to_contain_text("Are you coming across tonight?")
    await expect(bob.row("alice").locator(".badge")).to_contain_text("1")
    await bob.row("alice").click()
    await expect(alice.tick("coming across", "Read")).to_be_visible()
    await expect(bob.row("alice").locator(".badge")).to_have_count(0)
    await bob.send("By six")
    await expect(alice.message("By six")).to_be_visible()
    await expect(alice.row("bob")).to_contain_text("By six")


async def test_a_reply_quotes_and_leads_back_to_what_it_answers(new_screen: NewScreen):
    alice, bob, _ = await acquainted(new_screen)
    await bob.menu("Hello", "Reply")
    await expect(bob.page.locator(".strip")).to_contain_text("Hello")
    await bob.send("Hello yourself")
    quote = alice.message("Hello yourself").locator(".quote")
    await expect(quote).to_contain_text("You")
    await quote.click()
    await expect(alice.log.locator(".msg.hit")).to_contain_text("Hello")


async def test_an_edit_shows_on_both_sides(new_screen: NewScreen):
    alice, bob, _ = await acquainted(new_screen)
    await alice.composer.press("ArrowUp")
    await expect(alice.composer).to_have_value("Hello")
    await alice.composer.fill("Hello there")
    await alice.composer.press("Enter")
    await expect(bob.message("Hello there").locator(".meta")).to_contain_text("edited")
    await expect(alice.message("Hello there").locator(".meta")).to_contain_text("edited")


async def test_a_reaction_appears_and_goes_on_both_sides(new_screen: NewScreen):
    alice, bob, _ = await acquainted(new_screen)
    await bob.message("Hello").hover()
    await bob.page.get_by_role("button", name="React").click()
    await bob.page.get_by_role("toolbar", name="Reactions").get_by_role("button", name="❤️").click()
    await expect(bob.message("Hello").locator(".react.mine")).to_contain_text("1")
    theirs = alice.message("Hello").locator(".react")
    await expect(theirs).to_contain_text("1")
    await theirs.click()
    await expect(bob.message("Hello").locator(".react")).to_contain_text("2")
    await bob.message("Hello").locator(".react").click()
    await expect(theirs).to_contain_text("1")


async def test_deleted_for_everyone_leaves_an_outline_on_both_sides(new_screen: NewScreen):
    alice, bob, _ = await acquainted(new_screen)
    await alice.menu("Hello", "Delete")
    await alice.page.get_by_role("button", name="Delete for everyone").click()
    await expect(alice.log.locator(".ghost")).to_contain_text("You deleted this message")
    await expect(bob.log.locator(".ghost")).to_contain_text("alice deleted this message")


async def test_deleted_for_oneself_can_be_taken_back(new_screen: NewScreen):
    alice, bob, _ = await acquainted(new_screen)
    await bob.menu("Hello", "Delete")
    await expect(bob.page.get_by_role("button", name="Delete for everyone")).to_have_count(0)
    await bob.page.get_by_role("button", name="Delete for me").click()
    await expect(bob.message("Hello")).to_have_count(0)
    await bob.page.get_by_role("button", name="Undo").click()
    await expect(bob.message("Hello")).to_be_visible()
    await expect(alice.message("Hello")).to_be_visible()


async def test_typing_and_presence_show_in_the_header_and_in_the_list(new_screen: NewScreen):
    alice, bob, _ = await acquainted(new_screen)
    await expect(alice.header).to_contain_text("Online")
    # What is kept shows before there is a connection.
    await expect(bob.header).to_contain_text("Online")
    await bob.composer.press_sequentially("I am wri")
    await expect(alice.header).to_contain_text("typing…")
    await expect(alice.row("bob")).to_contain_text("typing…")
    await bob.composer.fill("")
    await expect(alice.header).not_to_contain_text("typing…")


async def test_a_draft_waits_in_the_list_and_in_the_field(new_screen: NewScreen):
    alice, _bob, _ = await acquainted(new_screen)
    await alice.composer.fill("I can bring the ladder if")
    await alice.page.keyboard.press("Escape")
    await expect(alice.row("bob")).to_contain_text("Draft: I can bring the ladder if")
    await alice.row("bob").click()
    await expect(alice.composer).to_have_value("I can bring the ladder if")


async def test_a_group_is_made_and_says_who_speaks(new_screen: NewScreen):
    alice, bob, _ = await acquainted(new_screen)
    await alice.page.get_by_role("button", name="Menu").click()
    await alice.page.get_by_role("menuitem", name="New group").click()
    dialog = alice.page.get_by_role("dialog", name="New group")
    await dialog.get_by_label("Name", exact=True).fill("Harbour build")
    await dialog.get_by_text("bob", exact=True).click()
    await dialog.get_by_role("button", name="Create group").click()
    await expect(alice.header).to_contain_text("2 members")
    await expect(alice.log).to_contain_text("You made the group with bob")
    await alice.send("The slip is booked")
    await expect(bob.row("Harbour build")).to_contain_text("alice: The slip is booked")
    await bob.row("Harbour build").click()
    await expect(bob.message("The slip is booked").locator(".from")).to_have_text("alice")
