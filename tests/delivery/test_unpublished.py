"""What a process committed and died before it could publish it reaches people at other processes by their poll."""

from uuid import uuid4

from django.conf import settings

from ops.prove.faults.fail_points import wrapped
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.servers import Servers
from tests.harness.sockets import SocketClient
from tests.harness.types import NewPerson

# The process dies after one of two commits: nobody is lucky so often.
TIMES = 64


async def acknowledged(sending: SocketClient, person: Person) -> int:
    """Return how many messages were, until one was not."""
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
            # Nobody sends it again, and nobody writes anything else.
            head = await receiving.next_update(
                "head", timeout=settings.POLL_SECONDS + 5, where=lambda update: update["position"] == last
            )
            path = f"/conversations/{head['conversation_id']}/messages"
            page = (await bob.rest.get(path, params={"limit": 1})).json()
            assert page["results"][0]["text"] == f"Message {last - 1}"
    finally:
        dying.kill()
