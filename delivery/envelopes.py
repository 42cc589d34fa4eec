"""Updates on their way between processes: the content of one message on the bus."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from delivery.topics import slot_of
from delivery.updates import ConversationUpdate, DeviceEnded, StatusChanged, Update, UserUpdate

# One update as a list for the channel layer's msgpack: a letter for its kind, then its fields. Ids are 16 bytes.
Packed = list[Any]


class ToPeople(NamedTuple):
    """One update for named people, even if a process does not know that they are participants."""

    user_ids: tuple[UUID, ...]
    update: ConversationUpdate


Envelope = ConversationUpdate | ToPeople | UserUpdate | DeviceEnded | StatusChanged


def envelopes(update: Update) -> tuple[Envelope, ...]:
    """Return the envelopes of an update for the process that made it: those that `by_slot` and `unpack` would yield."""
    if isinstance(update, ConversationUpdate) and update.user_ids:
        return ToPeople(update.user_ids, update), update
    return (update,)


def by_slot(updates: Iterable[Update]) -> Iterator[tuple[int, list[Packed]]]:
    """Yield (slot, envelopes to send into it), in the order of sending.

    A conversation update may name people (`user_ids`). They get an envelope of their own, in their own slots, and the
    conversation's envelope leaves them out. So a process that has joined both slots delivers to each person exactly
    once. The envelopes for named people come first: otherwise the next update of the conversation could reach a process
    that does not know yet that these people are participants.
    """
    waves: list[dict[int, list[Packed]]] = [defaultdict(list)]
    wave_of: dict[UUID, int] = {}
    for update in updates:
        wave = 0
        if isinstance(update, ConversationUpdate):
            wave = wave_of.get(update.conversation_id, 0)
            for slot, packed in _for_named(update):
                waves[wave][slot].append(packed)
            if update.user_ids:
                wave = wave_of[update.conversation_id] = wave + 1
                if wave == len(waves):
                    waves.append(defaultdict(list))
        slot, packed = _for_all(update)
        waves[wave][slot].append(packed)
    for slots in waves:
        yield from slots.items()


def _for_named(update: ConversationUpdate) -> Iterator[tuple[int, Packed]]:
    named: dict[int, list[bytes]] = defaultdict(list)
    for user_id in update.user_ids:
        named[slot_of(user_id)].append(user_id.bytes)
    for slot, user_ids in named.items():
        yield slot, ["p", user_ids, *_conversation_fields(update)]


def _for_all(update: Update) -> tuple[int, Packed]:
    match update:
        case ConversationUpdate(conversation_id):
            return slot_of(conversation_id), ["c", *_conversation_fields(update)]
        case UserUpdate(user_id, frame):
            return slot_of(user_id), ["u", user_id.bytes, frame]
        case DeviceEnded(user_id, device_ids):
            return slot_of(user_id), ["d", user_id.bytes, [device_id.bytes for device_id in device_ids]]
        case StatusChanged(user_id):
            return slot_of(user_id), ["s", user_id.bytes]


def unpack(packed: Packed) -> Envelope:
    """Return the envelope that `by_slot` packed. Raises ValueError, TypeError or IndexError for any other list."""
    match packed:
        case ["c", *fields]:
            return _conversation_update(fields)
        case ["p", user_ids, *fields]:
            return ToPeople(tuple(UUID(bytes=i) for i in user_ids), _conversation_update(fields))
        case ["u", user_id, frame]:
            return UserUpdate(UUID(bytes=user_id), frame)
        case ["d", user_id, device_ids]:
            return DeviceEnded(UUID(bytes=user_id), tuple(UUID(bytes=i) for i in device_ids))
        case ["s", user_id]:
            return StatusChanged(UUID(bytes=user_id))
    raise ValueError("not an envelope")


def size_bytes(packed: Packed) -> int:
    """Return roughly how many bytes an envelope takes."""
    return 64 + sum(len(field) for field in packed if isinstance(field, bytes))


def _conversation_fields(update: ConversationUpdate) -> Packed:
    return [
        update.conversation_id.bytes,
        update.members_version,
        update.frame,
        update.seq,
        update.blank,
        None if update.only is None else [i.bytes for i in update.only],
        [i.bytes for i in update.user_ids],
        None if update.except_user is None else update.except_user.bytes,
        [i.bytes for i in update.hidden_for],
    ]


def _conversation_update(fields: Packed) -> ConversationUpdate:
    conversation_id, members_version, frame, seq, blank, only, user_ids, except_user, hidden_for = fields
    return ConversationUpdate(
        conversation_id=UUID(bytes=conversation_id),
        members_version=members_version,
        frame=frame,
        seq=seq,
        blank=blank,
        only=None if only is None else tuple(UUID(bytes=i) for i in only),
        user_ids=tuple(UUID(bytes=i) for i in user_ids),
        except_user=None if except_user is None else UUID(bytes=except_user),
        hidden_for=tuple(UUID(bytes=i) for i in hidden_for),
    )
