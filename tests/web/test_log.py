"""The log stays still, opens at the first unread message, and can be used by keys."""

from playwright.async_api import expect

from tests.web.screen import NewScreen, Screen, acquainted

# Scrolls up to so many pixels from the top, takes the first message in view, and notes where it is at every frame.
WATCH = """(from) => {
  const log = document.querySelector(".log");
  if (from !== null) log.scrollTop = from;
  const top = log.getBoundingClientRect().top;
  const shown = [...document.querySelectorAll("[data-key]")];
  const { key } = shown.find((element) => element.getBoundingClientRect().bottom > top + 60).dataset;
  window.tops = [];
  const look = () => {
    window.tops.push(document.querySelector(`[data-key="${key}"]`).getBoundingClientRect().top);
    if (!window.stopped) requestAnimationFrame(look);
  };
  look();
}"""
SHIFT = "() => { window.stopped = true; return Math.max(...window.tops) - Math.min(...window.tops); }"


async def fill(writer: Screen, conversation_id: str, count: int) -> None:
    for number in range(count):
        await writer.write(f"Line {number} " + "of the log " * (number % 9), conversation_id=conversation_id)


async def test_older_messages_come_in_above_without_moving_what_one_reads(new_screen: NewScreen):
    alice, bob, conversation_id = await acquainted(new_screen)
    await alice.page.goto(f"{alice.process.url}/settings")
    await fill(bob, conversation_id, 160)
    badge = alice.row("bob").locator(".badge")
    await expect(badge).to_be_visible()
    await alice.call("POST", f"/conversations/{conversation_id}/read", seq=161)
    # Wait for this, because the client opens what it has kept, at the first message that is unread there.
    await expect(badge).to_have_count(0)
    await alice.page.goto(f"{alice.process.url}/c/{conversation_id}")
    await expect(alice.message("Line 159")).to_be_in_viewport()
    articles = alice.log.get_by_role("article")
    await expect(articles.nth(39)).to_be_attached()
    shown = await articles.count()
    assert shown < 160
    await alice.page.evaluate(WATCH, 300)
    await expect(articles.nth(shown)).to_be_attached()
    assert await alice.page.evaluate(SHIFT) < 1


async def test_one_stays_at_the_end_and_elsewhere_nothing_moves(new_screen: NewScreen):
    alice, bob, conversation_id = await acquainted(new_screen)
    await fill(bob, conversation_id, 40)
    await expect(alice.message("Line 39")).to_be_in_viewport()
    await alice.log.evaluate("(log) => { log.scrollTop -= 400; }")
    jump = alice.page.get_by_role("button", name="To the newest messages")
    await expect(jump).to_be_visible()
    await alice.page.evaluate(WATCH, None)
    await bob.write("And one more", conversation_id=conversation_id)
    await expect(jump.locator(".badge")).to_have_text("1")
    assert await alice.page.evaluate(SHIFT) < 1
    await expect(bob.tick("And one more", "Delivered")).to_be_visible()
    await jump.click()
    await expect(alice.message("And one more")).to_be_in_viewport()
    await expect(bob.tick("And one more", "Read")).to_be_visible()


async def test_a_chat_opens_at_the_first_unread_message_and_not_all_counts_as_read(new_screen: NewScreen):
    alice, bob, conversation_id = await acquainted(new_screen)
    await alice.page.goto(f"{alice.process.url}/settings")
    await fill(bob, conversation_id, 60)
    await expect(alice.row("bob").locator(".badge")).to_contain_text("60")
    await alice.row("bob").click()
    divider = alice.log.locator(".divider")
    await expect(divider).to_have_text("60 new messages")
    await expect(divider).to_be_in_viewport()
    await expect(alice.message("Line 0 ")).to_be_in_viewport()
    await expect(alice.message("Line 59")).not_to_be_in_viewport()
    await expect(alice.row("bob").locator(".badge")).not_to_contain_text("60")
    await expect(alice.row("bob").locator(".badge")).to_be_visible()


async def test_a_link_to_a_message_shows_that_message(new_screen: NewScreen):
    alice, bob, conversation_id = await acquainted(new_screen)
    await fill(bob, conversation_id, 70)
    await alice.page.goto(f"{alice.process.url}/c/{conversation_id}/m/12")
    await expect(alice.log.locator(".hit")).to_contain_text("Line 10")
    await expect(alice.message("Line 10 ")).to_be_in_viewport()


async def test_the_log_is_one_tab_stop_and_keys_do_everything(new_screen: NewScreen):
    _alice, bob, _ = await acquainted(new_screen)
    await bob.send("Are you there?")
    # Between the field and the log are the buttons for attachments.
    await bob.page.keyboard.press("Shift+Tab")
    await bob.page.keyboard.press("Shift+Tab")
    last = bob.message("Are you there?")
    await expect(last).to_be_focused()
    await bob.page.keyboard.press("ArrowUp")
    await expect(bob.message("Hello")).to_be_focused()
    await expect(bob.log.locator('[tabindex="0"]')).to_have_count(1)
    await bob.page.keyboard.press("+")
    await expect(bob.page.get_by_role("button", name="👍")).to_be_focused()
    await bob.page.keyboard.press("ArrowRight")
    await bob.page.keyboard.press("Enter")
    await expect(bob.message("Hello").locator(".react")).to_contain_text("1")
    await bob.message("Hello").focus()
    await bob.page.keyboard.press("r")
    await expect(bob.composer).to_be_focused()
    await expect(bob.page.locator(".strip")).to_contain_text("Hello")
    await bob.page.keyboard.press("Escape")
    await expect(bob.page.locator(".strip")).to_have_count(0)
    await bob.message("Are you there?").focus()
    await bob.page.keyboard.press("Delete")
    await expect(bob.page.get_by_role("dialog")).to_be_visible()
    await bob.page.keyboard.press("Escape")
    await expect(last).to_be_focused()
    assert (await last.get_attribute("aria-label") or "").startswith("You, Are you there?, ")
