"""The shapes of conversations and messages on the wire, shared by both edges and by the schema."""

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from chat.wire.polls import Poll
from common.parsing import Shape

Role = Literal["member", "admin", "owner"]
MessageKind = Literal["text", "image", "video", "audio", "voice", "document", "location", "contact", "poll", "system"]


class Receipts(Shape):
    """In direct conversations the watermarks of the other person, in groups the minima over all active members."""

    delivered_to_all_seq: int
    read_by_all_seq: int


class Preview(Shape):
    """The part of the answered message that a reply shows."""

    sender_id: UUID | None
    kind: MessageKind
    text: str | None


class ReplyTo(Shape):
    """The message a reply answers. preview is null in updates, and if the reader may not see that message."""

    message_id: UUID
    seq: int
    preview: Preview | None


class Reaction(Shape):
    """One emoji on a message; `mine` is absent in updates."""

    emoji: str
    count: int
    mine: bool | None = None


class Message(Shape):
    """A message; `status` is absent in updates and null for others' messages.

    unavailable: it changed after the reader, a former member, had left; they may not see its new content.
    """

    id: UUID
    conversation_id: UUID
    seq: int
    position: int
    client_message_id: UUID | None
    sender_id: UUID | None
    kind: MessageKind
    text: str | None
    entities: list[dict[str, Any]]
    mentions: list[UUID]
    media: list[dict[str, Any]]
    reply_to: ReplyTo | None
    forwarded_from: UUID | None
    reactions: list[Reaction]
    system: dict[str, Any] | None
    sent_at: str
    edited_at: str | None
    deleted_at: str | None
    expires_at: str | None
    pinned_at: str | None
    location: dict[str, Any] | None = None
    contact: dict[str, Any] | None = None
    poll: Poll | None = None
    unavailable: bool = False
    status: Literal["sent", "delivered", "read"] | None = None


class ConversationState(Shape):
    """A conversation in updates and changes: the part that is the same for all members."""

    id: UUID
    kind: Literal["direct", "group"]
    title: str | None
    avatar: dict[str, Any] | None
    participant_count: int
    last_seq: int
    position: int
    message_ttl_seconds: int | None
    group_id: UUID | None


class Draft(Shape):
    """An unfinished message."""

    text: str
    reply_to_seq: int | None
    version: int
    updated_at: str


class MyState(Shape):
    """One's own state in a conversation. silenced_until: one may not send in this group until then."""

    role: Role
    joined_seq: int
    read_seq: int
    delivered_seq: int
    muted_until: str | None
    pinned_at: str | None
    archived_at: str | None
    silenced_until: str | None
    marked_unread: bool
    left_at: str | None
    draft: Draft | None


class Peer(Shape):
    """The other person of a direct conversation, as their privacy settings allow."""

    id: UUID
    name: str
    about: str
    username: str | None
    avatar: dict[str, Any] | None


class Conversation(ConversationState):
    """A conversation as one person sees it in their list."""

    last_message: Message | None
    last_activity_at: str
    unread_count: int = Field(ge=0, le=999)
    unread_mentions: int
    receipts: Receipts
    my: MyState
    peer: Peer | None
    request: bool


class ConversationPage(Shape):
    """A page of conversations, newest activity first."""

    results: list[Conversation]
    next: str | None


class MessagePage(Shape):
    """A page of messages, ascending by seq."""

    results: list[Message]
    next: str | None


class Changes(Shape):
    """The changes of a conversation after a position, ascending by position."""

    messages: list[Message]
    conversation: ConversationState | None
    position: int
    complete: bool
    reset: bool


class Forwarded(Shape):
    """The forwarded messages, in the order of the conversations."""

    results: list[Message]


class PositionOnly(Shape):
    """A message's position after its deletion."""

    position: int


class ReactedBy(Shape):
    """One person's reaction."""

    user_id: UUID
    emoji: str
    reacted_at: str


class ReactionPage(Shape):
    """A page of reactions, the oldest first."""

    results: list[ReactedBy]
    next: str | None


class ReceiptOf(Shape):
    """Whether one member received and read the message, with the times if they are known."""

    user_id: UUID
    state: Literal["sent", "delivered", "read"]
    delivered_at: str | None
    read_at: str | None


class ReceiptPage(Shape):
    """A page of receipts, by member."""

    results: list[ReceiptOf]
    next: str | None


class Watermarks(Shape):
    """One's own watermarks, and the number of unread messages."""

    read_seq: int
    delivered_seq: int
    unread_count: int


class SyncedAccount(Shape):
    """The changed parts of one's account; each part is complete."""

    profile: dict[str, Any] | None = None
    contacts: list[dict[str, Any]] | None = None
    blocks: list[UUID] | None = None
    privacy: dict[str, Any] | None = None
    devices: list[dict[str, Any]] | None = None
    hidden_message_ids: list[UUID] | None = None


class SyncAnswer(Shape):
    """The changes since a cursor, and the cursor for the next call."""

    cursor: str
    conversations: list[Conversation]
    account: SyncedAccount
    complete: bool
    next: str | None
    reset: bool
