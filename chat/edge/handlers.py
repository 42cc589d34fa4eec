"""The handlers of the socket's commands: one service call each, with the result as JSON."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import orjson

from chat import selectors, services
from chat.wire.commands import (
    Ack,
    DeleteMessage,
    EditMessage,
    GetChanges,
    Ping,
    React,
    Read,
    SendMessage,
    Sync,
    Typing,
    WatchPresence,
)
from common import clock
from common.bridge import in_thread
from delivery.connection import Connection
from presence import services as presence
from presence.serializers import statuses

Handler = Callable[[UUID, Any], Awaitable[bytes]]
ConnectionHandler = Callable[[Connection, Any], Awaitable[bytes]]


async def send_message(user_id: UUID, command: SendMessage) -> bytes:
    """Send a message and return it after the commit."""
    sent = await services.send_message(user_id, command)
    return b'{"message":%b}' % sent.message


async def edit_message(user_id: UUID, command: EditMessage) -> bytes:
    """Edit the person's own message."""
    return _position((await in_thread(services.edit_message, user_id, command)).position)


async def delete_message(user_id: UUID, command: DeleteMessage) -> bytes:
    """Delete a message for everyone or for the person only."""
    if command.for_ == "everyone":
        return _position((await in_thread(services.delete_message, user_id, command.message_id)).position)
    return _position((await in_thread(services.hide_message, user_id, command.message_id)).position)


async def react(user_id: UUID, command: React) -> bytes:
    """Add or remove the person's emoji."""

    def call() -> int:
        return services.react(user_id, command.message_id, command.emoji, remove=command.remove).position

    return _position(await in_thread(call))


async def ack(user_id: UUID, command: Ack) -> bytes:
    """Move the person's delivered watermark."""
    await services.ack(user_id, command.conversation_id, command.seq)
    return b"{}"


async def read(user_id: UUID, command: Read) -> bytes:
    """Move the person's read watermark."""
    await services.read(user_id, command.conversation_id, command.seq)
    return b"{}"


async def sync(user_id: UUID, command: Sync) -> bytes:
    """Return the changes since a cursor."""
    return (await selectors.sync(user_id, command.since)).body


async def changes(user_id: UUID, command: GetChanges) -> bytes:
    """Return the changes of a conversation."""
    return await selectors.changes(command.conversation_id, user_id, command.after, command.limit)


async def typing(connection: Connection, command: Typing) -> bytes:
    """Send the other participants that the person types."""
    await services.publish_typing(connection, command.conversation_id, command.state)
    return b"{}"


async def watch_presence(connection: Connection, command: WatchPresence) -> bytes:
    """Watch these people, and no longer those of the previous call."""
    found = await presence.watch(connection, list(dict.fromkeys(command.user_ids)))
    return statuses(found.items()).model_dump_json().encode()


async def ping(user_id: UUID, command: Ping) -> bytes:
    """Return the server's time."""
    return orjson.dumps({"server_time": clock.wire_time(clock.now())})


def _position(position: int) -> bytes:
    return b'{"position":%d}' % position


HANDLERS: dict[str, Handler] = {
    "send_message": send_message,
    "edit_message": edit_message,
    "delete_message": delete_message,
    "react": react,
    "ack": ack,
    "read": read,
    "sync": sync,
    "changes": changes,
    "ping": ping,
}

# Commands whose replies may have a megabyte.
HEAVY = {"sync", "changes"}

# Handlers that need the connection itself, not only its person.
CONNECTION_HANDLERS: dict[str, ConnectionHandler] = {
    "typing": typing,
    "watch_presence": watch_presence,
}
