"""Connections that are reset just after their last data: they need no answer, and nothing of them may stay."""

import asyncio
import os
import signal
import socket
import struct

from tests.config.server.raw_socket import TEXT, RawSocket, encoded
from tests.harness.processes import WebProcess
from tests.harness.types import NewPerson

REQUEST = b"GET /api/v1/conversations HTTP/1.1\r\nHost: localhost\r\n\r\n"
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
COUNT = 10
DRAINED_SECONDS = 8.0
# Less than a heartbeat without an answer takes.
GONE_SECONDS = 15.0


def connected(process: WebProcess) -> socket.socket:
    """Return a connection on which one request was answered."""
    client = socket.create_connection(("127.0.0.1", process.port))
    client.sendall(REQUEST)
    assert client.recv(65536).startswith(b"HTTP/1.1 401")
    return client


def reset_behind(client: socket.socket, data: bytes) -> None:
    """Send some bytes and reset the connection."""
    client.sendall(data)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
    client.close()


async def ends_well(process: WebProcess) -> None:
    """Check that a process ends soon after SIGTERM, without an error."""
    with await asyncio.to_thread(connected, process):
        pass
    os.kill(process.pid, signal.SIGTERM)
    assert process.child is not None
    assert await asyncio.to_thread(process.child.wait, DRAINED_SECONDS) == 0
    assert "Traceback" not in process.log_text()[process.log_start :]


async def test_a_request_that_is_followed_by_a_reset_does_not_stay_running(own: WebProcess):
    clients = [await asyncio.to_thread(connected, own) for _ in range(COUNT)]
    # Stop the process, so that it reads the request and the reset at once.
    os.kill(own.pid, signal.SIGSTOP)
    for client in clients:
        reset_behind(client, REQUEST)
    os.kill(own.pid, signal.SIGCONT)
    await ends_well(own)


async def test_a_command_that_is_followed_by_a_reset_leaves_no_socket(own: WebProcess, new_person: NewPerson):
    alice = await new_person("alice", own)
    raws = [await RawSocket.open(own.ws_url, alice.access) for _ in range(COUNT)]
    os.kill(own.pid, signal.SIGSTOP)
    for raw in raws:
        reset_behind(raw.socket, encoded(TEXT, b'{"id":2,"type":"ping"}'))
    os.kill(own.pid, signal.SIGCONT)
    async with asyncio.timeout(GONE_SECONDS):
        while (await alice.rest.get(f"/users/{alice.id}/status")).json()["status"] == "online":
            pass
    await ends_well(own)
