"""What our asynchronous clients of Redis have in common."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from typing_extensions import override

T = TypeVar("T")

# How uvloop's RuntimeError ends when one writes to a connection that was reset meanwhile.
CLOSED = "the handler is closed"


class NoRetry(Retry):
    """Tries once, as redis-py would try again with everybody else waiting; a closed connection is a ConnectionError."""

    def __init__(self) -> None:
        super().__init__(NoBackoff(), 0)

    @override
    async def call_with_retry(self, do: Callable[[], Awaitable[T]], *arguments: Any, **options: Any) -> T:
        async def once() -> T:
            try:
                return await do()
            except RuntimeError as error:
                if str(error).endswith(CLOSED):
                    raise RedisConnectionError(str(error)) from error
                raise

        return await super().call_with_retry(once, *arguments, **options)
