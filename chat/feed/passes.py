"""Bringing changes to consumers: one pass hands every change that a consumer has not handled yet to it."""

import logging
import time
from collections.abc import Collection

from django.conf import settings
from django.db import transaction

from chat.feed.consumers import Consumer, consumers
from chat.store import feed
from chat.store.feed import SLOTS, Place, Unseen

logger = logging.getLogger(__name__)


def run_passes(slots: Collection[int] = (), seconds: float | None = None) -> list[int]:
    """Run a pass of every consumer over these slots (none named: over all), and return the slots that are not done.

    Takes about `seconds` at most (default: FEED_TASK_SECONDS). A slot that another worker holds counts as done, because
    that worker does the same. A consumer that raises is logged and does not stop the others.
    """
    deadline = time.monotonic() + (settings.FEED_TASK_SECONDS if seconds is None else seconds)
    left: set[int] = set()
    for consumer in consumers():
        for slot in slots or range(SLOTS):
            try:
                done = run_pass(consumer, slot, deadline)
            except Exception:
                logger.exception("the feed's consumer %s failed", consumer.name)
            else:
                if not done:
                    left.add(slot)
    return sorted(left)


def run_pass(consumer: Consumer, slot: int, deadline: float) -> bool:
    """Hand a consumer what it has not handled of one slot, page by page, until `deadline` (monotonic).

    Returns False when something is left. Raises what the consumer raises; the pages before are stored.
    """
    while handle_page(consumer, slot):
        if time.monotonic() > deadline:
            return False
    return True


@transaction.atomic
def handle_page(consumer: Consumer, slot: int) -> bool:
    """Hand a consumer its next page and store how far it is, in one transaction; return whether more may follow.

    The lock on the slot's row keeps other workers out. It belongs to the transaction, so it ends with the connection:
    a worker that lost it can store nothing.
    """
    place = feed.lock(consumer.name, slot)
    if place is None:
        if feed.exists(consumer.name, slot):
            return False
        feed.create(consumer.name, from_beginning=consumer.from_beginning)
        return True
    unseen = feed.unseen(place, settings.FEED_PAGE_CONVERSATIONS, settings.FEED_PAGE_CHANGES)
    for one in unseen:
        if one.changes:
            consumer.handle(one.conversation_id, one.changes)
    if unseen:
        feed.store_handled(place, unseen)
    return _store_progress(place, unseen)


def _store_progress(place: Place, unseen: list[Unseen]) -> bool:
    incomplete = next((index for index, one in enumerate(unseen) if not one.is_complete), None)
    if incomplete is None and len(unseen) < settings.FEED_PAGE_CONVERSATIONS:
        feed.store_done(place)
        return False
    finished = unseen[:incomplete]
    feed.store_under_way(place, finished[-1].conversation_id if finished else place.after)
    return True


def rebuild(consumer: Consumer) -> None:
    """Let a consumer begin anew, with the first change of every conversation."""
    with transaction.atomic():
        feed.forget(consumer.name)
