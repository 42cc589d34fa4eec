"""The one place that publishes: live hints to every process. Anything may be lost here; the poll repairs it."""

from delivery.publisher import publisher
from delivery.updates import Update


def publish(updates: list[Update]) -> None:
    """Hand updates to the process's publisher, after commit. Synchronous, thread-safe, never waits or raises."""
    publisher().put(updates)
