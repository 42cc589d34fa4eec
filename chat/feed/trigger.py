"""Starting a pass as soon as a change is published. A lost start costs FEED_SECONDS: the clock starts passes, too."""

import os
import threading
import time
from collections.abc import Iterable

from django.conf import settings

from chat.store.feed import slot_of
from common.queue import enqueue
from delivery.updates import ConversationUpdate, Update


class Trigger:
    """Collects the slots in which something changed and queues one task for all, at most every FEED_TRIGGER_SECONDS."""

    def __init__(self) -> None:
        self._slots: set[int] = set()
        self._wake = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def note(self, updates: Iterable[Update]) -> None:
        """Note what was published, from any thread; never waits for the broker and never raises."""
        slots = {
            slot_of(update.conversation_id)
            for update in updates
            if isinstance(update, ConversationUpdate) and update.seq is not None
        }
        if not slots:
            return
        with self._lock:
            self._slots |= slots
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="feed-trigger", daemon=True)
                self._thread.start()
        self._wake.set()

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            with self._lock:
                slots, self._slots = self._slots, set()
            enqueue("default", "chat.tasks.run_feed", "feed", *sorted(slots))
            time.sleep(settings.FEED_TRIGGER_SECONDS)  # what changes meanwhile shares the next task


_trigger = Trigger()


def changes_published(updates: list[Update]) -> None:
    """Start passes for what was just published, if there is a consumer."""
    if settings.FEED_CONSUMERS:
        _trigger.note(updates)


def _after_fork() -> None:
    global _trigger
    _trigger = Trigger()


os.register_at_fork(after_in_child=_after_fork)
