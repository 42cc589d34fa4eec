"""What our asynchronous Redis clients share."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from typing_extensions import override

T = TypeVar("T")

# The end of the text of uvloop's RuntimeError after a write to a connection that was reset meanwhile.
CLOSED = "the handler is closed"


class NoRetry(Retry):
    """Tries once only, because everybody else would wait while redis-py tries again.

    Turns uvloop's RuntimeError for a closed connection into a ConnectionError.
    """

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
