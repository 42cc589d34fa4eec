"""What each command of the socket does: one service call, and its result as JSON."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import orjson

from chat import services
from chat.commands import Ack, Ping, SendMessage
from common import clock

Handler = Callable[[UUID, Any], Awaitable[bytes]]


async def send_message(user_id: UUID, command: SendMessage) -> bytes:
    """Send, and answer with the message after its commit."""
    sent = await services.send_message(user_id, command)
    return b'{"message":%b}' % sent.message


async def ack(user_id: UUID, command: Ack) -> bytes:
    """Move one's delivered watermark."""
    await services.ack(user_id, command.conversation_id, command.seq)
    return b"{}"


async def ping(user_id: UUID, command: Ping) -> bytes:
    """Tell the time."""
    return orjson.dumps({"server_time": clock.wire_time(clock.now())})


HANDLERS: dict[str, Handler] = {"send_message": send_message, "ack": ack, "ping": ping}
