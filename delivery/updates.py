"""The kinds of updates that are published, and who gets each."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ConversationUpdate:
    """One update for the participants of a conversation.

    frame: the encoded update, the same bytes for everyone.
    seq: the message in the update. A participant who may not see that seq gets `blank` instead.
    blank: the same update with a null message.
    only: if not None, nobody except these people gets the update (a withheld message).
    except_user: a person who needs no copy.
    hidden_for: people who deleted the message for themselves; they get `blank`.
    user_ids: people whom a change of membership, or the first message of a direct conversation, concerns. They get
    `frame` whatever their ranges are, even where a process does not know yet that they are participants, or knows that
    they no longer are.
    """

    conversation_id: UUID
    members_version: int
    frame: bytes
    seq: int | None = None
    blank: bytes | None = None
    only: tuple[UUID, ...] | None = None
    user_ids: tuple[UUID, ...] = ()
    except_user: UUID | None = None
    hidden_for: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class UserUpdate:
    """One update for all sockets of one person."""

    user_id: UUID
    frame: bytes


@dataclass(frozen=True, slots=True)
class DeviceEnded:
    """A device was revoked: its sockets in all processes close with 4401 at once."""

    user_id: UUID
    device_ids: tuple[UUID, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """A person came online or went offline, or other people than before may see that: their watchers check again."""

    user_id: UUID


Update = ConversationUpdate | UserUpdate | DeviceEnded | StatusChanged
