"""/healthz and /readyz as plain ASGI in front of Django, so that a busy thread pool does not make a process unready."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import psycopg
from django.conf import settings

from common.bridge import stuck_seconds
from common.database import connection_options
from common.queue import WorkerCheck
from delivery.router import router

logger = logging.getLogger(__name__)

Send = Callable[[dict[str, Any]], Awaitable[None]]


class DatabaseCheck:
    """Checks whether the database answers, on a connection of its own, so that a full pool does not matter."""

    def __init__(self) -> None:
        self._connection: psycopg.AsyncConnection[tuple[Any, ...]] | None = None
        self._good = False
        self._checked_at = float("-inf")
        self._asking = asyncio.Lock()

    async def answers(self) -> bool:
        """Return whether the database answered within READY_TIMEOUT_SECONDS, now or up to READY_CACHE_SECONDS ago."""
        async with self._asking:
            if time.monotonic() - self._checked_at > settings.READY_CACHE_SECONDS:
                self._good = await self._ask()
                self._checked_at = time.monotonic()
            return self._good

    async def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await connection.close()

    async def _ask(self) -> bool:
        asking = asyncio.create_task(self._select())
        done, _ = await asyncio.wait({asking}, timeout=settings.READY_TIMEOUT_SECONDS)
        if not done:
            # Do not wait for the cancelled task, because psycopg first asks the silent server to cancel the statement.
            asking.cancel()
            self._connection = None
            return False
        if isinstance(asking.exception(), (psycopg.Error, OSError)):
            await self.close()
            return False
        return asking.result()

    async def _select(self) -> bool:
        if self._connection is None:
            options = connection_options("parley health")
            self._connection = await psycopg.AsyncConnection.connect(settings.DATABASE_URL, **options)
        await self._connection.execute("SELECT 1")
        return True


_check: DatabaseCheck | None = None
_workers: WorkerCheck | None = None


async def health(scope: dict[str, Any], send: Send) -> None:
    """Answer a request for /healthz or /readyz."""
    if scope["method"] not in {"GET", "HEAD"}:
        await _answer(send, 405, {"status": "method not allowed"}, scope["method"])
    elif scope["path"] == "/healthz":
        await _answer(send, 200, {"status": "alive"}, scope["method"])
    else:
        status, body = await readiness()
        await _answer(send, status, body, scope["method"])


async def readiness() -> tuple[int, dict[str, Any]]:
    """Return the HTTP status and the body of /readyz."""
    global _check, _workers
    _check, _workers = _check or DatabaseCheck(), _workers or WorkerCheck()
    degraded = []
    if not router().redis_available:
        degraded.append("redis")
    elif not await _workers.lives():
        degraded.append("workers")
    stuck = stuck_seconds()
    if stuck > settings.READY_TIMEOUT_SECONDS:
        degraded.append("threads")
    if router().draining:
        status = "draining"
    elif not await _check.answers():
        status = "unavailable"
    elif stuck > settings.READY_STUCK_SECONDS:
        status = "stuck"
    else:
        status = "ready"
    return 200 if status == "ready" else 503, {"status": status, "degraded": degraded}


async def close() -> None:
    """Close the checks' connections, at the end of the process."""
    for check in (_check, _workers):
        if check is not None:
            await check.close()


async def _answer(send: Send, status: int, body: dict[str, Any], method: str) -> None:
    content = orjson.dumps(body)
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content)).encode()),
        (b"cache-control", b"no-store"),
    ]
    if status == 405:
        headers.append((b"allow", b"GET, HEAD"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else content})
