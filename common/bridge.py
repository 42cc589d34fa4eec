"""The one bridge between sync and async code: sync edges call async services, async edges call sync services."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections, transaction
from django.http import HttpRequest, HttpResponseBase
from typing_extensions import override

from common.errors import ApiError

T = TypeVar("T")

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None


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


class Threads:
    """Threads for one kind of sync service, with a bounded queue in front of them.

    The settings <NAME>_THREADS and <NAME>_QUEUE_ITEMS say how many threads and how many waiting calls there may be;
    <NAME>_QUEUE_SECONDS says how long a call may wait.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._executor: ThreadPoolExecutor | None = None
        self._lock = threading.Lock()
        # The calls that run or wait, and the time (monotonic) at which the last one ended or all threads became busy.
        self._calls, self._moved_at = 0, 0.0

    def submit(self, function: Callable[..., T], arguments: tuple[Any, ...]) -> "Future[T]":
        """Queue a call. Raises ApiError `busy` when the queue is full."""
        with self._lock:
            if self._executor is None:
                self._executor = ThreadPoolExecutor(self._size, thread_name_prefix=f"{self.name}-service")
            if self._calls >= self._size + self._queue_items:
                raise ApiError("busy", retry_after_seconds=1)
            self._calls += 1
            if self._calls == self._size:
                self._moved_at = time.monotonic()
        call = self._executor.submit(copy_context().run, _call, function, arguments)
        call.add_done_callback(self._ended)
        return call

    def waiting(self) -> int:
        """Return how many calls wait for a thread."""
        return max(self._calls - self._size, 0)

    def stuck_seconds(self) -> float:
        """Return for how long all threads have been busy without ending a call; 0 while a thread is free."""
        with self._lock:
            return time.monotonic() - self._moved_at if self._calls >= self._size else 0.0

    @property
    def queue_seconds(self) -> float:
        """How long a call may wait for a thread."""
        return float(self._setting("QUEUE_SECONDS"))

    @property
    def _size(self) -> int:
        return int(self._setting("THREADS"))

    @property
    def _queue_items(self) -> int:
        return int(self._setting("QUEUE_ITEMS"))

    def _setting(self, name: str) -> float:
        value: float = getattr(settings, f"{self.name.upper()}_{name}")
        return value

    def _ended(self, call: "Future[Any]") -> None:
        with self._lock:
            self._calls -= 1
            # The caller of a waiting call may stop waiting. That does not mean that a thread became free.
            if not call.cancelled():
                self._moved_at = time.monotonic()


# Commands may wait for rows that others hold. Reading and checking tokens must not wait behind them, so each kind has
# threads of its own. Each thread needs a connection of Django's pool, which has DATABASE_POOL_SIZE.
COMMAND, READ, AUTHENTICATION = Threads("command"), Threads("read"), Threads("authentication")
# Requests over HTTP. Most of their time they wait for a connection, or for an async service.
REQUEST = Threads("request")
ALL_THREADS = (COMMAND, READ, AUTHENTICATION, REQUEST)


async def in_thread(function: Callable[..., T], *arguments: Any, threads: Threads = COMMAND) -> T:  # noqa: ANN401
    """Run a sync service from the loop, in one of `threads`, and return its database connection to the pool.

    Raises ApiError `busy` when the queue is full, or when the call has waited for a thread too long. The call does not
    run then. This is found out here and not in the thread, because the caller must hear it in time.
    """
    call = threads.submit(function, arguments)
    # Does nothing to a call that runs already.
    late = asyncio.get_running_loop().call_later(threads.queue_seconds, call.cancel)
    try:
        return await asyncio.wrap_future(call)
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise ApiError("busy", retry_after_seconds=1) from None
    finally:
        late.cancel()


class RequestHandler(ASGIHandler):
    """Django's handler, with one of REQUEST_THREADS for a whole request. `refused` makes the answer of an error.

    Django's own starts a thread for each request and returns to the event loop after each middleware. A start holds the
    loop until the new thread has had its turn.
    """

    def __init__(self, refused: Callable[[ApiError], HttpResponseBase]) -> None:
        super().__init__()
        self._refused = refused

    @override
    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.handle(scope, receive, send)

    @override
    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    @override
    async def run_get_response(self, request: HttpRequest) -> HttpResponseBase:
        answering = asyncio.ensure_future(in_thread(self.get_response, request, threads=REQUEST))
        try:
            return await asyncio.shield(answering)
        except ApiError as error:
            return self._refused(error)
        except asyncio.CancelledError:
            # The client left. The request goes on, and its body must stay open for it.
            await asyncio.gather(answering, return_exceptions=True)
            raise


def stuck_seconds() -> float:
    """Return for how long all threads of one kind have been busy without ending a call; 0 for none."""
    return max(threads.stuck_seconds() for threads in ALL_THREADS)


def _call(function: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    close_old_connections()
    try:
        return function(*arguments)
    finally:
        close_old_connections()
