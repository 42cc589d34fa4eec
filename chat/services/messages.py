"""Sending messages: the one write path of REST and socket, and the one for code inside a transaction."""

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connection as django_connection
from django.db import transaction

from chat import metrics
from chat.commit import writer
from chat.services.conversations import direct_with
from chat.store import messages as store
from chat.store.append import Appended, AppendItem, Outcome, append
from chat.store.direct import direct_key
from chat.store.messages import Reading
from chat.wire.commands import SendMessage
from chat.wire.content import content_of
from chat.wire.ready_json import with_fields
from chat.wire.updates import publish_appended
from common.clock import now
from common.database import connection
from common.errors import ApiError, invalid, not_found
from common.ids import new_id

# The digest is of the content: not of the destination, and not of the idempotency key.
_NOT_DIGESTED = {"conversation_id", "recipient_id", "client_message_id"}


class Sent(NamedTuple):
    """The message as JSON, as its sender sees it now; `created` is False for a replay."""

    message: bytes
    created: bool


def body_digest(command: SendMessage) -> bytes:
    """Return the keyed hash of a command's content.

    Fields at their default are left out, so new fields can be added.
    """
    return keyed_digest(command.model_dump(mode="json", exclude=_NOT_DIGESTED, exclude_defaults=True))


def keyed_digest(body: dict[str, Any]) -> bytes:
    """Return the keyed hash of a body, the same whatever the order of its fields."""
    canonical = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(canonical, key=settings.DIGEST_KEY.encode()[:64], digest_size=32).digest()


async def send_message(sender_id: UUID, command: SendMessage) -> Sent:
    """Write a message; it is committed when this returns. Repeating it with its client_message_id is always safe.

    Queries: one, shared by all messages of the same batch; one more with recipient_id, one more for a reply, a poll or
    a replay. Raises ApiError: `not_found`, `not_allowed`, `idempotency_conflict`, `invalid`, `rate_limited` (slow
    mode), `busy`, `unavailable`.
    """
    if command.poll is not None and command.poll.closes_at is not None and command.poll.closes_at <= now():
        await _require_sent_before(sender_id, command)
    if command.recipient_id is not None:
        conversation_id = await direct_with(sender_id, command.recipient_id)
    else:
        assert command.conversation_id is not None  # exactly one is given
        conversation_id = command.conversation_id
    return await write(
        AppendItem(
            conversation_id=conversation_id,
            sender_id=sender_id,
            message_id=new_id(),
            client_message_id=command.client_message_id,
            digest=body_digest(command),
            kind=command.kind,
            text=command.text,
            content=content_of(
                entities=command.entities,
                mentions=command.mentions,
                location=command.location,
                contact=command.contact,
                poll=command.poll,
            ),
            reply_to_seq=command.reply_to_seq,
        )
    )


async def _require_sent_before(sender_id: UUID, command: SendMessage) -> None:
    """Raise ApiError `invalid` unless this poll was sent before: a new poll must close later than it is sent."""
    key = direct_key(sender_id, command.recipient_id) if command.recipient_id else None
    async with connection() as borrowed:
        if not await store.was_sent(borrowed, sender_id, command.conversation_id, key, command.client_message_id):
            raise invalid("poll.closes_at", "out_of_range", "must be in the future")


async def write(item: AppendItem) -> Sent:
    """Hand a person's message to the writer and return it as they see it. Raises the errors of `send_message`."""
    row = await writer.write(item)
    _require_written(row)
    if row.message is not None and item.reply_to_seq is None and item.kind != "poll":
        return Sent(with_fields(row.message, status=row.status).encode(), created=True)
    # A replay; or a reply or a poll, whose JSON has parts that depend on the reader.
    assert row.seq is not None and item.sender_id is not None  # noqa: PT018
    async with connection() as borrowed:
        message = await store.own_message(borrowed, Reading(item.conversation_id, item.sender_id), row.seq)
    assert message is not None
    return Sent(message.encode(), created=row.message is not None)


def _require_written(row: Appended) -> None:
    """Raise the ApiError of an outcome that refuses the message."""
    match row.outcome:
        case Outcome.NOT_FOUND:
            raise not_found()
        case Outcome.NOT_ALLOWED:
            raise ApiError("not_allowed", "You may not write in this conversation")
        case Outcome.CONFLICT:
            raise ApiError("idempotency_conflict")
        case Outcome.NO_SOURCE:
            raise invalid("reply_to_seq", "unknown_message", "there is no such message to reply to")
        case Outcome.SLOW_MODE:
            raise ApiError("slow_mode", retry_after_seconds=row.wait_seconds)


def append_in_transaction(items: Sequence[AppendItem]) -> list[Appended]:
    """Write messages in the caller's transaction and publish them after its commit. For system messages and tasks.

    The conversations' rows stay locked until the commit. No two items may have the same (conversation, sender,
    client_message_id).
    """
    if not django_connection.in_atomic_block:
        raise RuntimeError("append_in_transaction() must be called inside a transaction")
    rows = append(items)
    transaction.on_commit(lambda: publish_appended(list(zip(items, rows, strict=True))))
    transaction.on_commit(lambda: metrics.appended(row.outcome for row in rows))
    return rows
