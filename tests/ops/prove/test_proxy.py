"""The proxy: what each mode does to a connection, seen from both ends."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from ops.prove.links import Address
from ops.prove.proxy import Listener

SECONDS = 10.0
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def through() -> AsyncIterator[tuple[Listener, Callable[[], Awaitable[tuple[Streams, Streams]]]]]:
    """A listener before a server, and a function that connects and returns both ends, the client's first."""
    accepted: asyncio.Queue[Streams] = asyncio.Queue()
    server = await asyncio.start_server(lambda *streams: accepted.put_nowait(streams), "127.0.0.1", 0)
    listener = Listener(Address(host="127.0.0.1", port=server.sockets[0].getsockname()[1]))
    await listener.open()
    opened: list[Streams] = []

    async def connect() -> tuple[Streams, Streams]:
        client = await asyncio.open_connection("127.0.0.1", listener.port)
        client[1].write(b"first")
        served = await accepted.get()
        assert await served[0].readexactly(5) == b"first"
        opened.extend((client, served))
        return client, served

    try:
        async with asyncio.timeout(SECONDS):
            yield listener, connect
    finally:
        for link in list(listener.links):
            link.reset()
        for _, writer in opened:
            writer.transport.abort()
        await asyncio.gather(*(writer.wait_closed() for _, writer in opened), return_exceptions=True)
        assert listener.server is not None
        listener.server.close()
        server.close()


def orders(mode: str, **how: float) -> dict[str, object]:
    return {"set": "here", "mode": mode, "seed": 1, **how}


async def test_it_passes_both_directions_and_the_end_of_each():
    async with through() as (_, connect):
        client, served = await connect()
        served[1].write(b"answer")
        assert await client[0].readexactly(6) == b"answer"
        client[1].write_eof()
        assert await served[0].read() == b""
        served[1].write(b"after the end")
        served[1].close()
        assert await client[0].read() == b"after the end"


async def test_a_reset_is_seen_by_both_ends():
    async with through() as (listener, connect):
        client, served = await connect()
        assert await listener.set(orders("reset")) == 1
        for reader, _ in (client, served):
            with pytest.raises(ConnectionResetError):
                await reader.read()


async def test_what_is_delayed_comes_late_whole_and_in_order():
    async with through() as (listener, connect):
        client, served = await connect()
        await listener.set(orders("delay", seconds=0.2))
        began = asyncio.get_running_loop().time()
        for number in range(20):
            client[1].write(b"%02d" % number)
            await asyncio.sleep(0)
        assert await served[0].readexactly(40) == b"".join(b"%02d" % number for number in range(20))
        assert asyncio.get_running_loop().time() - began >= 0.2


async def test_what_is_dropped_never_comes_and_the_connection_ends_with_the_fault():
    async with through() as (listener, connect):
        client, served = await connect()
        await listener.set(orders("drop"))
        client[1].write(b"lost")
        other, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        while len(listener.links) < 2:  # noqa: ASYNC110 - another task takes it
            await asyncio.sleep(0)
        await listener.set(orders("pass"))
        for reader in (served[0], client[0], other):
            with pytest.raises(ConnectionResetError):
                await reader.read()
        writer.close()


async def test_a_port_that_refuses_takes_connections_again():
    async with through() as (listener, connect):
        client, _ = await connect()
        await listener.set(orders("refuse"))
        with pytest.raises(ConnectionResetError):
            await client[0].read()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", listener.port)
        await listener.set(orders("pass"))
        await connect()


async def test_a_half_close_ends_one_direction():
    async with through() as (listener, connect):
        client, served = await connect()
        await listener.set(orders("half_close"))
        ended = [asyncio.ensure_future(reader.read()) for reader, _ in (client, served)]
        done, left = await asyncio.wait(ended, return_when=asyncio.FIRST_COMPLETED)
        assert [one.result() for one in done] == [b""]
        assert len(left) == 1
        # The side that has seen the end may still write.
        writer = (client if ended[0] in done else served)[1]
        writer.write(b"on")
        writer.close()
        assert await left.pop() == b"on"


async def test_a_client_that_vanishes_leaves_the_server_without_a_word():
    async with through() as (listener, connect):
        client, served = await connect()
        await listener.set(orders("vanish"))
        with pytest.raises(ConnectionResetError):
            await client[0].read()
        silence = asyncio.ensure_future(served[0].read())
        done, _ = await asyncio.wait({silence}, timeout=0.3)
        assert not done
        silence.cancel()


async def test_who_stops_reading_stops_the_server_and_loses_nothing():
    async with through() as (listener, connect):
        client, served = await connect()
        await listener.set(orders("stop_reading"))
        much = b"x" * 32 * 1024 * 1024
        served[1].write(much)
        draining = asyncio.ensure_future(served[1].drain())
        done, _ = await asyncio.wait({draining}, timeout=0.5)
        assert not done
        await listener.set(orders("pass"))
        assert await client[0].readexactly(len(much)) == much
        await draining
