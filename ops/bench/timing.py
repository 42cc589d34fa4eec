"""How long one act of one person takes, repeated one at a time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from ops.bench.figures import Figures, percentiles, processor_seconds

Action = Callable[[], Awaitable[bool]]
ANSWER_SECONDS = 30
# The share of a scenario's seconds that each kind of reading gets.
READING = 0.05


async def repeated(action: Action, seconds: float) -> dict[str, Any]:
    """Repeat an action, one at a time. The first time does not count."""
    took: list[float] = []
    refused, used = 0, Figures()
    await action()
    with processor_seconds(used):
        until = time.perf_counter() + seconds
        while (began := time.perf_counter()) < until or not took:
            async with asyncio.timeout(ANSWER_SECONDS):
                refused += not await action()
            took.append(time.perf_counter() - began)
    return {
        "milliseconds": percentiles(took),
        "database milliseconds": round(1000 * used["database"] / len(took), 2),
        "times": len(took),
        "refused": refused,
    }
