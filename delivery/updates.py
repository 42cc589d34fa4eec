"""What is published: each kind of update, and whom it is for."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ConversationUpdate:
    """One update for the participants of a conversation.

    frame: the encoded update, the same bytes for everyone. seq: the message it carries; whoever may not see that seq
    gets `blank` instead (the same update with a null message). only: if not None, nobody else gets anything (a
    withheld message). except_user: a person who needs no copy. user_ids: people concerned by a change of membership
    or by the first message of a direct conversation, who are reached even where the process does not know yet that
    they are participants, or no longer are; they get `frame`, whatever their ranges are.
    """

    conversation_id: UUID
    members_version: int
    frame: bytes
    seq: int | None = None
    blank: bytes | None = None
    only: tuple[UUID, ...] | None = None
    user_ids: tuple[UUID, ...] = ()
    except_user: UUID | None = None


@dataclass(frozen=True, slots=True)
class UserUpdate:
    """One update for all sockets of one person."""

    user_id: UUID
    frame: bytes


@dataclass(frozen=True, slots=True)
class DeviceEnded:
    """A device was revoked: its sockets close with 4401 at once, everywhere."""

    user_id: UUID
    device_ids: tuple[UUID, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """A person came online or went offline, or others may see it than before: whoever watches them looks again."""

    user_id: UUID


Update = ConversationUpdate | UserUpdate | DeviceEnded | StatusChanged
