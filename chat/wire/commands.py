"""Commands of clients. The shapes are the same on the socket and in REST bodies."""

from typing import Annotated, Literal, Self
from uuid import UUID

from django.conf import settings
from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from chat.wire.content import Entity, Location, NewPoll, SharedContact, content_of
from chat.wire.emoji import canonical_emoji
from chat.wire.serializers import Changes, Message, SyncAnswer
from common.parsing import AtMost, Boolean, Id, Integer, Moment, Seq, Shape, Text
from presence.serializers import Statuses


def _message_text(text: str) -> str:
    if len(text) > settings.MESSAGE_TEXT_CHARACTERS:
        message = "must have at most {limit} characters"
        raise PydanticCustomError("too_long", message, {"limit": settings.MESSAGE_TEXT_CHARACTERS})
    if not text.strip():
        raise PydanticCustomError("too_short", "must contain more than white space")
    return text


def _single_emoji(value: str) -> str:
    canonical = canonical_emoji(value)
    if canonical is None:
        raise PydanticCustomError("wrong_format", "must be one emoji")
    return canonical


def _require_few_bytes(entities: list[Entity]) -> list[Entity]:
    if len((content_of(entities=entities) or "").encode()) > settings.MESSAGE_ENTITY_BYTES:
        raise PydanticCustomError(
            "too_long", "must have at most {limit} bytes", {"limit": settings.MESSAGE_ENTITY_BYTES}
        )
    return entities


MessageText = Annotated[Text, AfterValidator(_message_text)]
Entities = Annotated[list[Entity], AtMost("MESSAGE_ENTITIES"), AfterValidator(_require_few_bytes)]
Mentions = Annotated[list[Id], AtMost("MESSAGE_MENTIONS")]
Emoji = Annotated[Text, Field(max_length=32), AfterValidator(_single_emoji)]
Target = Annotated[Seq, Field(ge=1)]


def _require_valid_entities(text: str | None, entities: list[Entity]) -> None:
    if any(entity.offset + entity.length > len(text or "") for entity in entities):
        raise PydanticCustomError("out_of_range", "entities must lie within the text")


class SendMessage(Shape):
    """A message to a conversation, or to a person: exactly one of conversation_id and recipient_id.

    Kind text needs text; kinds location, contact and poll need the field of that name.
    """

    conversation_id: Id | None = None
    recipient_id: Id | None = None
    client_message_id: Id
    kind: Literal["text", "location", "contact", "poll"] = "text"
    text: MessageText | None = None
    entities: Entities = []
    mentions: Mentions = []
    reply_to_seq: Target | None = None
    location: Location | None = None
    contact: SharedContact | None = None
    poll: NewPoll | None = None

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if (self.conversation_id is None) == (self.recipient_id is None):
            raise PydanticCustomError("wrong_value", "exactly one of conversation_id and recipient_id must be given")
        for name in ("text", "location", "contact", "poll"):
            if (getattr(self, name) is not None) != (name == self.kind):
                raise PydanticCustomError(
                    "wrong_value", "a message of kind {kind} has {kind} and nothing else", {"kind": self.kind}
                )
        _require_valid_entities(self.text, self.entities)
        return self


class EditText(Shape):
    """A new text for a message. Without `mentions`, they stay; without `entities`, none are left."""

    text: MessageText
    entities: Entities = []
    mentions: Mentions | None = None

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        _require_valid_entities(self.text, self.entities)
        return self


class EditMessage(EditText):
    """A new text for one's own message."""

    message_id: Id


class DeleteMessage(Shape):
    """Delete a message for everyone, or for oneself only."""

    message_id: Id
    for_: Literal["everyone", "me"] = Field(alias="for")


class React(Shape):
    """Add one's emoji to a message, or remove it."""

    message_id: Id
    emoji: Emoji
    remove: Boolean = False


class Forward(Shape):
    """Send a message on to other conversations; client_message_id is used once in each of them."""

    conversation_ids: Annotated[list[Id], Field(min_length=1), AtMost("FORWARD_CONVERSATIONS")]
    client_message_id: Id


class ConversationSettings(Shape):
    """One's own settings of a conversation; absent fields stay. muted_until null: not muted."""

    muted_until: Moment | None = None
    pinned: Boolean | None = None
    archived: Boolean | None = None
    marked_unread: Boolean | None = None


class PutDraft(Shape):
    """A draft; its version must be greater than that of the stored draft. An empty text deletes the draft."""

    text: Annotated[Text, Field(max_length=65_536)]
    reply_to_seq: Target | None = None
    version: Target


class OpenDirect(Shape):
    """The direct conversation with a person."""

    user_id: Id


class Seen(Shape):
    """A watermark: every message up to seq."""

    seq: Seq


class Ack(Seen):
    """Every message up to seq has reached this device."""

    conversation_id: Id


class Read(Ack):
    """Every message up to seq was read."""


class Sync(Shape):
    """The changes since a cursor; without a cursor, a snapshot."""

    since: Annotated[Text, Field(max_length=16_384)] | None = None


class GetChanges(Shape):
    """The changes of a conversation after a position."""

    conversation_id: Id
    after: Seq
    limit: Annotated[Integer, Field(ge=1, le=500)] = 100


class Typing(Shape):
    """The person types or records; idle: stopped."""

    conversation_id: Id
    state: Literal["typing", "recording", "idle"]


class WatchPresence(Shape):
    """The people on screen; replaces the people of the previous command."""

    user_ids: Annotated[list[Id], AtMost("WATCHED_PEOPLE")]


class RefreshToken(Shape):
    """A fresh access token of the same device."""

    token: Text


class Authenticate(RefreshToken):
    """The first frame of a socket."""


class Ping(Shape):
    """No fields."""


class MessageResult(Shape):
    """The message as it is now."""

    message: Message


class Authenticated(Shape):
    """The person and the device of the socket."""

    user_id: UUID
    device_id: UUID
    heartbeat_seconds: int
    server_time: str


class PositionResult(Shape):
    """The message's position after the change."""

    position: int


class ServerTime(Shape):
    """The server's clock."""

    server_time: str


class Done(Shape):
    """No result but success."""


class Command:
    """The shape of a command and the shape of its result."""

    def __init__(self, shape: type[Shape], result: type[Shape]) -> None:
        self.shape, self.result = shape, result


COMMANDS: dict[str, Command] = {
    "authenticate": Command(Authenticate, Authenticated),
    "send_message": Command(SendMessage, MessageResult),
    "edit_message": Command(EditMessage, PositionResult),
    "delete_message": Command(DeleteMessage, PositionResult),
    "react": Command(React, PositionResult),
    "ack": Command(Ack, Done),
    "read": Command(Read, Done),
    "sync": Command(Sync, SyncAnswer),
    "changes": Command(GetChanges, Changes),
    "typing": Command(Typing, Done),
    "watch_presence": Command(WatchPresence, Statuses),
    "refresh_token": Command(RefreshToken, Done),
    "ping": Command(Ping, ServerTime),
}
