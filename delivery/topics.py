"""Topics: the only place that names one. A topic is a slot into which ids of conversations and people are hashed."""

from uuid import UUID

from django.conf import settings


def slot_of(identifier: UUID) -> int:
    """Return the slot of a conversation or person: 0 to ROUTER_SLOTS - 1, the same in every process."""
    # The last bytes of a UUIDv7 are random; its first are a clock, which would put a day's conversations into one slot.
    slots: int = settings.ROUTER_SLOTS
    if slots == 1:
        return 0
    return int.from_bytes(identifier.bytes[-6:]) % slots


def slot_topic(slot: int) -> str:
    """Return the name of a slot's group in the channel layer."""
    return f"slot.{slot}"


# Prefix of the one channel a process has; it follows the layer's own prefix.
ROUTER_CHANNEL_PREFIX = "router."
