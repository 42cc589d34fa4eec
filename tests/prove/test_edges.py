"""Why a command of a simulated client has no answer: who closed the socket is not to be mixed up."""

import asyncio
from collections.abc import AsyncIterator

import orjson
import pytest
from websockets.asyncio.server import ServerConnection, serve

from config.prove.clients.edges import Lost, Socket, open_socket


@pytest.fixture
async def socket() -> AsyncIterator[Socket]:
    """A socket at a server that answers nothing but authenticate, and closes when it is asked to."""

    async def answer(connection: ServerConnection) -> None:
        async for frame in connection:
            told = orjson.loads(frame)
            if told["type"] == "authenticate":
                await connection.send(orjson.dumps({"id": told["id"], "result": {}}).decode())
            elif told["type"] == "close":
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
    await asyncio.sleep(0.05)  # until it is sent; too short, the command fails otherwise
    await socket.close()
    assert await lost(asking) == "left"


async def test_a_client_that_closes_after_the_server_has_not(socket: Socket):
    asking = [asyncio.ensure_future(socket.ask(command, {})) for command in ("ping", "close")]
    while socket.socket.protocol.close_rcvd is None:  # noqa: ASYNC110 - websockets has no event for it
        await asyncio.sleep(0)  # one turn of the loop: close() is to come before the reader has found out
    await socket.close()
    assert [await lost(one) for one in asking] == ["socket closed: 4503"] * 2
