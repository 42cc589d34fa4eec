"""Ending tasks reliably."""

import asyncio
from collections.abc import Collection
from typing import Any

AGAIN_SECONDS = 0.2


async def end(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Cancel tasks and return when they have ended. Exceptions of the tasks are not raised here."""
    pending = {task for task in tasks if not task.done()}
    while pending:
        for task in pending:
            task.cancel()
        # Cancel again if needed, because redis-py can swallow a cancellation that meets one of its own timeouts.
        _, pending = await asyncio.wait(pending, timeout=AGAIN_SECONDS)
