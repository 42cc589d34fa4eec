"""Ending tasks for certain."""

import asyncio
from collections.abc import Collection
from typing import Any

AGAIN_SECONDS = 0.2


async def end(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Cancel tasks and return when they have ended. What they raise is theirs."""
    pending = {task for task in tasks if not task.done()}
    while pending:
        for task in pending:
            task.cancel()
        # Again, if need be: redis-py can swallow a cancellation that meets one of its own time limits.
        _, pending = await asyncio.wait(pending, timeout=AGAIN_SECONDS)
