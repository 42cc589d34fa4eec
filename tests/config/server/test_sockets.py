"""Sockets that misbehave, and other sockets that must not notice it."""

import asyncio
from typing import Any
from uuid import uuid4

import orjson
import pytest

from tests.config.server.conftest import serving
from tests.config.server.raw_socket import BINARY, CONTINUED, PING, PONG, TEXT, RawSocket, RefusedError, encoded
from tests.harness.people import Person
from tests.harness.processes import WebProcess
from tests.harness.servers import Servers
from tests.harness.sockets import SocketClient
from tests.harness.types import NewPerson

LONG_TEXT = "x" * 4000


async def send(client: SocketClient, to: Person, text: str = LONG_TEXT) -> dict[str, Any]:
    sent = await client.command(
        "send_message", recipient_id=str(to.id), client_message_id=str(uuid4()), kind="text", text=text
    )
    message: dict[str, Any] = sent["message"]
    return message


async def send_many(client: SocketClient, to: Person, count: int, text: str) -> None:
    """Send messages, 20 at the same time."""
    for _ in range(count // 20):
        sends = []
        for _ in range(20):
            fields = {"recipient_id": str(to.id), "client_message_id": str(uuid4()), "text": text}
            sends.append(await client.begin("send_message", **fields))
        await asyncio.gather(*sends)


async def test_a_thousand_updates_arrive_in_order(served: WebProcess, new_person: NewPerson):
    alice, bob = await new_person("alice", served), await new_person("bob", served)
    async with alice.connect(served) as sending, bob.connect(served) as receiving:
        await send_many(sending, bob, 1000, "short")
        got = [await receiving.next_update("change") for _ in range(1000)]
        assert [change["position"] for change in got] == list(range(1, 1001))


async def test_a_slow_reader_is_skipped_and_gets_one_resync(served: WebProcess, new_person: NewPerson):
    alice, bob = await new_person("alice", served), await new_person("bob", served)
    async with (
        alice.connect(served) as sending,
        bob.connect(served) as reading,
        await RawSocket.open(served.ws_url, bob.access) as slow,
    ):
        await send_many(sending, bob, 400, LONG_TEXT)
        for position in range(1, 401):
            assert (await reading.next_update("change"))["position"] == position
        got = [await slow.update()]
        while got[-1]["update"] != "resync":
            got.append(await slow.update())
        # The updates before the resync have no gap, and are far fewer than all.
        assert [update["position"] for update in got[:-1]] == list(range(1, len(got)))
        assert len(got) < 300
        await send(sending, bob, "after")
        after = await slow.update()
        assert (after["update"], after["position"]) == ("change", 401)


async def test_a_client_that_reads_nothing_is_cut_and_the_others_do_not_notice(
    served: WebProcess, new_person: NewPerson
):
    alice, bob = await new_person("alice", served), await new_person("bob", served)
    async with (
        alice.connect(served) as sending,
        bob.connect(served) as reading,
        await RawSocket.open(served.ws_url, bob.access) as stuck,
    ):
        began = asyncio.get_running_loop().time()
        sent = 0
        cut_at = None
        while cut_at is None:
            await send(sending, bob)
            sent += 1
            assert (await reading.next_update("change", timeout=1))["position"] == sent
            now = asyncio.get_running_loop().time()
            assert now - began < 15, "it was not cut"
            try:
                # The pings of a client that never reads do not keep its connection open.
                await stuck.send_frame(TEXT, b'{"id": 2, "type": "ping"}')
            except OSError:
                cut_at = now
        assert cut_at - began > 3.9
        await asyncio.wait_for(stuck.wait_cut(), 5)


async def test_a_large_frame_closes_with_1009(served: WebProcess, new_person: NewPerson):
    alice = await new_person("alice", served)
    for announced, payload in ((2**30, b"{"), (65_537, b"x" * 65_537)):
        async with await RawSocket.open(served.ws_url, alice.access) as raw:
            await raw.send_frame(TEXT, payload, announced=announced)
            assert await raw.close_code() == 1009
    async with await RawSocket.open(served.ws_url, alice.access) as raw:
        await raw.send_fragments(b"x" * 40_000, b"x" * 40_000)
        assert await raw.close_code() == 1009


@pytest.mark.parametrize(
    ("opcode", "payload", "codes"),
    [(TEXT, b"\xff\xfe", {1007, 4400}), (BINARY, b"{}", {4400}), (TEXT, b"[1]", {4400}), (CONTINUED, b"x", {1002})],
    ids=["bad UTF-8", "binary", "not an object", "nothing to continue"],
)
async def test_a_bad_frame_closes_with_a_code(
    opcode: int, payload: bytes, codes: set[int], served: WebProcess, new_person: NewPerson
):
    alice = await new_person("alice", served)
    async with await RawSocket.open(served.ws_url, alice.access) as raw:
        await raw.send_frame(opcode, payload)
        assert await raw.close_code() in codes


@pytest.mark.parametrize("size", [1, 7, 200, 100_000])
async def test_frames_are_read_correctly_however_tcp_splits_them(size: int, served: WebProcess, new_person: NewPerson):
    alice = await new_person("alice", served)
    sent = b"".join(
        (
            encoded(TEXT, orjson.dumps({"id": 2, "type": "ping"})),
            encoded(TEXT, orjson.dumps({"id": 3, "type": "Zoë 🦊" * 30})),
            encoded(PING, b"there?"),
            encoded(TEXT, b'{"id": 4, "ty', final=False),
            encoded(PING, b"still?"),
            encoded(CONTINUED, b'pe": "ping"}'),
            encoded(TEXT, orjson.dumps({"id": 5, "type": "x" * 3_000})),
        )
    )
    async with await RawSocket.open(served.ws_url, alice.access) as raw:
        for start in range(0, len(sent), size):
            await raw.send_bytes(sent[start : start + size])
        frames = [await raw.frame() for _ in range(6)]
    pongs = [frame.payload for frame in frames if frame.opcode == PONG]
    replies = [orjson.loads(frame.payload) for frame in frames if frame.opcode == TEXT]
    assert pongs == [b"there?", b"still?"]
    assert {reply["id"]: "error" in reply for reply in replies} == {2: False, 3: True, 4: False, 5: True}


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
async def test_a_peer_that_answers_no_ping_is_cut(server: str, servers: Servers):
    short = {"SOCKET_HEARTBEAT_SECONDS": "1", "SOCKET_PONG_SECONDS": "1"}
    with serving(servers, ASGI_SERVER=server, **short) as process:
        async with await RawSocket.open(process.ws_url) as silent, await RawSocket.open(process.ws_url) as answering:
            answers = asyncio.create_task(answering.frame())
            await asyncio.wait_for(silent.wait_cut(), 8)
            assert not answers.done()
            answers.cancel()


async def test_a_bad_token_gets_its_error_and_then_4401(served: WebProcess):
    async with await RawSocket.open(served.ws_url) as raw:
        await raw.send({"id": 7, "type": "authenticate", "token": "no"})
        reply = await raw.update()
        assert (reply["id"], reply["error"]["code"]) == (7, "not_authenticated")
        assert await raw.close_code() == 4401


async def test_more_commands_than_are_read_ahead_are_all_answered(served: WebProcess, new_person: NewPerson):
    alice = await new_person("alice", served)
    async with await RawSocket.open(served.ws_url, alice.access) as raw:
        for number in range(2, 502):
            await raw.send({"id": number, "type": "ping"})
        assert sorted([(await raw.update())["id"] for _ in range(500)]) == list(range(2, 502))


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/ws/messages", {"Host": "elsewhere.example"}),
        ("/ws/messages", {"Origin": "https://elsewhere.example"}),
        ("/ws/messages", {"Origin": "null"}),
        ("/ws/messages", {"Origin": "http://127.0.0.1:1"}),
        ("/ws/other", {}),
    ],
)
async def test_another_host_origin_or_path_is_refused(path: str, headers: dict[str, str], served: WebProcess):
    with pytest.raises(RefusedError, match="403"):
        await RawSocket.open(served.ws_url.replace("/ws/messages", path), **headers)


async def test_the_own_origin_is_allowed(served: WebProcess):
    async with await RawSocket.open(served.ws_url, Origin=served.url):
        pass
