"""Forwarding: a message's content into other conversations."""

import asyncio
from uuid import UUID

import orjson

from chat.services.messages import Sent, keyed_digest, write
from chat.store import one
from chat.store.append import AppendItem
from chat.wire.commands import Forward
from chat.wire.content import asked_anew, content_of
from common.database import connection
from common.errors import ApiError, not_found
from common.ids import new_id

# Mentions are left out, because they name people of the conversation that the message comes from.
_KEPT = ("entities", "location", "contact")


async def forward_message(actor_id: UUID, message_id: UUID, command: Forward) -> list[Sent]:
    """Send a message's content to each of the conversations, in their order. Repeating the call is always safe.

    If one conversation refuses the message, the others may have it already. The first error is raised, and a repeated
    call returns the messages that exist. Raises ApiError `not_found`, `message_deleted`, `not_allowed` and the errors
    of sending.
    """
    async with connection() as borrowed:
        source = await one.source(borrowed, actor_id, message_id)
    if source is None:
        raise not_found()
    if source.gone:
        raise ApiError("message_deleted")
    if source.kind not in {"text", "location", "contact", "poll"}:
        raise ApiError("not_allowed", "Messages of this kind cannot be forwarded")
    content = orjson.loads(source.content) if source.content else {}
    origin = content.get("forwarded_from") or str(source.sender_id)
    kept = {name: content[name] for name in _KEPT if name in content}
    if "poll" in content:
        kept["poll"] = asked_anew(content["poll"])
    items = [
        AppendItem(
            conversation_id=conversation_id,
            sender_id=actor_id,
            message_id=new_id(),
            client_message_id=command.client_message_id,
            digest=keyed_digest({"forward": str(message_id)}),
            kind=source.kind,
            text=source.text,
            content=content_of(**kept, forwarded_from=origin),
        )
        for conversation_id in dict.fromkeys(command.conversation_ids)
    ]
    results = await asyncio.gather(*map(write, items), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return [result for result in results if isinstance(result, Sent)]
