"""A process dies after a commit and before it publishes: the poll of other processes finds the change."""

from uuid import uuid4

from django.conf import settings

from ops.prove.faults.fail_points import wrapped
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.servers import Servers
from tests.harness.sockets import SocketClient
from tests.harness.types import NewPerson

# The process dies after a commit with a probability of one half, so it cannot survive this many commits.
TIMES = 64


async def acknowledged(sending: SocketClient, person: Person) -> int:
    """Send messages until the process dies; return how many were acknowledged."""
    for sent in range(TIMES):
        fields = {"recipient_id": str(person.id), "client_message_id": str(uuid4()), "text": f"Message {sent}"}
        try:
            await sending.command("send_message", **fields)
        except ConnectionError:
            return sent
    raise AssertionError("the process did not die")


async def test_the_poll_delivers_what_was_not_published(servers: Servers, web: list[WebProcess], new_person: NewPerson):
    alice, bob = await new_person("Alice", web[0]), await new_person("Bob", web[1])
    dying = WebProcess(servers.environment)
    dying.command = wrapped("die:before_publish")
    try:
        dying.start()
        async with alice.connect(dying) as sending, bob.connect(web[1]) as receiving:
            last = await acknowledged(sending, bob) + 1
            # Nobody sends the message again, and nobody sends another one.
            head = await receiving.next_update(
                "head", timeout=settings.POLL_SECONDS + 5, where=lambda update: update["position"] == last
            )
            path = f"/conversations/{head['conversation_id']}/messages"
            page = (await bob.rest.get(path, params={"limit": 1})).json()
            assert page["results"][0]["text"] == f"Message {last - 1}"
    finally:
        dying.kill()
