"""The consumers of the feed: what a consumer is, and which ones FEED_CONSUMERS names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from chat.store.feed import FeedChange

__all__ = ["Consumer", "FeedChange", "consumers"]


@dataclass(frozen=True)
class Consumer:
    """Something that must see every change.

    `handle` gets changes of one conversation, ascending by position, inside a database transaction that also stores
    how far the consumer is. What it writes with Django's connection is therefore committed exactly once. Anything else
    it does may be repeated after a crash, so it must be idempotent by (conversation, position): a position at or below
    the last one seen brings nothing new. A position between two others that never comes was replaced: the same message
    changed again, and its later position follows. If `handle` raises, the changes come again, and no later change of
    any conversation of the same slot comes before them.

    name: under which the progress is stored; it must never change. from_beginning: a new consumer gets every
    conversation from its first change; otherwise only what changes after its first pass.
    """

    name: str
    handle: Callable[[UUID, Sequence[FeedChange]], None]
    from_beginning: bool = False


def consumers() -> tuple[Consumer, ...]:
    """Return the consumers that FEED_CONSUMERS names. Raises ImproperlyConfigured."""
    return _loaded(tuple(settings.FEED_CONSUMERS))


@cache
def _loaded(paths: tuple[str, ...]) -> tuple[Consumer, ...]:
    found: list[Consumer] = []
    for path in paths:
        try:
            consumer = import_string(path)
        except ImportError as error:
            raise ImproperlyConfigured(f"FEED_CONSUMERS: {error}") from None
        if not isinstance(consumer, Consumer):
            raise ImproperlyConfigured(f"FEED_CONSUMERS: {path} is not a Consumer")
        found.append(consumer)
    names = [consumer.name for consumer in found]
    if len(names) != len(set(names)):
        raise ImproperlyConfigured("FEED_CONSUMERS: two consumers have the same name")
    return tuple(found)
