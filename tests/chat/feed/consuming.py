"""Consumers of tests: they record what they are handed, and know when it contradicts what the feed promises."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

import orjson

from chat.feed.consumers import Consumer
from chat.feed.passes import run_pass
from chat.store.feed import SLOTS, FeedChange, slot_of
from tests.chat.in_process import rows

PASS_SECONDS = 60.0


class Recorder:
    """One consumer and everything that it was handed, repeats included."""

    def __init__(self, *, from_beginning: bool = False, handle: Callable[[UUID], None] = lambda _: None) -> None:
        self.pages: list[tuple[UUID, list[FeedChange]]] = []
        self.before_recording = handle
        self.consumer = Consumer(f"test-{uuid4()}", self.handle, from_beginning)

    def handle(self, conversation_id: UUID, changes: Sequence[FeedChange]) -> None:
        self.before_recording(conversation_id)
        self.pages.append((conversation_id, list(changes)))

    def run(self, *conversation_ids: UUID) -> None:
        """Run a pass over the slots of these conversations, or over all."""
        for slot in {slot_of(one) for one in conversation_ids} or range(SLOTS):
            assert run_pass(self.consumer, slot, time.monotonic() + PASS_SECONDS)

    def changes(self, conversation_id: UUID) -> list[FeedChange]:
        return [change for one, changes in self.pages if one == conversation_id for change in changes]

    def positions(self, conversation_id: UUID) -> list[int]:
        return [change.position for change in self.changes(conversation_id)]


def accepted(pages: Iterable[tuple[UUID, Iterable[Any]]]) -> dict[UUID, dict[str, int]]:
    """Return the position of each message that a consumer knows which drops what is at or below the last it has seen.

    `pages` hold FeedChange, or [position, message as JSON or None].
    """
    known: dict[UUID, dict[str, int]] = {}
    last: dict[UUID, int] = {}
    for conversation_id, changes in pages:
        for position, message, *_ in changes:
            if position <= last.get(conversation_id, 0):
                continue
            last[conversation_id] = position
            if message is not None:
                known.setdefault(conversation_id, {})[orjson.loads(message)["id"]] = position
    return known


def stored(*conversation_ids: UUID) -> dict[UUID, dict[str, int]]:
    """Return the position of each message in the database."""
    return {
        one: dict(rows("SELECT id::text, position FROM chat_message WHERE conversation_id = %s", one))
        for one in conversation_ids
    }
