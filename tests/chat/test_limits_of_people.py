"""Limits for signed-in people, over REST and on sockets."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.harness.processes import WebProcess
from tests.harness.servers import Servers
from tests.harness.sockets import CommandError
from tests.harness.types import NewPerson

LIMITS = {
    "LIMIT_READS": "3/hour",
    "LIMIT_SYNCS": "3/hour",
    "LIMIT_SOCKET_SENDS": "2/hour",
    "LIMIT_SOCKET_SYNCS": "2/hour",
    "SOCKETS_PER_PERSON": "3",
    "SYNC_WAITING_PER_PERSON": "2",
}


@pytest.fixture(scope="module")
def limited(servers: Servers, web: list[WebProcess]) -> Iterator[WebProcess]:
    process = WebProcess(servers.environment | LIMITS)
    try:
        process.start()
        yield process
    finally:
        process.kill()


async def test_calls_over_the_limit_are_refused_and_say_when_to_come_again(
    limited: WebProcess, new_person: NewPerson
) -> None:
    alice, bob = await new_person("Alice", limited), await new_person("Bob", limited)
    for left in ("2", "1", "0"):
        answer = await alice.rest.get("/users/me")
        assert answer.status_code == 200
        assert (answer.headers["RateLimit-Limit"], answer.headers["RateLimit-Remaining"]) == ("3", left)
        assert 0 < int(answer.headers["RateLimit-Reset"]) <= 3600
    refused = await alice.rest.get("/devices")
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert refused.headers["RateLimit-Remaining"] == "0"
    assert (await alice.rest.get("/blocks")).status_code == 429
    assert (await alice.rest.patch("/users/me", {"about": "still here"})).status_code == 200
    assert (await bob.rest.get("/users/me")).status_code == 200


async def test_sync_has_a_limit_too(limited: WebProcess, new_person: NewPerson) -> None:
    alice = await new_person("Alice", limited)
    answers = [await alice.rest.get("/sync") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert int(answers[-1].headers["Retry-After"]) > 0


async def test_commands_over_the_limit_are_refused_on_every_socket_of_a_person(
    limited: WebProcess, new_person: NewPerson
) -> None:
    alice, bob = await new_person("Alice", limited), await new_person("Bob", limited)
    async with alice.connect(limited) as first, alice.connect(limited) as second, bob.connect(limited) as other:

        def message() -> dict[str, str]:
            return {"recipient_id": str(bob.id), "client_message_id": str(uuid4()), "text": "Hello"}

        await first.command("send_message", **message())
        await second.command("send_message", **message())
        with pytest.raises(CommandError) as raised:
            await first.command("send_message", **message())
        assert raised.value.code == "rate_limited"
        assert raised.value.error.retry_after_seconds in range(1, 1801)
        await first.command("ping")
        await other.command("send_message", **message() | {"recipient_id": str(alice.id)})


async def test_a_person_may_hold_so_many_sockets(limited: WebProcess, new_person: NewPerson) -> None:
    alice, bob = await new_person("Alice", limited), await new_person("Bob", limited)
    sockets = [await alice.connect(limited) for _ in range(3)]
    with pytest.raises(CommandError, match="rate_limited"):
        await alice.connect(limited)
    async with bob.connect(limited) as other:
        await other.command("ping")
    await sockets[0].close()
    async with alice.connect(limited) as again:
        await again.command("ping")
