"""Metrics of chat: socket commands, and the batches that commit messages and receipts."""

import time
from collections import Counter as Tally
from collections.abc import Iterable, Sized
from functools import cache

from prometheus_client import Counter, Gauge, Histogram

COMMANDS = Counter("parley_socket_commands", "Commands of sockets, answered.", ["command", "code"])
COMMAND_SECONDS = Histogram(
    "parley_socket_command_duration_seconds",
    "From a command's arrival to its answer being written.",
    ["command"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
MESSAGES = Counter("parley_messages", "Messages the writer was given, by what became of them.", ["outcome"])
QUEUE = Gauge("parley_commit_queue_items", "What waits for the next batch.", ["queue"])
ITEMS = Histogram(
    "parley_commit_batch_items", "Items of one batch.", ["queue"], buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500)
)
SECONDS = Histogram(
    "parley_commit_duration_seconds",
    "From taking a batch to its last answer, the commit included.",
    ["queue"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
FAILURES = Counter("parley_commit_failures", "Batches that failed.", ["queue"])
FEED_LAG = Gauge(
    "parley_feed_lag_seconds",
    "Every change older than this was handled by the feed's consumer; 0 when it has handled all.",
    ["consumer"],
)

# The child of each label value is looked up once, not at every event.
_command = cache(COMMANDS.labels)
_command_seconds = cache(COMMAND_SECONDS.labels)
_message = cache(MESSAGES.labels)


def command_done(kind: str, code: str, began: float) -> None:
    """Count a command that began at `began` (monotonic). kind: a command or `unknown`; code: an error code or `ok`."""
    _command(kind, code).inc()
    _command_seconds(kind).observe(time.monotonic() - began)


def appended(outcomes: Iterable[str]) -> None:
    """Count the outcomes of messages, after the commit."""
    for outcome, count in Tally(outcomes).items():
        _message(outcome).inc(count)


class Batches:
    """The metrics of one queue whose items are committed in batches."""

    def __init__(self, queue: str, waiting: Sized) -> None:
        self._items, self._seconds = ITEMS.labels(queue), SECONDS.labels(queue)
        self._failures = FAILURES.labels(queue)
        QUEUE.labels(queue).set_function(lambda: len(waiting))

    def done(self, items: int, began: float) -> None:
        """Count a batch that began at `began` (monotonic), whether or not it was committed."""
        self._items.observe(items)
        self._seconds.observe(time.monotonic() - began)

    def failed(self) -> None:
        """Count a batch that failed whole."""
        self._failures.inc()
