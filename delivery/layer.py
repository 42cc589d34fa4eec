"""The channel layer: the pub/sub layer of channels-redis, with timeouts and a hook for new subscriber connections."""

import logging
from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import redis.exceptions
from channels_redis.pubsub import RedisPubSubChannelLayer
from django.conf import settings
from redis.asyncio.connection import AbstractConnection
from typing_extensions import override

from common.redis import NoRetry

# The errors of a Redis that is away or hangs. Any other error is a mistake in our code.
REDIS_AWAY = (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError, OSError, TimeoutError)

_publishing: ContextVar[bool] = ContextVar("publishing", default=False)
_listeners: list[Callable[[], None]] = []


def on_subscriber_connected(listener: Callable[[], None]) -> None:
    """Call `listener` after each new subscriber connection: until then this process had lost its subscriptions."""
    if listener not in _listeners:
        _listeners.append(listener)


def forget_listener(listener: Callable[[], None]) -> None:
    """Undo on_subscriber_connected."""
    if listener in _listeners:
        _listeners.remove(listener)


@contextmanager
def publishing() -> Any:  # noqa: ANN401 - a context manager
    """Mark connections that are made inside as connections for publishing, which have no subscriptions to lose."""
    token = _publishing.set(True)
    try:
        yield
    finally:
        _publishing.reset(token)


async def _connected(connection: AbstractConnection) -> None:
    await connection.on_connect()
    if not _publishing.get():
        for listener in tuple(_listeners):
            listener()


class PubSubLayer(RedisPubSubChannelLayer):  # type: ignore[misc]  # channels-redis ships no types
    """The backend of CHANNEL_LAYERS. channels-redis never calls its own on_reconnect, so we use redis-py's hook."""

    @override
    def __init__(self, *arguments: Any, hosts: list[str], **options: Any) -> None:
        seconds = settings.REDIS_TIMEOUT_SECONDS
        connection = {
            "redis_connect_func": _connected,
            "socket_timeout": seconds,
            "socket_connect_timeout": seconds,
            "retry": NoRetry(),
        }
        super().__init__(*arguments, hosts=[{"address": host, **connection} for host in hosts], **options)


class _WithoutLostConnections(logging.Filter):
    """Drops the layer's traceback, which comes every second while Redis is away. The router logs the outage once."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.exc_info and isinstance(record.exc_info[1], REDIS_AWAY))


logging.getLogger("channels_redis.pubsub").addFilter(_WithoutLostConnections())
