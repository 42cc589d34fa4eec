"""The one function that publishes updates to every process. Any update may be lost here; the poll repairs that."""

from delivery import ports
from delivery.publisher import publisher
from delivery.updates import Update


def publish(updates: list[Update]) -> None:
    """Give updates to the process's publisher, after the commit. Synchronous, thread-safe; never waits or raises."""
    publisher().put(updates)
    ports.published(updates)
