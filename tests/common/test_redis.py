"""Which error a write to a closed Redis connection raises."""

import asyncio
import socket
import struct

import pytest
import uvloop
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from common.redis import NoRetry

RESET_ON_CLOSE = struct.pack("ii", 1, 0)


async def write_after_reset(retry: NoRetry) -> None:
    """Subscribe, let the server reset the connection, and subscribe to another channel over it."""
    reset = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while b"SUBSCRIBE" not in (asked := await reader.read(65536)):
            writer.write(b"+OK\r\n" * asked.count(b"CLIENT"))
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        writer.close()
        reset.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = Redis(port=port, retry=retry, protocol=2)
    try:
        subscriber = client.pubsub()
        await subscriber.subscribe("one")
        await reset.wait()
        await asyncio.sleep(0.1)
        await subscriber.subscribe("another")
    finally:
        await client.aclose()
        server.close()


def test_a_connection_that_was_reset_is_a_connection_error():
    with pytest.raises(RedisConnectionError, match="the handler is closed"):
        uvloop.run(write_after_reset(NoRetry()))


def test_other_errors_stay_unchanged():
    async def call() -> None:
        async def do() -> None:
            raise RuntimeError("no loop")

        await NoRetry().call_with_retry(do, lambda _error: None)

    with pytest.raises(RuntimeError, match="no loop"):
        asyncio.run(call())
