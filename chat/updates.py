"""Updates: what the server tells sockets about conversations, how it is encoded, and who is told."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from chat.serializers import ConversationState, Message, MyState, Receipts
from chat.store.append import Appended, AppendItem, Outcome
from common.parsing import Shape
from delivery.publish import ConversationUpdate, publish


class Cause(Shape):
    """Why a conversation changed."""

    kind: Literal[
        "sent", "edited", "deleted", "reacted", "pinned", "voted", "media", "preview", "membership", "settings"
    ]
    user_id: UUID | None
    emoji: str | None = None
    removed: bool | None = None


class Change(Shape):
    """The state after one change, the same bytes for every member; message null for who may not see it."""

    update: Literal["change"]
    conversation_id: UUID
    position: int
    message: Message | None
    conversation: ConversationState | None
    cause: Cause


class Mine(Shape):
    """One's own state in a conversation, to one's own sockets."""

    update: Literal["mine"]
    conversation_id: UUID
    my: MyState
    unread_count: int
    unread_mentions: int
    hidden_message_ids: list[UUID] | None = None


class Receipt(Shape):
    """One member's watermarks."""

    update: Literal["receipt"]
    conversation_id: UUID
    user_id: UUID
    delivered_seq: int
    read_seq: int


class Head(Shape):
    """Anti-entropy: how far the conversation is. Greater than one's own position: pull."""

    update: Literal["head"]
    conversation_id: UUID
    position: int
    receipts: Receipts


class Account(Shape):
    """Parts of one's own account changed: pull."""

    update: Literal["account"]
    changed: list[Literal["profile", "contacts", "blocks", "privacy", "devices"]]


class Resync(Shape):
    """The server may have missed something: sync after a random 0 to 3 seconds."""

    update: Literal["resync"]
    reason: str


UPDATES: dict[str, type[Shape]] = {
    "change": Change,
    "mine": Mine,
    "receipt": Receipt,
    "head": Head,
    "account": Account,
    "resync": Resync,
}


def sent_change(conversation_id: UUID, position: int, message: str, sender_id: UUID | None) -> bytes:
    """Return the encoded `change` of a new message; `message` is JSON text, put in as it is."""
    cause = f'{{"kind":"sent","user_id":{_quoted(sender_id)}}}'
    return (
        f'{{"update":"change","conversation_id":"{conversation_id}","position":{position},'
        f'"message":{message},"conversation":null,"cause":{cause}}}'
    ).encode()


def _quoted(value: UUID | None) -> str:
    return "null" if value is None else f'"{value}"'


def publish_appended(done: Sequence[tuple[AppendItem, Appended]]) -> None:
    """Tell the participants what a committed batch wrote. Call after the commit."""
    publish([appended_update(item, row) for item, row in done if row.outcome in {Outcome.FRESH, Outcome.COMMITTED}])


def appended_update(item: AppendItem, row: Appended) -> ConversationUpdate:
    """Return the update of one written message. A withheld one reaches its sender only."""
    assert row.position is not None and row.message is not None and row.members_version is not None  # noqa: PT018
    return ConversationUpdate(
        conversation_id=item.conversation_id,
        members_version=row.members_version,
        frame=sent_change(item.conversation_id, row.position, row.message, item.sender_id),
        seq=row.seq,
        blank=sent_change(item.conversation_id, row.position, "null", item.sender_id),
        only=(item.sender_id,) if row.withheld and item.sender_id else None,
        user_ids=row.first_for,
    )
