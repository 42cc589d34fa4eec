"""ASGI's lifespan: it starts and stops the runtime under uvicorn. Under Daphne, run() does that itself."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from config.runtime import shutdown, startup

logger = logging.getLogger(__name__)


async def lifespan(
    receive: Callable[[], Awaitable[dict[str, Any]]], send: Callable[[dict[str, Any]], Awaitable[None]]
) -> None:
    """Serve the one lifespan connection of a process."""
    await receive()
    try:
        await startup()
    except Exception as error:
        logger.exception("the process cannot start")
        await send({"type": "lifespan.startup.failed", "message": repr(error)})
        return
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await shutdown()
    await send({"type": "lifespan.shutdown.complete"})
