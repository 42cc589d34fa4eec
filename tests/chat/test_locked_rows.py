"""One row that somebody holds: who waits for it is refused in time, and nobody else waits."""

import asyncio
import time
from collections.abc import Iterator
from uuid import uuid4

import httpx2
import pytest

from tests.chat.in_process import other_session
from tests.config.server.conftest import serving
from tests.delivery.local import until
from tests.harness.processes import WebProcess
from tests.harness.servers import Servers
from tests.harness.sockets import CommandError
from tests.harness.types import NewPerson

LOCK_SECONDS = 3.0
HOLD = "SELECT 1 FROM chat_conversation WHERE id = %s FOR NO KEY UPDATE"


@pytest.fixture(scope="module")
def impatient(servers: Servers, web: list[WebProcess]) -> Iterator[WebProcess]:
    """A web process with few threads for commands, whose statements wait LOCK_SECONDS for a row."""
    limits = {"COMMAND_THREADS": "4", "COMMAND_QUEUE_ITEMS": "4", "DATABASE_LOCK_TIMEOUT_SECONDS": str(LOCK_SECONDS)}
    with serving(servers, **limits, READY_STUCK_SECONDS="2") as process:
        yield process


async def test_reactions_to_a_locked_conversation_are_refused_and_others_sign_in_meanwhile(
    impatient: WebProcess, new_person: NewPerson
) -> None:
    alice, bob = await new_person("Alice", impatient), await new_person("Bob", impatient)
    async with alice.connect(impatient) as socket:
        fields = {"recipient_id": str(bob.id), "client_message_id": str(uuid4()), "text": "Hello"}
        message = (await socket.command("send_message", **fields))["message"]
        with other_session() as holder:
            holder.execute(HOLD, [message["conversation_id"]])
            react = {"message_id": message["id"], "emoji": "👍"}
            replies = [await socket.begin("react", **react) for _ in range(12)]
            # Those that neither the threads nor the queue hold are refused at once.
            await until(lambda: sum(reply.done() for reply in replies) == 4)
            began = time.monotonic()
            again = await bob.sign_in_again(impatient)
            async with again.connect(impatient) as other:
                await other.command("sync")
            assert time.monotonic() - began < LOCK_SECONDS - 1
            status, body = await readiness(impatient, until_status=503)
            assert (status, body["status"], body["degraded"]) == (503, "stuck", ["threads"])
            codes = [await code_of(reply) for reply in replies]
            assert codes == ["busy"] * 12
        assert (await readiness(impatient, until_status=200))[1] == {"status": "ready", "degraded": []}
        await socket.command("react", **react)


async def test_a_request_for_a_locked_row_is_refused_in_time(impatient: WebProcess, new_person: NewPerson) -> None:
    alice, bob = await new_person("Alice", impatient), await new_person("Bob", impatient)
    async with alice.connect(impatient) as socket:
        fields = {"recipient_id": str(bob.id), "client_message_id": str(uuid4()), "text": "Hello"}
        message = (await socket.command("send_message", **fields))["message"]
    with other_session() as holder:
        holder.execute(HOLD, [message["conversation_id"]])
        headers = {"Authorization": f"Bearer {alice.access}"}
        async with httpx2.AsyncClient(base_url=impatient.url, headers=headers, trust_env=False, timeout=30) as client:
            answer = await client.patch(f"/api/v1/messages/{message['id']}", json={"text": "Edited"})
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:parley:error:busy")
    assert answer.headers["Retry-After"] == "1"


async def readiness(process: WebProcess, until_status: int) -> tuple[int, dict[str, object]]:
    """Return the answer of /readyz as soon as it has this status."""
    async with httpx2.AsyncClient(base_url=process.url, trust_env=False, timeout=10) as client:
        async with asyncio.timeout(10):
            while (answer := await client.get("/readyz")).status_code != until_status:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)
    return answer.status_code, answer.json()


async def code_of(reply: "asyncio.Future[dict[str, object]]") -> str:
    try:
        await asyncio.wait_for(reply, 15)
    except CommandError as error:
        return error.code
    return "ok"
