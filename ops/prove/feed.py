"""The consumer of the feed that a run adds to its worker: it writes every change that it is handed to the history."""

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from uuid import UUID

import orjson
from django.conf import settings

from chat.feed.consumers import Consumer, FeedChange
from ops.prove.recording import Recording


@cache
def _recording(process_id: int) -> Recording:
    return Recording(Path(settings.VAR_DIR) / "history", f"feed-{process_id}")


def record(conversation_id: UUID, changes: Sequence[FeedChange]) -> None:
    """Write the event `fed`: of each change its position and its message as a row of the event `sql`, or null."""
    rows = [[change.position, _row(change.message)] for change in changes]
    recording = _recording(os.getpid())
    recording.write("fed", conversation=conversation_id, changes=rows)
    # What is stored as handled must be in the history, also when this process is killed at once.
    recording.flush()


def _row(message: str | None) -> list[object] | None:
    if message is None:
        return None
    its = orjson.loads(message)
    deleted = its["deleted_at"] is not None
    return [its["seq"], its["position"], its["client_message_id"], its["sender_id"], its["text"], deleted]


RECORDER = Consumer("prove", record, from_beginning=True)
