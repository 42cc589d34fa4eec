"""What a simulated client notes about its socket: which side closed it, and when it was gone."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import orjson
import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request

from ops.prove.clients.device import World
from ops.prove.clients.edges import Lost, Socket, open_socket
from ops.prove.clients.kinds import SocketDevice
from ops.prove.recording import Recording


@pytest.fixture
async def socket() -> AsyncIterator[Socket]:
    """A socket to a server that answers only `authenticate`, and closes when it is asked to."""

    async def answer(connection: ServerConnection) -> None:
        async for frame in connection:
            command = orjson.loads(frame)
            if command["type"] == "authenticate":
                await connection.send(orjson.dumps({"id": command["id"], "result": {}}).decode())
            elif command["type"] == "close":
                await connection.close(4503)

    async with serve(answer, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield await open_socket(f"127.0.0.1:{port}", "token", 0, "a1/1")


async def lost(asking: "asyncio.Task[object]") -> str:
    with pytest.raises(Lost) as raised:
        await asking
    return str(raised.value)


async def test_a_client_that_closes_has_left(socket: Socket):
    asking = asyncio.ensure_future(socket.ask("ping", {}))
    await asyncio.sleep(0.05)  # until it is sent; if that is too short, the command fails in another way
    await socket.close()
    assert await lost(asking) == "left"


async def test_a_client_that_closes_after_the_server_has_not(socket: Socket):
    asking = [asyncio.ensure_future(socket.ask(command, {})) for command in ("ping", "close")]
    while socket.socket.protocol.close_rcvd is None:  # noqa: ASYNC110 - websockets has no event for it
        await asyncio.sleep(0)  # one turn of the loop, because close() must come before the reader notices
    await socket.close()
    assert [await lost(one) for one in asking] == ["socket closed: 4503"] * 2


async def test_a_socket_is_gone_when_it_is_lost_whatever_is_being_fetched(tmp_path: Path):
    fetching, lose, over = (asyncio.Event() for _ in range(3))

    async def answer_no_rest(_: ServerConnection, request: Request) -> None:
        if request.path.startswith("/api/"):
            fetching.set()
            await over.wait()

    async def answer(connection: ServerConnection) -> None:
        results = {
            "authenticate": {},
            "sync": {"reset": False, "conversations": [], "account": {}, "cursor": "1", "complete": True},
        }
        for _ in results:
            command = orjson.loads(await connection.recv())
            await connection.send(orjson.dumps({"id": command["id"], "result": results[command["type"]]}).decode())
        await connection.send('{"update": "head", "conversation_id": "c1", "position": 1, "receipts": {}}')
        await lose.wait()
        connection.transport.abort()

    def history() -> list[str]:
        recording.flush()
        return [orjson.loads(line)["event"] for line in (tmp_path / "clients.jsonl").read_bytes().splitlines()]

    recording = Recording(tmp_path, "clients")
    async with serve(answer, "127.0.0.1", 0, process_request=answer_no_rest) as server, httpx2.AsyncClient() as http:
        port = next(iter(server.sockets)).getsockname()[1]
        who = {"name": "a1", "user": "u1", "token": "token"}
        device = SocketDevice(who, World(http, [f"127.0.0.1:{port}"], {}), recording, 1)
        running = asyncio.ensure_future(device.run())
        try:
            await asyncio.wait_for(fetching.wait(), 5)
            assert history() == ["hear", "connected"]
            lose.set()
            async with asyncio.timeout(5):
                while history() != ["hear", "connected", "gone"]:  # noqa: ASYNC110 - a file has no event
                    await asyncio.sleep(0.02)
        finally:
            lose.set()
            over.set()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            recording.close()
