"""Signing in: the number, the code in one field shown as six boxes, the name; and out again."""

from playwright.async_api import expect

from tests.harness.people import new_phone_number, received_code
from tests.web.screen import NewScreen

STORED = "() => localStorage.length + sessionStorage.length"


async def test_a_wrong_code_says_how_many_tries_are_left(new_screen: NewScreen):
    screen = await new_screen()
    await screen.ask_for_code(new_phone_number())
    code = await received_code(screen.process, screen.phone_number)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    field = screen.page.get_by_label("Six digit code")
    await field.press_sequentially(wrong)
    await expect(screen.page.get_by_role("alert")).to_contain_text("This code is wrong. 4 tries left.")
    await expect(field).to_have_value("")
    await expect(screen.page.get_by_text("Send again in")).to_be_visible()


async def test_somebody_new_signs_up_and_is_found_by_the_username_they_took(new_screen: NewScreen):
    alice, bob = await new_screen("alice"), await new_screen()
    await bob.ask_for_code(new_phone_number())
    field = bob.page.get_by_label("Six digit code")
    await field.press_sequentially(await received_code(bob.process, bob.phone_number))
    await bob.page.get_by_label("Name", exact=True).fill("Bob Marsh")
    await bob.page.get_by_role("button", name="Start").click()
    await bob.page.get_by_role("button", name="Menu").click()
    await bob.page.get_by_role("menuitem", name="Settings").click()
    bob.name, bob.username = "Bob Marsh", f"bob_{bob.phone_number[-8:]}"
    await bob.page.get_by_label("Username", exact=True).fill(bob.username)
    await bob.page.get_by_role("button", name="Save").click()
    await expect(bob.page.get_by_text("Saved")).to_be_visible()
    await alice.find(bob)


async def test_the_field_takes_a_code_from_the_phone(new_screen: NewScreen):
    screen = await new_screen()
    await screen.ask_for_code(new_phone_number())
    field = screen.page.get_by_label("Six digit code")
    await expect(field).to_have_attribute("autocomplete", "one-time-code")
    await field.fill(await received_code(screen.process, screen.phone_number))
    await expect(screen.page.get_by_role("heading", name="What is your name?")).to_be_visible()


async def test_a_number_nobody_can_have_is_refused_in_words(new_screen: NewScreen):
    screen = await new_screen()
    await screen.page.goto(screen.process.url)
    await screen.page.get_by_label("Phone number").fill("+49 1234567")
    await screen.page.get_by_role("button", name="Send code").click()
    await expect(screen.page.get_by_role("alert")).to_contain_text("not a phone number we can reach")


async def test_a_reload_keeps_one_signed_in_and_nothing_lies_in_web_storage(new_screen: NewScreen):
    alice = await new_screen("alice")
    await alice.page.reload()
    await expect(alice.page.get_by_role("heading", name="No chats yet")).to_be_visible()
    assert await alice.page.evaluate(STORED) == 0
    cookies = {cookie["name"]: cookie for cookie in await alice.page.context.cookies()}
    assert [name for name, cookie in cookies.items() if not cookie["httpOnly"]] == []


async def test_signing_out_leads_to_the_sign_in_and_leaves_nothing_behind(new_screen: NewScreen):
    alice = await new_screen("alice")
    await alice.page.get_by_role("button", name="Menu").click()
    await alice.page.get_by_role("menuitem", name="Settings").click()
    await alice.page.get_by_role("button", name="Sign out").click()
    await expect(alice.page.get_by_role("heading", name="Sign in to Parley")).to_be_visible()
    await alice.page.reload()
    await expect(alice.page.get_by_role("heading", name="Sign in to Parley")).to_be_visible()


async def test_a_device_that_was_signed_out_elsewhere_says_so(new_screen: NewScreen):
    alice = await new_screen("alice")
    other = await new_screen()
    await other.ask_for_code(alice.phone_number)
    code = await received_code(other.process, alice.phone_number)
    await other.page.get_by_label("Six digit code").fill(code)
    await expect(other.page.get_by_role("heading", name="No chats yet")).to_be_visible()
    devices = (await alice.call("GET", "/devices"))["results"]
    own = next(device["id"] for device in devices if device["current"])
    await alice.page.context.request.delete(
        f"{alice.process.url}/api/v1/devices/{own}", headers={"Authorization": f"Bearer {alice.access}"}
    )
    await expect(alice.page.get_by_text("This device was signed out.")).to_be_visible()
