"""Updates on their way between processes: what lies in one message of a slot."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from delivery.publish import ConversationUpdate, DeviceEnded, StatusChanged, Update, UserUpdate
from delivery.topics import slot_of

# One update as the channel layer's msgpack has it: a letter, then its fields; ids are their 16 bytes.
Packed = list[Any]


class ToPeople(NamedTuple):
    """One update for the named people, whether or not they are participants as far as a process knows."""

    user_ids: tuple[UUID, ...]
    update: ConversationUpdate


Envelope = ConversationUpdate | ToPeople | UserUpdate | DeviceEnded | StatusChanged


def envelopes(update: Update) -> tuple[Envelope, ...]:
    """Return an update as `by_slot` and `unpack` would have it, for the process it was made in."""
    if isinstance(update, ConversationUpdate) and update.user_ids:
        return ToPeople(update.user_ids, update), update
    return (update,)


def by_slot(updates: Iterable[Update]) -> dict[int, list[Packed]]:
    """Return what to send into each slot, in order.

    The people a conversation's update names (`user_ids`) are left out of the conversation's own envelope and get one in
    the slots of theirs: a process that sits in both delivers to each exactly once.
    """
    slots: dict[int, list[Packed]] = defaultdict(list)
    for update in updates:
        match update:
            case ConversationUpdate():
                packed = _conversation_fields(update)
                named: dict[int, list[bytes]] = defaultdict(list)
                for user_id in update.user_ids:
                    named[slot_of(user_id)].append(user_id.bytes)
                for slot, user_ids in named.items():
                    slots[slot].append(["p", user_ids, *packed])
                slots[slot_of(update.conversation_id)].append(["c", *packed])
            case UserUpdate():
                slots[slot_of(update.user_id)].append(["u", update.user_id.bytes, update.frame])
            case DeviceEnded():
                slots[slot_of(update.user_id)].append(["d", update.user_id.bytes, [d.bytes for d in update.device_ids]])
            case StatusChanged():
                slots[slot_of(update.user_id)].append(["s", update.user_id.bytes])
    return slots


def unpack(packed: Packed) -> Envelope:
    """Return the envelope `by_slot` packed. Raises ValueError, TypeError or IndexError for anything else."""
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
    """Return about how many bytes an envelope takes."""
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
    ]


def _conversation_update(fields: Packed) -> ConversationUpdate:
    conversation_id, members_version, frame, seq, blank, only, user_ids, except_user = fields
    return ConversationUpdate(
        conversation_id=UUID(bytes=conversation_id),
        members_version=members_version,
        frame=frame,
        seq=seq,
        blank=blank,
        only=None if only is None else tuple(UUID(bytes=i) for i in only),
        user_ids=tuple(UUID(bytes=i) for i in user_ids),
        except_user=None if except_user is None else UUID(bytes=except_user),
    )
