"""The only place that names topics. A topic is a slot; the ids of conversations and people are hashed into slots."""

from uuid import UUID

from django.conf import settings


def slot_of(identifier: UUID) -> int:
    """Return the slot of a conversation or person: 0 to ROUTER_SLOTS - 1, the same in every process."""
    # The last bytes of a UUIDv7 are random. Its first bytes are a clock, so they would put all conversations of a day
    # into one slot.
    slots: int = settings.ROUTER_SLOTS
    if slots == 1:
        return 0
    return int.from_bytes(identifier.bytes[-6:]) % slots


def slot_topic(slot: int) -> str:
    """Return the name of a slot's group in the channel layer."""
    return f"slot.{slot}"


# The prefix of a process's one channel. It follows the channel layer's own prefix.
ROUTER_CHANNEL_PREFIX = "router."
