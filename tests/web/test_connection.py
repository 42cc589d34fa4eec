"""Without a network, with a server that was killed, after a reload: nothing is lost, and nothing is there twice."""

from playwright.async_api import Route, expect

from tests.harness.types import StartStack
from tests.web.screen import NewScreen, acquainted, introduce


async def never(_: Route) -> None:
    """Answer nothing."""


async def test_what_is_written_without_a_network_arrives_exactly_once(new_screen: NewScreen):
    alice, bob, _ = await acquainted(new_screen)
    await alice.page.context.set_offline(True)
    await alice.send("In the tunnel")
    await alice.send("Still in the tunnel")
    await expect(alice.tick("Still in the tunnel", "Waiting")).to_be_visible()
    # The client asks twice if something arrived last of all: eight seconds, and three more until the banner shows.
    banner = alice.page.locator(".banner")
    await expect(banner).to_contain_text("2 messages will be sent in order", timeout=20_000)
    await expect(alice.log).to_contain_text("Only on this device so far")
    await alice.page.context.set_offline(False)
    await expect(bob.message("Still in the tunnel")).to_be_visible()
    await expect(bob.log.get_by_role("article")).to_have_count(3)
    await expect(alice.log.get_by_role("article")).to_have_count(3)
    await expect(alice.tick("Still in the tunnel", "Read")).to_be_visible()
    await expect(banner).to_have_count(0)


async def test_a_message_written_before_a_reload_without_a_network_is_still_there(new_screen: NewScreen):
    alice, bob, _ = await acquainted(new_screen)
    await alice.page.route("**/api/**", lambda route: route.abort())
    await alice.page.route_web_socket("**/ws/**", lambda socket: socket.close())
    await alice.page.reload()
    await expect(alice.message("Hello")).to_be_visible()
    await alice.send("Written in the dark")
    await alice.page.reload()
    await expect(alice.message("Written in the dark")).to_be_visible()
    await expect(bob.message("Written in the dark")).to_have_count(0)
    await alice.page.unroute_all()
    other = await alice.page.context.new_page()
    await other.goto(alice.process.url)
    await expect(bob.message("Written in the dark")).to_be_visible()
    await expect(bob.log.get_by_role("article")).to_have_count(2)


async def test_a_reload_paints_from_what_is_stored_before_anything_is_asked(new_screen: NewScreen):
    alice, _bob, _ = await acquainted(new_screen)
    await alice.page.route("**/api/**", never)
    await alice.page.reload()
    await expect(alice.message("Hello")).to_be_visible()
    await expect(alice.row("bob")).to_contain_text("Hello")
    await alice.page.unroute_all()


async def test_a_server_that_was_killed_and_started_again_is_found_again(
    new_screen: NewScreen, start_stack: StartStack
):
    stack = start_stack(2)
    alice, bob = await new_screen("alice", stack.web[0]), await new_screen("bob", stack.web[1])
    await introduce(alice, bob)
    stack.web[0].kill()
    await alice.send("Is anybody there?")
    await bob.send("I am")
    await expect(alice.page.locator(".banner")).to_be_visible()
    await expect(alice.message("I am")).to_have_count(0)
    stack.web[0].start()
    await expect(alice.message("I am")).to_be_visible(timeout=30_000)
    await expect(bob.message("Is anybody there?")).to_be_visible()
    await expect(alice.log.get_by_role("article")).to_have_count(3)
