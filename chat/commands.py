"""Commands: what clients ask for, the same shapes on the socket and in REST bodies."""

from typing import Annotated, Literal, Self
from uuid import UUID

from django.conf import settings
from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from chat.serializers import Message
from common.parsing import Id, Seq, Shape, Text


class SendMessage(Shape):
    """A message to a conversation, or to a person: exactly one of conversation_id and recipient_id."""

    conversation_id: Id | None = None
    recipient_id: Id | None = None
    client_message_id: Id
    kind: Literal["text"] = "text"
    text: Text
    reply_to_seq: Annotated[Seq, Field(ge=1)] | None = None

    @field_validator("text")
    @classmethod
    def _has_characters(cls, text: str) -> str:
        if not text.strip():
            raise PydanticCustomError("too_short", "must contain more than white space")
        if len(text) > settings.MESSAGE_TEXT_CHARACTERS:
            message = "must have at most {limit} characters"
            raise PydanticCustomError("too_long", message, {"limit": settings.MESSAGE_TEXT_CHARACTERS})
        return text

    @model_validator(mode="after")
    def _has_one_target(self) -> Self:
        if (self.conversation_id is None) == (self.recipient_id is None):
            raise PydanticCustomError("wrong_value", "exactly one of conversation_id and recipient_id must be given")
        return self


class OpenDirect(Shape):
    """The direct conversation with a person."""

    user_id: Id


class Ack(Shape):
    """Everything up to seq has reached this device."""

    conversation_id: Id
    seq: Seq


class RefreshToken(Shape):
    """A fresh access token of the same device."""

    token: Text


class Authenticate(RefreshToken):
    """The first frame of a socket."""


class Ping(Shape):
    """Nothing but the question."""


class MessageResult(Shape):
    """The message as it is now."""

    message: Message


class Authenticated(Shape):
    """Who the socket belongs to."""

    user_id: UUID
    device_id: UUID
    heartbeat_seconds: int
    server_time: str


class ServerTime(Shape):
    """The server's clock."""

    server_time: str


class Done(Shape):
    """Done, and nothing to say."""


class Command:
    """A command's shape and its result's."""

    def __init__(self, shape: type[Shape], result: type[Shape]) -> None:
        self.shape, self.result = shape, result


COMMANDS: dict[str, Command] = {
    "authenticate": Command(Authenticate, Authenticated),
    "send_message": Command(SendMessage, MessageResult),
    "ack": Command(Ack, Done),
    "refresh_token": Command(RefreshToken, Done),
    "ping": Command(Ping, ServerTime),
}
