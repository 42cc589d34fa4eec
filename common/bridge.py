"""The one bridge between sync and async code: sync edges call async services, async edges call sync services."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

from django.conf import settings
from django.db import close_old_connections, transaction

T = TypeVar("T")

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_executor: ThreadPoolExecutor | None = None


def use_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Set the loop on which async services run in this process. The server calls this at its start."""
    global _loop
    _loop = loop


def service_loop() -> asyncio.AbstractEventLoop:
    """Return the loop of async services. Workers and commands have none, so this starts one in a thread."""
    with _lock:
        if _loop is None:
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="service-loop", daemon=True).start()
            use_loop(loop)
        assert _loop is not None
        return _loop


def wait_for(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run an async service from sync code and return its result.

    Raises RuntimeError on a thread that runs a loop. Also raises it inside a transaction, because the service writes on
    other connections and might wait for locks that the caller holds.
    """
    if transaction.get_connection().in_atomic_block:
        coroutine.close()
        raise RuntimeError("an async service must not be called inside a transaction")
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run_coroutine_threadsafe(coroutine, service_loop()).result()
    coroutine.close()
    raise RuntimeError("wait_for() would block the event loop: await the service instead")


async def in_thread(function: Callable[..., T], *arguments: Any) -> T:  # noqa: ANN401
    """Run a sync service from the loop, in COMMAND_THREADS threads, and return its database connection to the pool."""
    global _executor
    if _executor is None:
        _executor = ThreadPoolExecutor(settings.COMMAND_THREADS, thread_name_prefix="sync-service")
    return await asyncio.get_running_loop().run_in_executor(_executor, copy_context().run, _call, function, arguments)


def _call(function: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    close_old_connections()
    try:
        return function(*arguments)
    finally:
        close_old_connections()
